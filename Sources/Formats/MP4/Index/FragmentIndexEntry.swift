import Media

/// What the catalogue knows of one fragment of a recording.
package struct FragmentIndexEntry: Hashable, Sendable {
    /// Where its `moof` begins, from the file's start.
    package var offset: Int64
    /// Bytes of `moof`, `mdat` and trailer.
    package var length: Int32
    /// Decoding time of its first sample since the file's zero, in ticks of track 0.
    package var startTick: Int64
    /// In ticks of track 0; 0 or more.
    package var duration: Int64
    /// Whether it starts with a key frame of track 0.
    package var isKey: Bool
    /// Wall time of its first sample, nanoseconds since 1970.
    package var wall: Int64
    package var videoSamples: UInt32
    package var audioSamples: UInt32
    /// ``ParameterSetNumber`` of the tracks that it belongs to; 0 where it is not known.
    package var parameterSetID: UInt32

    package init(
        offset: Int64,
        length: Int32,
        startTick: Int64,
        duration: Int64,
        isKey: Bool,
        wall: Int64,
        videoSamples: UInt32,
        audioSamples: UInt32,
        parameterSetID: UInt32 = 0
    ) {
        self.offset = offset
        self.length = length
        self.startTick = startTick
        self.duration = duration
        self.isKey = isKey
        self.wall = wall
        self.videoSamples = videoSamples
        self.audioSamples = audioSamples
        self.parameterSetID = parameterSetID
    }

    /// The entry of a fragment of these runs: the writer and the reader of a file come to the same one.
    ///
    /// Times are those of track 0; where it has no samples in this fragment, those of the first run in track 0's ticks.
    ///
    /// - Parameter tracks: of the file; a run of a track that is not among them counts for nothing.
    package init(
        offset: Int64,
        length: Int32,
        runs: [TrackRun],
        tracks: [TrackTiming],
        wall: Int64,
        parameterSetID: UInt32 = 0
    ) {
        self.init(
            offset: offset,
            length: length,
            startTick: 0,
            duration: 0,
            isKey: false,
            wall: wall,
            videoSamples: 0,
            audioSamples: 0,
            parameterSetID: parameterSetID
        )
        var timing: TrackRun?
        for run in runs where tracks.indices.contains(run.track) && !run.samples.isEmpty {
            let count = UInt32(clamping: run.samples.count)
            switch tracks[run.track].kind {
            case .video: videoSamples = videoSamples.addingSaturating(count)
            case .audio: audioSamples = audioSamples.addingSaturating(count)
            }
            if timing == nil || (run.track == 0 && timing?.track != 0) { timing = run }
        }
        guard let timing else { return }
        let source = tracks[timing.track].timescale
        startTick = rescale(timing.baseDecodeTime, from: source, to: tracks[0].timescale)
        duration = rescale(timing.duration, from: source, to: tracks[0].timescale)
        isKey = timing.track == 0 && timing.samples.first?.isKey == true
    }
}

extension UInt32 {
    fileprivate func addingSaturating(_ other: UInt32) -> UInt32 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
