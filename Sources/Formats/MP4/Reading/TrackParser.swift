import Media

/// What the boxes of one `trak` say, gathered before it is judged.
struct TrackParts {
    var id: UInt32?
    var timescale: UInt32?
    var handler: BoxType?
    var entry: SampleEntry?
    /// In ticks of the film; 0…2^60.
    var emptyDuration: Int64 = 0
    /// Media time, in ticks of the track, that the film begins with; 0…2^60.
    var mediaStart: Int64 = 0
    var tables = SampleTables()

    /// Reads the content of a `trak` box.
    init(parsing body: Span<UInt8>) throws(MP4Error) {
        var boxes = BoxSequence(body, in: .trak)
        while let box = try boxes.next() {
            switch box.type {
            case .tkhd: id = try Self.trackID(boxes.body)
            case .edts: try parseEdits(boxes.body)
            case .mdia: try parseMedia(boxes.body)
            default: break
            }
        }
    }

    private static func trackID(_ body: Span<UInt8>) throws(MP4Error) -> UInt32 {
        var reader = ByteReader(body, of: .tkhd)
        let version = try reader.versionAndFlags().version
        try reader.skip(version == 1 ? 16 : 8)
        return try reader.uint32()
    }

    private mutating func parseEdits(_ body: Span<UInt8>) throws(MP4Error) {
        var boxes = BoxSequence(body, in: .edts)
        while let box = try boxes.next() {
            guard box.type == .elst else { continue }
            var reader = ByteReader(boxes.body, of: .elst)
            let version = try reader.versionAndFlags().version
            for _ in 0..<(try reader.uint32()) {
                let duration = version == 1 ? try reader.int64() : Int64(try reader.uint32())
                let mediaTime = version == 1 ? try reader.int64() : Int64(try reader.int32())
                try reader.skip(4)
                if mediaTime >= 0 {
                    mediaStart = min(mediaTime, ScanLimits.time)
                    return
                }
                emptyDuration = min(emptyDuration + min(max(duration, 0), ScanLimits.time), ScanLimits.time)
            }
        }
    }

    private mutating func parseMedia(_ body: Span<UInt8>) throws(MP4Error) {
        var boxes = BoxSequence(body, in: .mdia)
        while let box = try boxes.next() {
            switch box.type {
            case .mdhd:
                var reader = ByteReader(boxes.body, of: .mdhd)
                let version = try reader.versionAndFlags().version
                try reader.skip(version == 1 ? 16 : 8)
                timescale = try reader.uint32()
            case .hdlr:
                var reader = ByteReader(boxes.body, of: .hdlr)
                try reader.skip(8)
                handler = BoxType(rawValue: try reader.uint32())
            case .minf: try parseMediaInformation(boxes.body)
            default: break
            }
        }
    }

    private mutating func parseMediaInformation(_ body: Span<UInt8>) throws(MP4Error) {
        var boxes = BoxSequence(body, in: .minf)
        while let box = try boxes.next() {
            guard box.type == .stbl else { continue }
            var tables = BoxSequence(boxes.body, in: .stbl)
            while let table = try tables.next() {
                if table.type == .stsd {
                    entry = try SampleEntry.first(in: tables.body)
                } else {
                    try self.tables.parse(table.type, tables.body)
                }
            }
        }
    }
}
