import Media

/// The stored units among items of a ring, and what has to be read for them.
struct StoredBatch {
    private struct Block {
        let media: any StoredMedia
        var range: Range<Int64>
        var bytes: Bytes?
    }

    /// One for each file, from the first wanted byte to the last: payloads lie behind one another, but for the heads of
    /// fragments, and sound behind the pictures of its fragment.
    private var blocks: [ObjectIdentifier: Block] = [:]

    init(_ items: [StreamItem]) {
        for case .stored(let stored) in items {
            let place = stored.place
            var block = blocks[ObjectIdentifier(place.media)] ?? Block(media: place.media, range: place.range)
            block.range =
                min(
                    block.range.lowerBound,
                    place.range.lowerBound
                )..<max(block.range.upperBound, place.range.upperBound)
            blocks[ObjectIdentifier(place.media)] = block
        }
    }

    var isEmpty: Bool { blocks.isEmpty }

    mutating func read() throws(StoredMediaError) {
        for (key, block) in blocks { blocks[key]?.bytes = try block.media.read(block.range) }
    }

    mutating func load() async throws(StoredMediaError) {
        for (key, block) in blocks { blocks[key]?.bytes = try await block.media.load(block.range) }
    }

    /// The items with their payloads, after ``read()`` or ``load()``.
    func complete(_ items: [StreamItem]) -> [StreamItem] {
        items.map { item in
            guard case .stored(let stored) = item, let block = blocks[ObjectIdentifier(stored.place.media)],
                let bytes = block.bytes
            else { return item }
            let start = Int(stored.place.offset - block.range.lowerBound)
            var unit = stored.unit
            unit.payload = bytes.slice(start..<start + stored.place.count)
            return .unit(unit)
        }
    }

    /// The items where the payloads are not to be had: all units are missed, since a decoder could not use those that
    /// refer to them.
    static func missed(_ items: [StreamItem]) -> [StreamItem] {
        var skipped: SkippedUnits?
        var rest: [StreamItem] = []
        for item in items {
            switch item {
            case .unit(let unit): SkippedUnits.note(unit, bytes: unit.payload.count, in: &skipped)
            case .stored(let stored): SkippedUnits.note(stored.unit, bytes: stored.place.count, in: &skipped)
            case .format, .skipped, .interrupted, .ended: rest.append(item)
            }
        }
        return skipped.map { [.skipped($0)] + rest } ?? rest
    }
}
