import Media

/// A sample entry: the codec of a track and its configuration (ISO/IEC 14496-12 §8.5.2).
struct SampleEntry {
    let type: BoxType
    /// nil where the codec is not known, or its configuration cannot be read.
    private(set) var format: TrackFormat?
    private(set) var unitLengthSize = 4

    /// The first entry of an `stsd` box's content. Where there are more, samples of the others cannot be told apart
    /// by a reader of a single format; cameras' files and phones' films have one.
    static func first(in body: Span<UInt8>) throws(MP4Error) -> SampleEntry? {
        var reader = ByteReader(body, of: .stsd)
        try reader.skip(8)
        var entries = BoxSequence(reader.rest, in: .stsd)
        guard let header = try entries.next() else { return nil }
        return SampleEntry(type: header.type, body: entries.body)
    }

    private init(type: BoxType, body: Span<UInt8>) {
        self.type = type
        do {
            switch type {
            case .avc1, BoxType("avc3"): try parseVideo(body)
            case .mp4a, .alaw, .ulaw: try parseAudio(body)
            default: break
            }
        } catch {
            format = nil
        }
    }

    private mutating func parseVideo(_ body: Span<UInt8>) throws(MP4Error) {
        var reader = ByteReader(body, of: type)
        try reader.skip(78)
        var boxes = BoxSequence(reader.rest, in: type)
        while let box = try boxes.next() {
            guard box.type == .avcC, format == nil else { continue }
            let configuration = try AVCConfiguration(parsing: boxes.body)
            unitLengthSize = configuration.unitLengthSize
            format = .h264(configuration.format)
        }
    }

    private mutating func parseAudio(_ body: Span<UInt8>) throws(MP4Error) {
        var reader = ByteReader(body, of: type)
        try reader.skip(8)
        let version = try reader.uint16()
        try reader.skip(6)
        let channels = Int(try reader.uint16())
        try reader.skip(6)
        let sampleRate = try reader.uint32() >> 16
        switch version {
        case 1: try reader.skip(16)  // QuickTime File Format, sound sample descriptions
        case 2: try reader.skip(36)
        default: break
        }
        switch type {
        case .mp4a: format = try Self.findAAC(in: reader.rest).map { .aac($0) }
        case .alaw where sampleRate == 8000: format = .g711(G711Format(law: .a, channels: max(channels, 1)))
        case .ulaw where sampleRate == 8000: format = .g711(G711Format(law: .mu, channels: max(channels, 1)))
        default: break
        }
    }

    /// The configuration in an `esds` box, which QuickTime puts inside a `wave` box.
    private static func findAAC(in bytes: Span<UInt8>, isNested: Bool = false) throws(MP4Error) -> AACFormat? {
        var boxes = BoxSequence(bytes, in: .mp4a)
        while let box = try boxes.next() {
            switch box.type {
            case .esds: return try parseElementaryStream(boxes.body)
            case .wave where !isNested:
                if let format = try findAAC(in: boxes.body, isNested: true) { return format }
            default: break
            }
        }
        return nil
    }

    /// ISO/IEC 14496-1 §7.2.6.5.
    private static func parseElementaryStream(_ body: Span<UInt8>) throws(MP4Error) -> AACFormat? {
        var reader = ByteReader(body, of: .esds)
        try reader.skip(4)
        guard try descriptor(&reader).tag == 3 else { throw .malformed(.esds, "no ES_Descriptor") }
        try reader.skip(2)
        let flags = try reader.uint8()
        if flags & 0x80 != 0 { try reader.skip(2) }
        if flags & 0x40 != 0 { try reader.skip(Int(try reader.uint8())) }
        if flags & 0x20 != 0 { try reader.skip(2) }
        guard try descriptor(&reader).tag == 4 else { throw .malformed(.esds, "no DecoderConfigDescriptor") }
        let objectType = try reader.uint8()
        // AAC of MPEG-4, and the three profiles of MPEG-2, which decoders treat alike.
        guard objectType == 0x40 || (0x66...0x68).contains(objectType) else { return nil }
        try reader.skip(12)
        let specific = try descriptor(&reader)
        guard specific.tag == 5 else { throw .malformed(.esds, "no DecoderSpecificInfo") }
        let configuration = try reader.array(specific.length)
        return try? AACFormat(configuration: configuration)
    }

    private static func descriptor(_ reader: inout ByteReader) throws(MP4Error) -> (tag: UInt8, length: Int) {
        let tag = try reader.uint8()
        var length = 0
        for _ in 0..<4 {
            let byte = try reader.uint8()
            length = length << 7 | Int(byte & 0x7F)
            if byte & 0x80 == 0 { break }
        }
        return (tag, length)
    }
}
