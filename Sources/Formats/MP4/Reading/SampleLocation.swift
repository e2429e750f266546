/// Where a sample lies in a file, and when it is decoded.
package struct SampleLocation: Hashable, Sendable {
    /// From the file's start.
    package var offset: Int64
    /// In ticks of its track.
    package var decodeTime: Int64
    /// Bytes.
    package var size: UInt32
    /// In ticks.
    package var duration: UInt32
    /// Presentation minus decoding time, in ticks.
    package var presentationOffset: Int32
    /// Index among the tracks of the film.
    package var track: Int
    /// A decoder can start here; always so for sound.
    package var isKey: Bool

    package init(
        track: Int,
        offset: Int64,
        size: UInt32,
        decodeTime: Int64,
        duration: UInt32,
        presentationOffset: Int32,
        isKey: Bool
    ) {
        self.track = track
        self.offset = offset
        self.size = size
        self.decodeTime = decodeTime
        self.duration = duration
        self.presentationOffset = presentationOffset
        self.isKey = isKey
    }

    /// All samples of all tracks in the order of their decoding times, each track's own order kept.
    ///
    /// - Parameter samples: of each track, in decoding order.
    static func merging(_ samples: [[SampleLocation]], of tracks: [MovieTrack]) -> [SampleLocation] {
        var merged: [SampleLocation] = []
        merged.reserveCapacity(samples.reduce(0) { $0 + $1.count })
        var next = [Int](repeating: 0, count: samples.count)
        while true {
            var earliest: Int?
            for track in samples.indices where next[track] < samples[track].count {
                guard let best = earliest else {
                    earliest = track
                    continue
                }
                // time / timescale < best time / best timescale, without rounding.
                let time = samples[track][next[track]].decodeTime + tracks[track].presentationShift
                let bestTime = samples[best][next[best]].decodeTime + tracks[best].presentationShift
                if Int128(time) * Int128(tracks[best].timescale) < Int128(bestTime) * Int128(tracks[track].timescale) {
                    earliest = track
                }
            }
            guard let track = earliest else { return merged }
            merged.append(samples[track][next[track]])
            next[track] += 1
        }
    }
}
