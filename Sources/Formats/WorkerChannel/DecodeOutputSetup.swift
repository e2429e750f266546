import Media

/// Something that a session makes of the pictures it decodes.
package enum DecodeOutputSetup: Hashable, Sendable {
    /// A JPEG file of each picture, with square samples. `width` is in pixels, and 0 for the picture's own; it is never made
    /// wider than that. `quality` is 1 to 100.
    case jpeg(width: UInt16, quality: UInt8)
    /// The brightness of each picture, a byte for each pixel, row by row, scaled to this size.
    case gray(width: UInt16, height: UInt16)
    /// H.264, an access unit for each picture, in the order and with the time of the pictures.
    case h264(H264OutputSetup)

    func write(to writer: inout MessageWriter) {
        var fields = MessageWriter()
        let kind: UInt8
        switch self {
        case .jpeg(let width, let quality):
            kind = 1
            fields.number(width)
            fields.number(quality)
        case .gray(let width, let height):
            kind = 2
            fields.number(width)
            fields.number(height)
        case .h264(let setup):
            kind = 3
            setup.write(to: &fields)
        }
        writer.number(kind)
        writer.block(fields.bytes)
    }

    init(from reader: inout MessageReader) throws(WorkerChannelError) {
        let kind: UInt8 = try reader.number()
        var fields = MessageReader(Bytes(try reader.block(atMost: 256)))
        switch kind {
        case 1:
            self = .jpeg(width: try fields.number(), quality: try fields.number())
            guard case .jpeg(_, 1...100) = self else { throw .malformed("a quality that is not 1 to 100") }
        case 2:
            self = .gray(width: try fields.number(), height: try fields.number())
            guard case .gray(let width, let height) = self, width > 0, height > 0,
                Int(width) * Int(height) <= WorkerChannel.largestPicture
            else { throw .malformed("a gray picture without a size that fits") }
        case 3: self = .h264(try H264OutputSetup(from: &fields))
        default: throw .malformed("the unknown output \(kind)")
        }
        try fields.finish()
    }
}
