package import Media

/// Makes fragments of about a second of samples that come one after another, for a film whose length in bytes nobody knows
/// beforehand. The samples of each track come in the order of decoding; those of several tracks need not be quite in step.
package struct FilmFragments: Sendable {
    package struct Sample: Sendable {
        /// Index among the film's tracks.
        package var track: Int
        /// Which of its track's, from 1.
        package var sampleEntry: UInt32
        /// When it is decoded, in ticks since the film's zero; one before that is left out.
        package var time: Int64
        /// In ticks: what counts where nothing follows it in its fragment.
        package var duration: UInt32
        package var presentationOffset: Int32
        package var flags: FragmentSample.Flags
        package var payload: Bytes

        package init(
            track: Int,
            sampleEntry: UInt32 = 1,
            time: Int64,
            duration: UInt32,
            presentationOffset: Int32 = 0,
            flags: FragmentSample.Flags,
            payload: Bytes
        ) {
            self.track = track
            self.sampleEntry = sampleEntry
            self.time = time
            self.duration = duration
            self.presentationOffset = presentationOffset
            self.flags = flags
            self.payload = payload
        }
    }

    /// Seconds: a fragment ends with what comes so long after its beginning, or with a key frame after half of it.
    private static let longest = 1.0
    /// Beyond it a fragment ends, whatever it has.
    private static let mostBytes = 16 << 20

    private let tracks: [TrackFormat]
    /// Of each track, what waits.
    private var waiting: [[Sample]]
    private var bytes = 0
    private var sequence: UInt32 = 0
    /// Of each track, the time of the newest sample.
    private var newest: [Int64?]

    /// - Parameter entries: of each track its sample entries; the leading one is first.
    package init(_ entries: [[TrackFormat]]) {
        tracks = entries.compactMap(\.first)
        waiting = entries.map { _ in [] }
        newest = entries.map { _ in nil }
    }

    /// - Returns: the fragment that is whole now; mostly nothing.
    package mutating func add(_ sample: Sample) -> [UInt8] {
        guard waiting.indices.contains(sample.track), sample.time >= 0, sample.time <= ScanLimits.time else {
            return []
        }
        // Times never fall.
        if let before = newest[sample.track], sample.time <= before { return [] }
        newest[sample.track] = sample.time
        let whole = ends(with: sample) ? finish() : []
        waiting[sample.track].append(sample)
        bytes += sample.payload.count
        return whole
    }

    /// What waits, as a fragment.
    package mutating func finish() -> [UInt8] {
        guard waiting.contains(where: { !$0.isEmpty }) else { return [] }
        sequence &+= 1
        let runs = waiting.indices.map { run($0) }.filter { !$0.samples.isEmpty }
        var made = header(runs)
        made.reserveCapacity(made.count + bytes)
        for sample in waiting.joined() { sample.payload.withUnsafeBytes { made.append(contentsOf: $0) } }
        for track in waiting.indices { waiting[track].removeAll(keepingCapacity: true) }
        bytes = 0
        return made
    }

    private func ends(with sample: Sample) -> Bool {
        if let last = waiting[sample.track].last, last.sampleEntry != sample.sampleEntry { return true }
        if bytes >= Self.mostBytes { return true }
        // Whatever leads gives the measure; other tracks alone do where it has nothing.
        guard let first = waiting[sample.track].first, sample.track == 0 || waiting[0].isEmpty else { return false }
        let timescale = Double(max(tracks[sample.track].timescale, 1))
        let length = Double(sample.time.saturatingSubtracting(first.time)) / timescale
        let isKey = tracks[sample.track].kind == .video && sample.flags.contains(.key)
        return length >= Self.longest || isKey && length >= Self.longest / 2
    }

    private func run(_ track: Int) -> TrackRun {
        let samples = waiting[track]
        let described = samples.indices.map { index in
            let next = index + 1 < samples.count ? samples[index + 1].time - samples[index].time : nil
            return FragmentSample(
                size: UInt32(clamping: samples[index].payload.count),
                duration: next.map { UInt32(clamping: $0) } ?? samples[index].duration,
                presentationOffset: samples[index].presentationOffset,
                flags: samples[index].flags
            )
        }
        return TrackRun(track: track, baseDecodeTime: samples.first?.time ?? 0, samples: described)
    }

    /// `moof`, and the head of `mdat`.
    private func header(_ runs: [TrackRun]) -> [UInt8] {
        let plain = FragmentHeader.encode(sequence: sequence, runs: runs)
        let entries = waiting.map { $0.first?.sampleEntry ?? 1 }
        guard entries.contains(where: { $0 != 1 }) else { return plain }
        let patch = FragmentPatch(
            tracks: entries.indices.map { .init(id: UInt32($0 + 1), sampleEntry: entries[$0], shift: 0) }
        )
        // It was laid out here, as it is read there.
        let box = try? patch.rewritten(plain.span.extracting(0..<plain.count - 8), sequence: sequence)
        return (box ?? []) + plain.suffix(8)
    }
}

extension VirtualFilm {
    /// The head of a film of the same times that is made while it is given away: it says how long the film is to be.
    ///
    /// - Parameter entries: of each track its sample entries; the leading one is first.
    package func streamedHead(of entries: [[TrackFormat]]) -> [UInt8] {
        let lead = max(entries.first?.first?.timescale ?? timescale, 1)
        return FilmHead(
            tracks: FilmTracks(entries: entries),
            duration: rescale(duration, from: timescale, to: lead),
            mediaStart: rescale(mediaStart, from: timescale, to: lead),
            references: []
        ).bytes
    }
}
