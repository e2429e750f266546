import Media

/// The stored units among those that a reader is given, and what has to be read for them.
struct StoredBatch {
    private struct Block {
        let media: any StoredMedia
        var range: Range<Int64>
        var bytes: Bytes?
    }

    /// Of each stored unit its index among the items, where its payload is missing, and where that lies.
    private var places: [(index: Int, place: StoredPlace)] = []
    /// One for each file, from the first wanted byte to the last: payloads lie behind one another, but for the heads of
    /// fragments, and sound behind the pictures of its fragment.
    private var blocks: [ObjectIdentifier: Block] = [:]

    var isEmpty: Bool { places.isEmpty }

    mutating func add(_ place: StoredPlace, at index: Int) {
        places.append((index, place))
        let (key, range) = (ObjectIdentifier(place.media), place.range)
        let known = blocks[key]?.range ?? range
        let union = min(known.lowerBound, range.lowerBound)..<max(known.upperBound, range.upperBound)
        blocks[key] = Block(media: place.media, range: union)
    }

    mutating func read() throws(StoredMediaError) {
        for (key, block) in blocks { blocks[key]?.bytes = try block.media.read(block.range) }
    }

    mutating func load() async throws(StoredMediaError) {
        for (key, block) in blocks { blocks[key]?.bytes = try await block.media.load(block.range) }
    }

    /// Gives the items their payloads, after ``read()`` or ``load()``.
    func complete(_ items: inout [StreamItem]) {
        for (index, place) in places {
            guard case .unit(var unit) = items[index], let block = blocks[ObjectIdentifier(place.media)],
                let bytes = block.bytes
            else { continue }
            let start = Int(place.offset - block.range.lowerBound)
            unit.payload = bytes.slice(start..<start + place.count)
            items[index] = .unit(unit)
        }
    }

    /// Takes the units out of the items from `start` on, where the payloads are not to be had: all of them are missed, since
    /// a decoder could not use those that refer to the stored ones.
    func miss(_ items: inout [StreamItem], from start: Int) {
        var skipped: SkippedUnits?
        var rest: [StreamItem] = []
        let counts = Dictionary(uniqueKeysWithValues: places.map { ($0.index, $0.place.count) })
        for index in start..<items.count {
            if case .unit(let unit) = items[index] {
                SkippedUnits.note(unit, bytes: counts[index] ?? unit.payload.count, in: &skipped)
            } else {
                rest.append(items[index])
            }
        }
        items.replaceSubrange(start..., with: (skipped.map { [.skipped($0)] } ?? []) + rest)
    }
}
