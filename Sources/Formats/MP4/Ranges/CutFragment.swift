import Media

/// The last fragment of a range, without the samples that come after the range's end.
package struct CutFragment: Hashable, Sendable {
    /// What is left, in the file's own times.
    package let runs: [TrackRun]
    /// Where the payloads of the runs lie in the file.
    package let media: [Range<Int64>]
    /// Where the last sample of track 0 that is left ends, in its ticks since the file's zero.
    package let endTick: Int64
    package let videoSamples: Int
    package let audioSamples: Int

    /// - Parameters:
    ///   - fragment: as its head says.
    ///   - tracks: of its file.
    ///   - end: time of presentation in ticks of track 0 since the file's zero.
    /// - Returns: nil where nothing is left.
    package init?(_ fragment: MovieFragment, of tracks: [MovieTrack], before end: Int64) {
        guard let lead = tracks.first else { return nil }
        var runs: [TrackRun] = []
        var media: [Range<Int64>] = []
        var endTick: Int64 = 0
        var samples = (video: 0, audio: 0)
        for run in fragment.runs {
            guard let start = run.baseDecodeTime else { return nil }
            let track = tracks[run.track]
            let limit = rescale(end, from: lead.timescale, to: track.timescale)
            let count = Self.count(of: run.samples, from: start, before: limit)
            guard count > 0 else { continue }
            let kept = TrackRun(track: run.track, baseDecodeTime: start, samples: Array(run.samples.prefix(count)))
            let length = kept.samples.reduce(Int64(0)) { $0 + Int64($1.size) }
            runs.append(kept)
            media.append(run.dataOffset..<run.dataOffset + length)
            let keptEnd = rescale(start + kept.duration, from: track.timescale, to: lead.timescale)
            if run.track == 0 || endTick == 0 { endTick = keptEnd }
            if track.kind == .video { samples.video += count } else { samples.audio += count }
        }
        guard !runs.isEmpty else { return nil }
        self.runs = runs
        self.media = media
        self.endTick = endTick
        videoSamples = samples.video
        audioSamples = samples.audio
    }

    /// Up to the last sample that is shown before `end`: those before it in the order of decoding may be needed for it.
    private static func count(of samples: [FragmentSample], from start: Int64, before end: Int64) -> Int {
        var time = start
        var count = 0
        for (index, sample) in samples.enumerated() {
            if time + Int64(sample.presentationOffset) < end { count = index + 1 }
            time += Int64(sample.duration)
        }
        return count
    }
}

extension MovieFragment {
    /// Reads the head of a stored fragment.
    ///
    /// - Parameters:
    ///   - head: `moof`; what follows it is passed over.
    ///   - offset: where it lies in the file.
    package static func parse(
        head: Span<UInt8>,
        at offset: Int64,
        tracks: [MovieTrack]
    ) throws(MP4Error) -> MovieFragment {
        guard let box = try BoxHeader.parse(head, available: Int64(head.count)), box.type == .moof else {
            throw .malformed(.moof, "it is not where the index says")
        }
        return try parse(head.extracting(box.length..<Int(box.boxLength)), at: offset, tracks: tracks)
    }

    /// Whether all its samples lie in what the index says of it.
    package func lies(within entry: FragmentIndexEntry) -> Bool {
        runs.allSatisfy {
            $0.dataOffset >= entry.offset && $0.length <= entry.offset + Int64(entry.length) - $0.dataOffset
        }
    }

    /// The earliest decoding time of any track, in ticks of track 0.
    package func earliestTick(of tracks: [MovieTrack]) -> Int64? {
        guard let lead = tracks.first else { return nil }
        return runs.compactMap { run in
            run.baseDecodeTime.map { rescale($0, from: tracks[run.track].timescale, to: lead.timescale) }
        }.min()
    }

    /// By how much the first sample of track 0 is shown later than it is decoded, in its ticks.
    package var delay: Int64 { Int64(runs.first { $0.track == 0 }?.samples.first?.presentationOffset ?? 0) }

    /// When the sample of track 0 is shown that is seen at `tick`; nil where that is one of another fragment.
    package func presentation(at tick: Int64) -> Int64? {
        var found: Int64?
        for run in runs where run.track == 0 {
            guard var time = run.baseDecodeTime else { continue }
            for sample in run.samples {
                let shown = time + Int64(sample.presentationOffset)
                if shown <= tick, shown >= found ?? shown { found = shown }
                time += Int64(sample.duration)
            }
        }
        return found
    }
}
