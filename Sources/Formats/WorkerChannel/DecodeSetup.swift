package import Media

/// What a session is opened with: which stream it decodes, and what shall come of it.
package struct DecodeSetup: Hashable, Sendable {
    package enum Codec: UInt8, CaseIterable, Sendable {
        case h264 = 1
        case h265 = 2
        case jpeg = 3
    }

    package var codec: Codec
    /// NAL units, each with its header, in the order in which a decoder wants them. Empty for JPEG.
    package var parameterSets: [[UInt8]]
    /// Width to height of one sample of the picture; nil where they are square. 1 to 65535 each.
    package var sampleAspectRatio: PictureSize?
    /// Referred to by index. ``mostOutputs`` at most.
    package var outputs: [DecodeOutputSetup]

    package static let mostOutputs = 8
    static let mostParameterSets = 128
    static let largestParameterSet = 64 * 1024

    package init(
        codec: Codec,
        parameterSets: [[UInt8]],
        sampleAspectRatio: PictureSize? = nil,
        outputs: [DecodeOutputSetup]
    ) {
        self.codec = codec
        self.parameterSets = parameterSets
        self.sampleAspectRatio = sampleAspectRatio
        self.outputs = outputs
    }

    /// For a track of video; nil for one of sound.
    package init?(_ format: TrackFormat, outputs: [DecodeOutputSetup]) {
        switch format {
        case .h264(let format):
            codec = .h264
            parameterSets = format.sequenceParameterSets + format.pictureParameterSets
        case .h265(let format):
            codec = .h265
            parameterSets =
                format.videoParameterSets + format.sequenceParameterSets + format.pictureParameterSets
        case .jpeg:
            codec = .jpeg
            parameterSets = []
        case .aac, .opus, .g711: return nil
        }
        sampleAspectRatio = format.sampleAspectRatio
        self.outputs = outputs
    }

    func write(to writer: inout MessageWriter) {
        writer.number(codec.rawValue)
        writer.number(UInt16(clamping: max(1, sampleAspectRatio?.width ?? 1)))
        writer.number(UInt16(clamping: max(1, sampleAspectRatio?.height ?? 1)))
        writer.list(parameterSets) { $0.block($1) }
        writer.list(outputs) { $1.write(to: &$0) }
    }

    init(from reader: inout MessageReader) throws(WorkerChannelError) {
        let code: UInt8 = try reader.number()
        guard let codec = Codec(rawValue: code) else { throw .malformed("the unknown codec \(code)") }
        self.codec = codec
        let ratio = (width: Int(try reader.number(UInt16.self)), height: Int(try reader.number(UInt16.self)))
        guard ratio.width > 0, ratio.height > 0 else { throw .malformed("samples of \(ratio.width):\(ratio.height)") }
        sampleAspectRatio =
            ratio.width == ratio.height ? nil : PictureSize(width: ratio.width, height: ratio.height)
        parameterSets = try reader.list(atMost: Self.mostParameterSets) { reader throws(WorkerChannelError) in
            try reader.block(atMost: Self.largestParameterSet)
        }
        outputs = try reader.list(atMost: Self.mostOutputs) { reader throws(WorkerChannelError) in
            try DecodeOutputSetup(from: &reader)
        }
    }
}

/// Something that a session makes of the pictures it decodes.
package enum DecodeOutputSetup: Hashable, Sendable {
    /// A JPEG file of each picture, with square samples. `width` is in pixels, and 0 for the picture's own; it is never made
    /// wider than that. `quality` is 1 to 100.
    case jpeg(width: UInt16, quality: UInt8)
    /// The brightness of each picture, a byte for each pixel, row by row, scaled to this size.
    case gray(width: UInt16, height: UInt16)

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
        default: throw .malformed("the unknown output \(kind)")
        }
        try fields.finish()
    }
}
