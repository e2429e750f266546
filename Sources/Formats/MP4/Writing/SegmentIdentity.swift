/// What a recording is, written into the recording itself, so that the catalogue can be built again from media alone:
/// the content of a private `uuid` box in `moov`.
package struct SegmentIdentity: Hashable, Sendable {
    /// How a file came to its end. Written over the file when it does; until then, and in one whose writer died, nothing
    /// is there.
    package struct Ending: Hashable, Sendable {
        /// Wall time at which the last picture has been shown, nanoseconds since 1970.
        package var wall: Int64
        /// The catalogue's code for why, of at most 16 of the characters `a–z` and `-`; what is more is cut off.
        package var reason: String

        package init(wall: Int64, reason: String) {
            self.wall = wall
            self.reason = reason
        }
    }

    /// A time within the recording of which it has nothing, because it was joined of recordings on both sides of it. In the
    /// file what follows the pause stands right behind what comes before it.
    package struct Pause: Hashable, Sendable {
        /// How many fragments of the file come before it.
        package var fragment: UInt32
        /// Wall times, nanoseconds since 1970: where the recording before it ended, and where the one behind it began.
        package var start: Int64
        package var end: Int64
        /// Of what follows, as a recording of its own had them.
        package var run: Int64
        package var epoch: UInt32

        package init(fragment: UInt32, start: Int64, end: Int64, run: Int64, epoch: UInt32) {
            self.fragment = fragment
            self.start = start
            self.end = end
            self.run = run
            self.epoch = epoch
        }
    }

    /// The version that this program writes. Later ones may only add at the end; the second added all from `start` on.
    package static let currentVersion: UInt8 = 2
    /// The version of one with pauses, which are at its end.
    package static let pausedVersion: UInt8 = 3

    package var version: UInt8
    /// The camera's id. At most 65 535 bytes of UTF-8, as of all the texts here; what is more is cut off.
    package var camera: String
    /// Which of its streams: "main" or "sub".
    package var stream: String
    /// The server that recorded it.
    package var node: String
    /// The recording's id: nanoseconds since 1970 of its first frame.
    package var recording: Int64
    /// The stream's epoch that the ticks belong to.
    package var epoch: UInt32
    /// Of each track, the stream's own ticks at the file's zero.
    package var startTicks: [Int64]
    /// Wall time of its first frame, which the id may be a little later than. The same as the id where a file of the
    /// first version does not say.
    package var start: Int64
    /// The first recording of the unbroken run that it belongs to; itself where a file does not say.
    package var run: Int64
    package var ending: Ending?
    /// In the order of the file; 65 535 at most, what is more is left out.
    package var pauses: [Pause] = []

    package init(
        version: UInt8 = currentVersion,
        camera: String,
        stream: String,
        node: String,
        recording: Int64,
        epoch: UInt32,
        startTicks: [Int64],
        start: Int64? = nil,
        run: Int64? = nil,
        ending: Ending? = nil
    ) {
        self.version = version
        self.camera = camera
        self.stream = stream
        self.node = node
        self.recording = recording
        self.epoch = epoch
        self.startTicks = startTicks
        self.start = start ?? recording
        self.run = run ?? recording
        self.ending = ending
    }

    /// 85E1A0F6-5B1C-4E0B-9D5A-6E696768746A, made for this purpose.
    static let userType: [UInt8] = [
        0x85, 0xE1, 0xA0, 0xF6, 0x5B, 0x1C, 0x4E, 0x0B, 0x9D, 0x5A, 0x6E, 0x69, 0x67, 0x68, 0x74, 0x6A,
    ]

    /// - Returns: where in `writer` the ending stands; nil in a version without one.
    @discardableResult
    func write(to writer: inout BoxWriter) -> Int? {
        var endingOffset: Int?
        writer.box(.uuid) { writer in
            writer.append(Self.userType)
            writer.uint8(version)
            for text in [camera, stream, node] {
                let utf8 = Array(text.utf8.prefix(Int(UInt16.max)))
                writer.uint16(UInt16(utf8.count))
                writer.append(utf8)
            }
            writer.uint64(UInt64(bitPattern: recording))
            writer.uint32(epoch)
            let ticks = startTicks.prefix(Int(UInt8.max))
            writer.uint8(UInt8(ticks.count))
            for tick in ticks { writer.uint64(UInt64(bitPattern: tick)) }
            guard version >= 2 else { return }
            for time in [start, run] { writer.uint64(UInt64(bitPattern: time)) }
            endingOffset = writer.bytes.count
            writer.append(Ending.bytes(of: ending))
            guard version >= Self.pausedVersion else { return }
            let pauses = pauses.prefix(Int(UInt16.max))
            writer.uint16(UInt16(pauses.count))
            for pause in pauses {
                writer.uint32(pause.fragment)
                for number in [pause.start, pause.end, pause.run] { writer.uint64(UInt64(bitPattern: number)) }
                writer.uint32(pause.epoch)
            }
        }
        return endingOffset
    }

    /// Reads the content of the box, after its user type.
    init(parsing body: Span<UInt8>) throws(MP4Error) {
        var reader = ByteReader(body, of: .uuid)
        version = try reader.uint8()
        guard version >= 1 else { throw .malformed(.uuid, "an identity of version 0") }
        camera = try Self.text(&reader)
        stream = try Self.text(&reader)
        node = try Self.text(&reader)
        recording = try reader.int64()
        epoch = try reader.uint32()
        startTicks = []
        for _ in 0..<Int(try reader.uint8()) { startTicks.append(try reader.int64()) }
        start = recording
        run = recording
        guard version >= 2 else { return }
        start = try reader.int64()
        run = try reader.int64()
        ending = Ending(parsing: try reader.array(Ending.length))
        guard version >= Self.pausedVersion else { return }
        for _ in 0..<Int(try reader.uint16()) {
            pauses.append(
                Pause(
                    fragment: try reader.uint32(),
                    start: try reader.int64(),
                    end: try reader.int64(),
                    run: try reader.int64(),
                    epoch: try reader.uint32()
                )
            )
        }
    }

    private static func text(_ reader: inout ByteReader) throws(MP4Error) -> String {
        let bytes = try reader.array(Int(try reader.uint16()))
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .malformed(.uuid, "a text that is not UTF-8")
        }
        return text
    }
}

extension SegmentIdentity.Ending {
    /// Bytes of its field: the time, which is 0 as long as there is no ending, and the reason, filled up with zeros.
    static let length = 24
    private static let reasonLength = 16

    static func bytes(of ending: Self?) -> [UInt8] {
        var writer = BoxWriter(reservingCapacity: length)
        writer.uint64(UInt64(bitPattern: ending?.wall ?? 0))
        let reason = ending.map { Array($0.reason.utf8.prefix(reasonLength)) } ?? []
        writer.append(reason)
        writer.zeros(reasonLength - reason.count)
        return writer.bytes
    }

    /// Nil where there is none, or the field was not written whole.
    init?(parsing field: [UInt8]) {
        guard field.count == Self.length else { return nil }
        wall = field.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
        let text = field.dropFirst(8).prefix { $0 != 0 }
        let isText = text.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "-") }
        guard wall != 0, !text.isEmpty, isText else { return nil }
        reason = String(decoding: text, as: UTF8.self)
    }
}
