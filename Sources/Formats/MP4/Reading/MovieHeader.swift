/// What the `moov` box of a file says (ISO/IEC 14496-12 §8.2).
package struct MovieHeader: Hashable, Sendable {
    /// Ticks per second of ``duration``.
    package let timescale: UInt32
    /// Of the whole film; 0 where it is not told.
    package let duration: Int64
    /// All tracks, also of codecs that Nightjar does not know.
    package internal(set) var tracks: [MovieTrack]
    /// What Nightjar recorded it as; nil in other programs' files.
    package let identity: SegmentIdentity?
    /// Whether samples come in fragments.
    package let isFragmented: Bool

    /// Reads the content of a `moov` box.
    package static func parse(_ body: Span<UInt8>) throws(MP4Error) -> MovieHeader {
        var parser = MovieParser()
        try parser.parse(body)
        return try MovieHeader(parser)
    }

    private init(_ parser: MovieParser) throws(MP4Error) {
        timescale = max(parser.timescale, 1)
        duration = parser.duration
        identity = parser.identity
        isFragmented = parser.isFragmented
        tracks = []
        for parts in parser.tracks {
            var track = try MovieTrack(parts, movieTimescale: timescale)
            guard !tracks.contains(where: { $0.id == track.id }) else {
                throw .malformed(.trak, "two tracks have the id \(track.id)")
            }
            if let defaults = parser.defaults[track.id] { track.defaults = defaults }
            tracks.append(track)
        }
    }
}

private struct MovieParser {
    var timescale: UInt32 = 1000
    var duration: Int64 = 0
    var identity: SegmentIdentity?
    var isFragmented = false
    var tracks: [TrackParts] = []
    var defaults: [UInt32: FragmentDefaults] = [:]

    mutating func parse(_ body: Span<UInt8>) throws(MP4Error) {
        var boxes = BoxSequence(body, in: .moov)
        while let box = try boxes.next() {
            switch box.type {
            case .mvhd: try parseHeader(boxes.body)
            case .trak:
                guard tracks.count < ScanLimits.tracks else {
                    throw .tooLarge(.moov, "it has more than \(ScanLimits.tracks) tracks")
                }
                tracks.append(try TrackParts(parsing: boxes.body))
            case .mvex:
                isFragmented = true
                try parseExtends(boxes.body)
            case .uuid where box.userType == SegmentIdentity.userType:
                identity = try? SegmentIdentity(parsing: boxes.body)
            default: break
            }
        }
    }

    private mutating func parseHeader(_ body: Span<UInt8>) throws(MP4Error) {
        var reader = ByteReader(body, of: .mvhd)
        let version = try reader.versionAndFlags().version
        try reader.skip(version == 1 ? 16 : 8)
        timescale = try reader.uint32()
        duration = version == 1 ? try reader.int64() : Int64(try reader.uint32())
        // All ones say that it is not known.
        if duration < 0 || duration == Int64(UInt32.max) { duration = 0 }
    }

    private mutating func parseExtends(_ body: Span<UInt8>) throws(MP4Error) {
        var boxes = BoxSequence(body, in: .mvex)
        while let box = try boxes.next() {
            guard box.type == .trex, defaults.count < ScanLimits.tracks else { continue }
            var reader = ByteReader(boxes.body, of: .trex)
            try reader.skip(4)
            let id = try reader.uint32()
            try reader.skip(4)
            let duration = try reader.uint32()
            let size = try reader.uint32()
            defaults[id] = FragmentDefaults(duration: duration, size: size, flags: try reader.uint32())
        }
    }
}
