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
    /// What nobody who watches shall see: filled in every picture before anything is made of it. ``mostMasks`` at most.
    package var masks: [MaskPolygon]
    /// Referred to by index. ``mostOutputs`` at most.
    package var outputs: [DecodeOutputSetup]

    package static let mostOutputs = 8
    package static let mostMasks = 32
    static let mostParameterSets = 128
    static let largestParameterSet = 64 * 1024

    package init(
        codec: Codec,
        parameterSets: [[UInt8]],
        sampleAspectRatio: PictureSize? = nil,
        masks: [MaskPolygon] = [],
        outputs: [DecodeOutputSetup]
    ) {
        self.codec = codec
        self.parameterSets = parameterSets
        self.sampleAspectRatio = sampleAspectRatio
        self.masks = masks
        self.outputs = outputs
    }

    /// For a track of video; nil for one of sound.
    package init?(_ format: TrackFormat, masks: [MaskPolygon] = [], outputs: [DecodeOutputSetup]) {
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
        self.masks = masks
        self.outputs = outputs
    }

    func write(to writer: inout MessageWriter) {
        writer.number(codec.rawValue)
        writer.number(UInt16(clamping: max(1, sampleAspectRatio?.width ?? 1)))
        writer.number(UInt16(clamping: max(1, sampleAspectRatio?.height ?? 1)))
        writer.list(parameterSets) { $0.block($1) }
        writer.list(masks) { $1.write(to: &$0) }
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
        masks = try reader.list(atMost: Self.mostMasks) { reader throws(WorkerChannelError) in
            try MaskPolygon(from: &reader)
        }
        outputs = try reader.list(atMost: Self.mostOutputs) { reader throws(WorkerChannelError) in
            try DecodeOutputSetup(from: &reader)
        }
    }
}
