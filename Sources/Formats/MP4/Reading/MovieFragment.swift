/// What the `moof` box of a fragment says (ISO/IEC 14496-12 §8.8.4).
package struct MovieFragment: Hashable, Sendable {
    /// Samples that lie one after another.
    package struct Run: Hashable, Sendable {
        /// Index among the tracks of the film.
        package var track: Int
        /// In ticks since the file's zero; nil where the fragment does not tell: the samples go on from those before.
        package var baseDecodeTime: Int64?
        /// Where the first sample lies, from the file's start.
        package var dataOffset: Int64
        package var samples: [FragmentSample]

        /// Bytes of all samples.
        package var length: Int64 { samples.reduce(0) { $0 + Int64($1.size) } }
    }

    package private(set) var sequence: UInt32 = 0
    package private(set) var runs: [Run] = []

    /// Reads the content of a `moof` box.
    ///
    /// - Parameters:
    ///   - offset: where the box begins in the file, head included.
    ///   - tracks: of the film; runs of other tracks are left out.
    ///   - limit: how many samples it may have.
    package static func parse(
        _ body: Span<UInt8>,
        at offset: Int64,
        tracks: [MovieTrack],
        limit: Int = ScanLimits().samplesOfFragment
    ) throws(MP4Error) -> MovieFragment {
        var parser = FragmentParser(offset: offset, tracks: tracks, limit: limit)
        var fragment = MovieFragment()
        var boxes = BoxSequence(body, in: .moof)
        while let box = try boxes.next() {
            switch box.type {
            case .mfhd:
                var reader = ByteReader(boxes.body, of: .mfhd)
                try reader.skip(4)
                fragment.sequence = try reader.uint32()
            case .traf: try parser.parseTrack(boxes.body)
            default: break
            }
        }
        fragment.runs = parser.runs
        return fragment
    }
}

private struct FragmentParser {
    let offset: Int64
    let tracks: [MovieTrack]
    let limit: Int
    var runs: [MovieFragment.Run] = []

    private var sampleCount = 0
    /// Where the data of the run before ended: where data goes on if a run does not say.
    private var dataEnd: Int64
    /// Of the track fragment being read.
    private var track: Int?
    private var defaults = FragmentDefaults()
    private var baseOffset: Int64 = 0
    private var decodeTime: Int64?

    init(offset: Int64, tracks: [MovieTrack], limit: Int) {
        self.offset = offset
        self.tracks = tracks
        self.limit = limit
        dataEnd = offset
    }

    mutating func parseTrack(_ body: Span<UInt8>) throws(MP4Error) {
        track = nil
        decodeTime = nil
        var hasHeader = false
        var boxes = BoxSequence(body, in: .traf)
        while let box = try boxes.next() {
            switch box.type {
            case .tfhd:
                try parseHeader(boxes.body)
                hasHeader = true
            case .tfdt:
                var reader = ByteReader(boxes.body, of: .tfdt)
                let version = try reader.versionAndFlags().version
                let time = version == 1 ? try reader.uint64() : UInt64(try reader.uint32())
                guard time <= UInt64(ScanLimits.time) else { throw .malformed(.tfdt, "a decoding time of \(time)") }
                decodeTime = Int64(time)
            case .trun:
                guard hasHeader else { throw .malformed(.traf, "a run comes before the head") }
                try parseRun(boxes.body)
            default: break
            }
        }
    }

    private mutating func parseHeader(_ body: Span<UInt8>) throws(MP4Error) {
        var reader = ByteReader(body, of: .tfhd)
        let flags = try reader.versionAndFlags().flags
        let id = try reader.uint32()
        track = tracks.firstIndex { $0.id == id }
        defaults = track.map { tracks[$0].defaults } ?? FragmentDefaults()
        // Without a base, the first track fragment counts from `moof`, those after it from the end of the data before.
        baseOffset = flags & 0x2_0000 != 0 || runs.isEmpty ? offset : dataEnd
        if flags & 1 != 0 {
            guard let base = Int64(exactly: try reader.uint64()), base <= ScanLimits.time else {
                throw .malformed(.tfhd, "an offset beyond any file")
            }
            baseOffset = base
        }
        if flags & 2 != 0 { try reader.skip(4) }
        if flags & 0x8 != 0 { defaults.duration = try reader.uint32() }
        if flags & 0x10 != 0 { defaults.size = try reader.uint32() }
        if flags & 0x20 != 0 { defaults.flags = try reader.uint32() }
        dataEnd = baseOffset
    }

    private mutating func parseRun(_ body: Span<UInt8>) throws(MP4Error) {
        var reader = ByteReader(body, of: .trun)
        let flags = try reader.versionAndFlags().flags
        let count = Int(try reader.uint32())
        guard count <= limit - sampleCount, runs.count < ScanLimits.runs else {
            throw .tooLarge(.moof, "it has more than \(limit) samples")
        }
        let fields = (flags & 0x100, flags & 0x200, flags & 0x400, flags & 0x800)
        let bytesOfSample = 4 * (flags >> 8 & 0xF).nonzeroBitCount
        let dataOffset = flags & 1 != 0 ? baseOffset + Int64(try reader.int32()) : dataEnd
        guard dataOffset >= 0 else { throw .malformed(.trun, "its samples lie before the file") }
        let firstFlags = flags & 4 != 0 ? try reader.uint32() : nil
        guard count * bytesOfSample <= reader.remaining else { throw .truncated(.trun) }
        sampleCount += count
        var run = MovieFragment.Run(track: track ?? 0, baseDecodeTime: decodeTime, dataOffset: dataOffset, samples: [])
        run.samples.reserveCapacity(count)
        var length: Int64 = 0
        var duration: Int64 = 0
        for index in 0..<count {
            var values = defaults
            if fields.0 != 0 { values.duration = try reader.uint32() }
            if fields.1 != 0 { values.size = try reader.uint32() }
            if fields.2 != 0 { values.flags = try reader.uint32() }
            if index == 0, let firstFlags { values.flags = firstFlags }
            let sample = FragmentSample(
                size: values.size,
                duration: values.duration,
                presentationOffset: fields.3 != 0 ? try reader.int32() : 0,
                flags: FragmentSample.Flags(sampleFlags: values.flags)
            )
            length += Int64(sample.size)
            duration += Int64(sample.duration)
            run.samples.append(sample)
        }
        dataEnd = dataOffset + length
        // At most 2^60 from `tfdt`, and the limit of samples is far from the rest.
        decodeTime = decodeTime.map { min($0 + duration, ScanLimits.time) }
        if track != nil { runs.append(run) }
    }
}
