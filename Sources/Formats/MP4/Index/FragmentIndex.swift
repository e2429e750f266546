/// The fragments of one recording in order, and their compact form for the catalogue: about 12 bytes a fragment.
package struct FragmentIndex: Hashable, Sendable {
    package var entries: [FragmentIndexEntry]

    package init(_ entries: [FragmentIndexEntry] = []) { self.entries = entries }

    /// Why bytes are no fragment index.
    package enum DecodingError: Error, Hashable {
        case truncated
        case unknownVersion(UInt8)
        /// A number that no index has, or bytes that follow its end.
        case malformed
    }

    private static let version: UInt8 = 1
    /// Every entry takes at least this many bytes: one per field.
    private static let minimumEntryLength = 8

    /// Version, count, then the fields of each entry as the difference from what the entries before let expect.
    package var bytes: [UInt8] {
        var writer = VariableLengthWriter(reservingCapacity: 8 + 14 * entries.count)
        writer.bytes.append(Self.version)
        writer.unsigned(UInt64(entries.count))
        var expected = Prediction()
        for entry in entries {
            let sameParameters = entry.parameterSetID == expected.parameterSetID
            writer.unsigned((entry.isKey ? 1 : 0) | (sameParameters ? 0 : 2))
            if !sameParameters { writer.unsigned(UInt64(entry.parameterSetID)) }
            writer.signed(entry.offset &- expected.offset)
            writer.unsigned(UInt64(bitPattern: Int64(entry.length)))
            writer.signed(entry.startTick &- expected.startTick)
            writer.signed(entry.duration &- expected.duration)
            writer.signed(entry.wall &- expected.wall)
            writer.signed(Int64(entry.videoSamples) - expected.videoSamples)
            writer.signed(Int64(entry.audioSamples) - expected.audioSamples)
            expected.advance(past: entry)
        }
        return writer.bytes
    }

    /// Reads what ``bytes`` gives. Takes no more memory than a small multiple of what it is given.
    package init(decoding bytes: Span<UInt8>) throws(DecodingError) {
        var entries: [FragmentIndexEntry] = []
        try Self.forEach(in: bytes) { entry, count in
            if entries.isEmpty { entries.reserveCapacity(count) }
            entries.append(entry)
        }
        self.entries = entries
    }

    /// Goes through what ``bytes`` gives without keeping it.
    ///
    /// - Parameter body: is given each entry, and how many there are in all.
    package static func forEach(
        in bytes: Span<UInt8>,
        _ body: (FragmentIndexEntry, _ count: Int) -> Void
    ) throws(DecodingError) {
        var reader = VariableLengthReader(bytes)
        let version = try reader.byte()
        guard version == Self.version else { throw .unknownVersion(version) }
        let count = try reader.unsigned()
        guard count <= UInt64(reader.remaining / Self.minimumEntryLength) else { throw .truncated }
        var expected = Prediction()
        for _ in 0..<count {
            let entry = try Self.readEntry(&reader, expected: expected)
            expected.advance(past: entry)
            body(entry, Int(count))
        }
        guard reader.remaining == 0 else { throw .malformed }
    }

    private static func readEntry(
        _ reader: inout VariableLengthReader,
        expected: Prediction
    ) throws(DecodingError) -> FragmentIndexEntry {
        let flags = try reader.unsigned()
        guard flags <= 3 else { throw .malformed }
        let parameterSetID: UInt32 =
            flags & 2 == 0 ? expected.parameterSetID : try narrowed(Int64(clamping: try reader.unsigned()))
        let offset = expected.offset &+ (try reader.signed())
        let length: Int32 = try narrowed(Int64(clamping: try reader.unsigned()))
        let startTick = expected.startTick &+ (try reader.signed())
        let duration = expected.duration &+ (try reader.signed())
        let wall = expected.wall &+ (try reader.signed())
        let video: UInt32 = try narrowed(expected.videoSamples &+ (try reader.signed()))
        let audio: UInt32 = try narrowed(expected.audioSamples &+ (try reader.signed()))
        // Whoever uses an entry adds these up: what would overflow is refused here.
        guard offset >= 0, offset <= .max - Int64(length), duration >= 0,
            !startTick.addingReportingOverflow(duration).overflow
        else { throw .malformed }
        return FragmentIndexEntry(
            offset: offset,
            length: length,
            startTick: startTick,
            duration: duration,
            isKey: flags & 1 == 1,
            wall: wall,
            videoSamples: video,
            audioSamples: audio,
            parameterSetID: parameterSetID
        )
    }

    private static func narrowed<Number: FixedWidthInteger>(_ value: Int64) throws(DecodingError) -> Number {
        guard let number = Number(exactly: value) else { throw .malformed }
        return number
    }
}

/// What the next entry is like if the recording goes on as it did. Differences wrap around, so that every value can be
/// written, however far it is from the one expected.
private struct Prediction {
    var offset: Int64 = 0
    var startTick: Int64 = 0
    var duration: Int64 = 0
    var wall: Int64 = 0
    var videoSamples: Int64 = 0
    var audioSamples: Int64 = 0
    var parameterSetID: UInt32 = 0
    private var lastWall: Int64?

    mutating func advance(past entry: FragmentIndexEntry) {
        offset = entry.offset &+ Int64(entry.length)
        startTick = entry.startTick &+ entry.duration
        duration = entry.duration
        wall = entry.wall &+ (lastWall.map { entry.wall &- $0 } ?? 0)
        lastWall = entry.wall
        videoSamples = Int64(entry.videoSamples)
        audioSamples = Int64(entry.audioSamples)
        parameterSetID = entry.parameterSetID
    }
}
