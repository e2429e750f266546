import DequeModule
package import Media

/// Of readers that take nothing for now, and have the ring hold for them what they may want later.
extension RingState {
    /// Has a reader go on, if it is not beyond it, with the newest place at which a decoder can start among those that are
    /// not after `place`. What it passes over it did not want, and is told nothing of.
    mutating func advance(_ identifier: Int, to place: StreamReader.Place) {
        guard let index = readers.firstIndex(where: { $0.identifier == identifier }) else { return }
        readers[index].skipped = nil
        var target = readers[index].cursor
        // Of what was sent last before the camera went away.
        var isEarly = true
        for sequence in target..<max(target, endSequence) {
            let item = items[sequence - firstSequence]
            guard let unit = item.unit else {
                if item.isEnd, isEarly { target = sequence }
                continue
            }
            isEarly = place.isAfter(unit)
            guard startsGroup(unit) else { continue }
            guard isEarly else { break }
            target = sequence
        }
        while readers[index].cursor < target {
            if case .item(.format(let format)) = items[readers[index].cursor - firstSequence] {
                readers[index].pendingFormat = format
            }
            readers[index].cursor += 1
        }
    }

    /// The first group in the range that begins at `bound` or later.
    func groupStart(from bound: WallTime, in range: Range<Int>) -> Int? {
        range.first { isGroup(at: $0, from: bound) }
    }

    /// Whether the very next that a reader would be given is such a group.
    func isAtGroup(from bound: WallTime, _ identifier: Int) -> Bool {
        guard let reader = readers.first(where: { $0.identifier == identifier }), reader.cursor < endSequence else {
            return false
        }
        return isGroup(at: reader.cursor, from: bound)
    }

    private func isGroup(at sequence: Int, from bound: WallTime) -> Bool {
        guard let unit = items[sequence - firstSequence].unit else { return false }
        return startsGroup(unit) && unit.wall >= bound
    }
}

extension RingItem {
    /// Without its payload, where that is stored.
    fileprivate var unit: AccessUnit? {
        switch self {
        case .item(.unit(let unit)): unit
        case .stored(let stored): stored.unit
        case .item: nil
        }
    }

    /// That nothing follows until the camera begins anew.
    fileprivate var isEnd: Bool {
        switch self {
        case .item(.interrupted), .item(.ended): true
        case .item, .stored: false
        }
    }
}

extension StreamReader {
    /// A moment in a stream, by one of its clocks.
    package enum Place: Sendable {
        /// The newest that there is.
        case newest
        /// By the time of day of the pictures.
        case wall(WallTime)
        /// By when they came.
        case arrival(MonotonicTime)

        fileprivate func isAfter(_ unit: AccessUnit) -> Bool {
            switch self {
            case .newest: true
            case .wall(let time): unit.wall <= time
            case .arrival(let time): unit.arrival <= time
            }
        }
    }

    /// Why a read ended.
    package enum ReadEnd: Sendable {
        /// There is more to be read at once.
        case more
        /// The next thing to come wakes the reader.
        case nothingMore
        /// What comes next was not asked for.
        case bound
    }

    /// Goes on, if it is not beyond it, with the newest place at which a decoder can start among those that are not after
    /// `place`. What is passed over is not told of, and no longer held for this reader.
    package func advance(to place: Place) { ring.advance(identifier, to: place) }

    /// As ``readBlocking(limit:into:)``, but nothing from the first group of pictures on that begins at `bound` or later.
    package func readBlocking(limit: Int, before bound: WallTime, into items: inout [StreamItem]) -> ReadEnd {
        var stored = StoredBatch()
        let start = items.count
        let end = ring.read(identifier, limit: limit, before: bound, into: &items, &stored)
        guard !stored.isEmpty else { return end }
        do throws(StoredMediaError) {
            try stored.read()
            stored.complete(&items)
        } catch {
            stored.miss(&items, from: start)
            ring.goOnWithStart(identifier)
        }
        return end
    }
}
