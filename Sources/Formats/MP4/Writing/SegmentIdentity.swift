/// What a recording is, written into the recording itself, so that the catalogue can be built again from media alone:
/// the content of a private `uuid` box in `moov`.
package struct SegmentIdentity: Hashable, Sendable {
    /// The version that this program writes. Later ones may only add at the end.
    package static let currentVersion: UInt8 = 1

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

    package init(
        version: UInt8 = currentVersion,
        camera: String,
        stream: String,
        node: String,
        recording: Int64,
        epoch: UInt32,
        startTicks: [Int64]
    ) {
        self.version = version
        self.camera = camera
        self.stream = stream
        self.node = node
        self.recording = recording
        self.epoch = epoch
        self.startTicks = startTicks
    }

    /// 85E1A0F6-5B1C-4E0B-9D5A-6E696768746A, made for this purpose.
    static let userType: [UInt8] = [
        0x85, 0xE1, 0xA0, 0xF6, 0x5B, 0x1C, 0x4E, 0x0B, 0x9D, 0x5A, 0x6E, 0x69, 0x67, 0x68, 0x74, 0x6A,
    ]

    func write(to writer: inout BoxWriter) {
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
        }
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
    }

    private static func text(_ reader: inout ByteReader) throws(MP4Error) -> String {
        let bytes = try reader.array(Int(try reader.uint16()))
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .malformed(.uuid, "a text that is not UTF-8")
        }
        return text
    }
}
