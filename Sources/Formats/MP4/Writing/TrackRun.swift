/// The samples of one track that lie one after another in a fragment.
package struct TrackRun: Hashable, Sendable {
    /// Index of the track.
    package var track: Int
    /// Decoding time of the first sample in ticks since the file's zero; 0 or more, and not above 2^60.
    package var baseDecodeTime: Int64
    /// Kept and filled again with `removeAll(keepingCapacity:)`, it costs no allocation per fragment.
    package var samples: [FragmentSample]

    package init(track: Int, baseDecodeTime: Int64, samples: [FragmentSample]) {
        self.track = track
        self.baseDecodeTime = baseDecodeTime
        self.samples = samples
    }

    /// In ticks of the track.
    package var duration: Int64 { samples.reduce(0) { $0 + Int64($1.duration) } }

    /// When the sample that is shown last has been shown, in ticks since the file's zero.
    package var presentationEnd: Int64 {
        var decodeTime = baseDecodeTime
        var end = baseDecodeTime
        for sample in samples {
            decodeTime += Int64(sample.duration)
            end = max(end, decodeTime + Int64(sample.presentationOffset))
        }
        return end
    }
}
