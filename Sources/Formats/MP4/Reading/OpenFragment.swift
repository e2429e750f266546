import Media

/// A fragment of a recording of which the head has been read, and not yet all that belongs to it.
struct OpenFragment {
    /// Where its `moof` begins.
    let offset: Int64
    let runs: [TrackRun]
    let payloadLength: Int64
    /// Where its payload ends and its trailer begins.
    let payloadEnd: Int64
    /// Of what has been read of it so far.
    var checksum = CRC32C()

    /// - Parameter headerLength: bytes of `moof`.
    /// - Throws: where it is not laid out as ``FragmentHeader`` does: `mdat` behind `moof`, and in it the payloads of
    ///   all runs one after another.
    init(_ fragment: MovieFragment, offset: Int64, headerLength: Int64) throws(MP4Error) {
        self.offset = offset
        let payloadStart = offset + headerLength + 8
        var end = payloadStart
        var runs: [TrackRun] = []
        for run in fragment.runs {
            guard let time = run.baseDecodeTime else { throw .malformed(.traf, "it does not say its time") }
            guard run.dataOffset == end else { throw .malformed(.trun, "its samples are not where they should be") }
            runs.append(TrackRun(track: run.track, baseDecodeTime: time, samples: run.samples))
            end += run.length
        }
        guard !runs.isEmpty else { throw .malformed(.moof, "it has no samples") }
        guard end + Int64(FragmentTrailer.length) - offset <= Int64(Int32.max) else {
            throw .tooLarge(.moof, "a fragment of 2 GiB")
        }
        self.runs = runs
        payloadLength = end - payloadStart
        payloadEnd = end
    }
}

extension TailReport {
    mutating func add(
        _ fragment: OpenFragment,
        trailer: FragmentTrailer,
        tracks: [TrackTiming],
        parameterSetID: UInt32
    ) {
        let entry = FragmentIndexEntry(
            offset: fragment.offset,
            length: Int32(clamping: trailer.fragmentLength),
            runs: fragment.runs,
            tracks: tracks,
            wall: trailer.wall.nanoseconds,
            parameterSetID: parameterSetID
        )
        entries.append(entry)
        videoSamples += Int(entry.videoSamples)
        audioSamples += Int(entry.audioSamples)
        for run in fragment.runs {
            endTicks[run.track] = max(endTicks[run.track], run.baseDecodeTime + run.duration)
        }
        duration = max(duration, fragment.runs.presentationEnd(in: tracks))
    }
}
