import MP4
import Media

extension FuzzEntry {
    /// A file of anybody's, or a recording that a power cut or a stranger has been at.
    ///
    /// The input is a byte of what happens while it is read, and the file.
    static let mp4Scan = FuzzEntry("mp4-scan", longestInput: 8192, words: boxTypes, seeds: { try mp4Seeds() }) {
        bytes throws(BrokenPromise) in
        var input = FuzzInput(bytes)
        let choices = input.byte()
        let file = input.takeRest()
        let shortRead = choices & 1 == 1 ? Int(choices >> 4) : nil
        var limits = ScanLimits()
        limits.samples = 20_000
        limits.samplesOfFragment = 5000
        limits.fragments = 100
        if let movie = try FileReading.movie(in: file, limits: limits, shorteningRead: shortRead) {
            try check(movie, in: file, limit: limits.samples)
        }
        try checkRecording(file, choices: choices, limits: limits, shortRead: shortRead)
        for patch in (try? ClosingFields(parsing: file.span))?.patches(duration: 7, ending: ending) ?? [] {
            let isInside = patch.offset >= 8 && patch.offset + patch.bytes.count <= file.count
            try expect(isInside, "\(patch.bytes.count) bytes to be written at \(patch.offset)")
        }
        if let index = try? FragmentIndex(decoding: file.span) {
            try expect((try? FragmentIndex(decoding: index.bytes.span)) == index, "another index")
        }
    }

    private static let ending = SegmentIdentity.Ending(wall: 9, reason: "stopped")

    private static func check(_ movie: MP4Movie, in file: [UInt8], limit: Int) throws(BrokenPromise) {
        // A fragment may come whole at the end.
        try expect(movie.samples.count <= limit + 5000, "\(movie.samples.count) samples")
        for sample in movie.samples {
            let isInside = sample.offset >= 0 && sample.offset + Int64(sample.size) <= Int64(file.count)
            try expect(isInside, "a sample of \(sample.size) bytes at \(sample.offset)")
            try expect(movie.header.tracks.indices.contains(sample.track), "a sample of track \(sample.track)")
        }
        for track in movie.header.tracks {
            try expect(track.timescale > 0, "a timescale of 0")
            if let format = track.format { try check(format) }
        }
    }

    /// A recording is good up to where the scan says, and a new scan of that much says so.
    private static func checkRecording(
        _ file: [UInt8],
        choices: UInt8,
        limits: ScanLimits,
        shortRead: Int?
    ) throws(BrokenPromise) {
        let verification: TailScan.Verification = choices & 2 == 0 ? .checksums : .structure
        let report = try FileReading.tail(
            of: file,
            verification: verification,
            limits: limits,
            shorteningRead: shortRead
        )
        try expect((0...Int64(file.count)).contains(report.goodLength), "good up to \(report.goodLength)")
        if case .noMovie = report.damage { return try expect(report.goodLength == 0, "good without a head") }
        try check(report)
        let good = Array(file.prefix(Int(report.goodLength)))
        let again = try FileReading.tail(of: good, verification: verification, limits: limits)
        try expect(again.damage == nil, "\(again.damage.map(\.description) ?? "") after the cut")
        try expect(again.entries == report.entries && again.endTicks == report.endTicks, "another report after the cut")
        try checkFilm(of: report, in: good)
        guard let entry = report.entries.last else { return }
        let rest = try FileReading.tail(of: good, start: entry.offset, verification: verification, limits: limits)
        try expect(rest.entries == [entry], "\(rest.entries) from \(entry.offset) on")
    }

    private static func check(_ report: TailReport) throws(BrokenPromise) {
        var end = report.start
        for entry in report.entries {
            try expect(
                entry.offset == end && entry.length > 0,
                "\(entry.length) bytes at \(entry.offset), not at \(end)"
            )
            end = entry.offset + Int64(entry.length)
        }
        try expect(report.isClosed || end == report.goodLength, "good up to \(report.goodLength), not \(end)")
        let index = FragmentIndex(report.entries)
        try expect((try? FragmentIndex(decoding: index.bytes.span)) == index, "an index that cannot be read")
    }

    static let boxTypes = [
        "ftyp", "moov", "mvhd", "trak", "tkhd", "mdia", "mdhd", "hdlr", "vide", "soun", "minf", "stbl", "stsd", "stts",
        "ctts", "stsc", "stsz", "stz2", "stco", "co64", "stss", "avc1", "avcC", "hvc1", "hvcC", "mp4v", "mp4a", "esds",
        "Opus", "dOps", "alaw", "ulaw", "wave", "edts", "elst", "mvex", "trex", "mehd", "moof", "mfhd", "traf", "tfhd",
        "tfdt", "trun", "mdat", "mfra", "tfra", "mfro", "free", "uuid", "jpeg", "pasp",
    ]

    static func mp4Seeds() throws -> [[UInt8]] {
        var seeds: [[UInt8]] = []
        for tracks in try FuzzedRecording.kinds() {
            var recording = FuzzedRecording(tracks)
            for number: UInt8 in 0..<3 {
                let key = FragmentSample(size: 3, duration: 3000, flags: number == 1 ? [] : .key)
                let other = FragmentSample(size: 2, duration: 3000, presentationOffset: 1500, flags: .disposable)
                let sound = FragmentSample(size: 4, duration: 1024, flags: .key)
                recording.append(
                    [(0, [key, other]), (1, [sound, sound])].filter { $0.0 < tracks.count },
                    payload: (0..<255).map { $0 &+ number }
                )
            }
            // As its writer leaves it, and killed, and as it is closed.
            seeds.append([0] + recording.bytes)
            seeds.append([2] + recording.bytes.dropLast(9))
            recording.close()
            seeds += [[2] + recording.bytes, [0x31] + recording.bytes]
        }
        return seeds + [
            [0] + ordinaryFile(isCompact: false), [0] + ordinaryFile(isCompact: true), [2] + FragmentIndex().bytes,
        ]
    }

    /// An ordinary file of G.711, not fragmented: twenty samples in two chunks.
    private static func ordinaryFile(isCompact: Bool) -> [UInt8] {
        func box(_ type: String, _ parts: [UInt8]...) -> [UInt8] {
            let body = parts.flatMap(\.self)
            return number(UInt32(body.count + 8)) + Array(type.utf8) + body
        }
        func number(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
        func numbers(_ values: UInt32...) -> [UInt8] { values.flatMap(number) }
        let entry = box("ulaw", numbers(0, 1, 0, 0), [0, 1, 0, 16, 0, 0, 0, 0], numbers(8000 << 16))
        let sizes =
            isCompact
            ? box("stz2", numbers(0, 8, 20), [UInt8](repeating: 1, count: 20)) : box("stsz", numbers(0, 1, 20))
        let offsets = isCompact ? box("co64", numbers(0, 2, 0, 24, 0, 34)) : box("stco", numbers(0, 2, 24, 34))
        let tables =
            box("stsd", numbers(0, 1), entry) + box("stts", numbers(0, 1, 20, 1)) + sizes + offsets
            + box("stsc", numbers(0, 1, 1, 10, 1)) + box("ctts", numbers(0, 1, 20, 0))
            + box("stss", numbers(0, 2, 1, 11))
        let media = box(
            "mdia",
            box("mdhd", numbers(0, 0, 0, 8000, 20, 0)),
            box("hdlr", numbers(0, 0), Array("soun".utf8), numbers(0, 0, 0)),
            box("minf", box("stbl", tables))
        )
        let edits = box("edts", box("elst", numbers(0, 1, 20, 0, 0x1_0000)))
        let track = box("trak", box("tkhd", numbers(7, 0, 0, 1, 0, 20)), edits, media)
        let movie = box("moov", box("mvhd", numbers(0, 0, 0, 8000, 20)), track)
        return box("ftyp", Array("isom".utf8), numbers(512)) + box("mdat", [UInt8](repeating: 0xFF, count: 20)) + movie
    }
}
