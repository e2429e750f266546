import MP4
import Media

extension FuzzEntry {
    /// A recording of any samples: what is written is good, and each sample is found where it was put.
    ///
    /// The input is a kind of recording, and its fragments: for each track a number of samples and what they are like.
    static let mp4RoundTrip = FuzzEntry("round-trip-mp4", longestInput: 1024, seeds: { mp4RoundTripSeeds }) {
        bytes throws(BrokenPromise) in
        guard let kinds = try? FuzzedRecording.kinds() else { return }
        var input = FuzzInput(bytes)
        var recording = FuzzedRecording(input.choice(of: kinds))
        let isClosed = input.byte() & 1 == 1
        while !input.isEmpty, recording.entries.count < 12 {
            recording.append(
                recording.tracks.indices.map { track in
                    (track, (0..<input.byte() % 6).map { _ in sample(&input) })
                },
                payload: [1, 2, 3, 5, 8, 13, 21],
                pause: Int64(input.byte() & 1) * Int64(input.number())
            )
        }
        if isClosed { recording.close() }
        let report = try FileReading.tail(of: recording.bytes, verification: .checksums)
        try expect(report.damage == nil, report.damage?.description ?? "")
        try expect(report.isClosed == isClosed && report.goodLength == Int64(recording.bytes.count), "not to its end")
        try expect(report.entries == recording.entries, "\(report.entries), not \(recording.entries)")
        guard let movie = try FileReading.movie(in: recording.bytes, limits: ScanLimits()) else {
            throw BrokenPromise(description: "a recording without a head")
        }
        for track in recording.tracks.indices {
            let found = movie.samples.filter { $0.track == track }
            try expect(found == recording.samples[track], "\(found), not \(recording.samples[track])")
        }
    }

    private static func sample(_ input: inout FuzzInput) -> FragmentSample {
        FragmentSample(
            size: UInt32(input.byte() % 32),
            duration: input.byte() & 1 == 0 ? 3000 : input.number(),
            presentationOffset: input.byte() & 1 == 0 ? 0 : Int32(bitPattern: input.number()),
            flags: input.choice(of: [[], .key, .disposable])
        )
    }

    private static var mp4RoundTripSeeds: [[UInt8]] {
        (0..<4).map { kind in [kind, kind & 1] + (0..<90).map { $0 &* 37 &+ kind } }
    }
}
