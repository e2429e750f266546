import MP4

extension FuzzEntry {
    /// A film of a recording's good fragments has the bytes that it says, and every sample of theirs. A fragment that its
    /// writer would not have laid out so may be refused.
    static func checkFilm(of report: TailReport, in file: [UInt8]) throws(BrokenPromise) {
        guard let movie = report.movie, let first = report.entries.first else { return }
        let formats = movie.tracks.compactMap(\.format)
        guard !formats.isEmpty, formats.count == movie.tracks.count else { return }
        let source = VirtualFilm.Source(span: FragmentSpan(report.entries[...]), formats: formats, continues: false)
        let opening = VirtualFilm.Opening(zero: first.startTick, shown: first.startTick, delay: 0)
        guard let film = try? VirtualFilm([source], opening: opening) else { return }
        var bytes: [UInt8] = []
        for part in film.parts {
            switch part.content {
            case .literal(let literal): bytes += literal
            case .media: throw BrokenPromise(description: "bytes of no fragment in a film that is not cut")
            case .fragments(_, let numbers, let sequence):
                for number in numbers {
                    let place = sequence &+ UInt32(truncatingIfNeeded: number)
                    guard
                        let fragment = patched(report.entries[number], in: file, film.patches[0], sequence: place)
                    else { return }
                    try append(fragment, of: report.entries[number], in: file, to: &bytes)
                }
            }
        }
        try expect(Int64(bytes.count) == film.length, "\(bytes.count) bytes, not \(film.length)")
        var limits = ScanLimits()
        limits.samples = 1_000_000
        guard let found = try FileReading.movie(in: bytes, limits: limits) else {
            throw BrokenPromise(description: "a film that cannot be read")
        }
        let expected = film.videoSamples + film.audioSamples
        try expect(found.samples.count == expected, "\(found.samples.count) samples, not \(expected)")
    }

    private static func patched(
        _ entry: FragmentIndexEntry,
        in file: [UInt8],
        _ patch: FragmentPatch,
        sequence: UInt32
    ) -> PatchedFragment? {
        let start = Int(entry.offset)
        let stored = file.span.extracting(start..<start + Int(entry.length))
        guard let head = try? PatchedFragment.headLength(ofPrefix: stored), head <= stored.count else { return nil }
        return try? PatchedFragment(
            head: stored.extracting(0..<head),
            length: stored.count,
            patch: patch,
            sequence: sequence
        )
    }

    private static func append(
        _ fragment: PatchedFragment,
        of entry: FragmentIndexEntry,
        in file: [UInt8],
        to bytes: inout [UInt8]
    ) throws(BrokenPromise) {
        var offset = 0
        while offset < fragment.length {
            switch fragment.piece(at: offset, count: 1 << 20) {
            case .literal(let piece):
                bytes += piece
                offset += piece.count
            case .stored(let start, let count):
                let isInside = start >= 0 && start + count <= Int(entry.length) && count > 0
                try expect(isInside, "\(count) bytes at \(start) of a fragment of \(entry.length)")
                let begin = Int(entry.offset) + start
                bytes += file[begin..<begin + count]
                offset += count
            }
        }
    }
}
