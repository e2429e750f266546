import MP4
import Media

extension FuzzEntry {
    /// A fragment of a recording that is to stand in another one. What is taken for one has the same samples there, later, and
    /// can be brought back.
    ///
    /// The input is a kind of recording, how much later, a number, whether the trailer is made to fit, and the fragment.
    static let movedFragment = FuzzEntry(
        "moved-fragment",
        longestInput: 2048,
        words: ["moof", "mfhd", "traf", "tfhd", "tfdt", "trun", "mdat", "free", "NJf1"],
        seeds: { try movedFragmentSeeds() }
    ) { bytes throws(BrokenPromise) in
        guard let kinds = try? FuzzedRecording.kinds() else { return }
        var input = FuzzInput(bytes)
        let recording = FuzzedRecording(input.choice(of: kinds))
        let shift = Int64(input.number()) << (input.byte() % 32)
        let sequence = input.number()
        let isMadeToFit = input.byte() & 1 == 1
        var fragment = input.takeRest()
        if isMadeToFit { fit(&fragment) }
        guard let movie = try FileReading.movie(in: recording.bytes, limits: ScanLimits()) else {
            throw BrokenPromise(description: "a head that cannot be read")
        }
        let tracks = movie.header.tracks
        let shifts = tracks.map { _ in shift }
        guard let moved = try? MovedFragment(fragment.span, of: tracks, sequence: sequence, shiftedBy: shifts) else {
            return
        }
        let isInside = moved.payload.lowerBound >= 8 && moved.payload.upperBound <= fragment.count
        try expect(isInside, "a payload at \(moved.payload) of \(fragment.count) bytes")
        let there = moved.header + fragment[moved.payload] + moved.trailer
        try expect(there.count == moved.length, "\(there.count) bytes, not \(moved.length)")
        let back = try? MovedFragment(there.span, of: tracks, sequence: 1, shiftedBy: shifts.map { -$0 })
        guard let back else { throw BrokenPromise(description: "a fragment that cannot be read where it is now") }
        try expect(Array(there[back.payload]) == Array(fragment[moved.payload]), "another payload")
        try expect(back.wall == moved.wall, "another time")
        var runs = moved.runs
        for index in runs.indices { runs[index].baseDecodeTime -= shift }
        try expect(back.runs == runs, "\(back.runs), not \(runs)")
    }

    /// Gives whatever it is the trailer that such a fragment would have, in the place of its last bytes.
    private static func fit(_ fragment: inout [UInt8]) {
        guard fragment.count >= FragmentTrailer.length else { return }
        fragment.removeLast(FragmentTrailer.length)
        let checksum = CRC32C(of: fragment.span)
        fragment +=
            FragmentTrailer(
                contentLength: fragment.count,
                contentChecksum: checksum,
                wall: WallTime(nanoseconds: 1_793_000_000_000_000_000)
            ).bytes
    }

    private static func movedFragmentSeeds() throws -> [[UInt8]] {
        try FuzzedRecording.kinds().enumerated().flatMap { number, tracks in
            var recording = FuzzedRecording(tracks)
            let key = FragmentSample(size: 5, duration: 3000, flags: .key)
            let other = FragmentSample(size: 2, duration: 3000, presentationOffset: 1500, flags: .disposable)
            let sound = FragmentSample(size: 4, duration: 1024, flags: .key)
            for _ in 0..<2 {
                recording.append(
                    [(0, [key, other]), (1, [sound, sound])].filter { $0.0 < tracks.count },
                    payload: [1, 2, 3, 5, 8]
                )
            }
            return recording.entries.map { entry in
                let bytes = recording.bytes[Int(entry.offset)..<Int(entry.offset) + Int(entry.length)]
                return [UInt8(number), 0, 1, 0x5F, 0x90, 0, 0, 0, 0, 7, 1] + bytes
            }
        }
    }
}
