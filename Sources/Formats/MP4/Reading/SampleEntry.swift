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
            case .avc1, BoxType("avc3"), .hvc1, BoxType("hev1"), .mp4v: try parseVideo(body)
            case BoxType("jpeg"): format = .jpeg(try Self.parseSize(body, of: type))
            case .mp4a, .opus, .alaw, .ulaw: try parseAudio(body)
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
            guard format == nil else { continue }
            switch box.type {
            case .avcC:
                let configuration = try AVCConfiguration(parsing: boxes.body)
                unitLengthSize = configuration.unitLengthSize
                format = .h264(configuration.format)
            case .hvcC:
                let configuration = try HEVCConfiguration(parsing: boxes.body)
                unitLengthSize = configuration.unitLengthSize
                format = .h265(configuration.format)
            case .esds where type == .mp4v:
                let stream = try ElementaryStream(parsing: boxes.body)
                guard stream.objectType == ElementaryStream.ObjectType.jpeg else { return }
                format = .jpeg(try Self.parseSize(body, of: type))
            default: break
            }
        }
    }

    /// JPEG files say their sizes themselves; the sample entry has that of all.
    private static func parseSize(_ body: Span<UInt8>, of type: BoxType) throws(MP4Error) -> JPEGFormat {
        var reader = ByteReader(body, of: type)
        try reader.skip(24)
        let size = PictureSize(width: Int(try reader.uint16()), height: Int(try reader.uint16()))
        guard size.width > 0, size.height > 0 else { throw .malformed(type, "a picture without a size") }
        return JPEGFormat(size: size)
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
        case .opus: format = try Self.findOpus(in: reader.rest).map { .opus($0) }
        case .alaw where G711Format.sampleRates.contains(sampleRate):
            format = .g711(G711Format(law: .a, channels: max(channels, 1), sampleRate: sampleRate))
        case .ulaw where G711Format.sampleRates.contains(sampleRate):
            format = .g711(G711Format(law: .mu, channels: max(channels, 1), sampleRate: sampleRate))
        default: break
        }
    }

    /// The configuration in an `esds` box, which QuickTime puts inside a `wave` box.
    private static func findAAC(in bytes: Span<UInt8>, isNested: Bool = false) throws(MP4Error) -> AACFormat? {
        var boxes = BoxSequence(bytes, in: .mp4a)
        while let box = try boxes.next() {
            switch box.type {
            case .esds:
                let stream = try ElementaryStream(parsing: boxes.body)
                guard
                    stream.objectType == ElementaryStream.ObjectType.aac
                        || ElementaryStream.ObjectType.olderAAC.contains(stream.objectType)
                else { return nil }
                return try? AACFormat(configuration: stream.specific)
            case .wave where !isNested:
                if let format = try findAAC(in: boxes.body, isNested: true) { return format }
            default: break
            }
        }
        return nil
    }

    private static func findOpus(in bytes: Span<UInt8>) throws(MP4Error) -> OpusFormat? {
        var boxes = BoxSequence(bytes, in: .opus)
        while let box = try boxes.next() {
            if box.type == .dOps { return try OpusConfiguration(parsing: boxes.body).format }
        }
        return nil
    }
}
