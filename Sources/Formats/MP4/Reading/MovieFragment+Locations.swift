import Media

extension MovieFragment.Run {
    /// Where each sample of this run lies, one behind the other.
    ///
    /// - Parameters:
    ///   - definition: the track that the run is of.
    ///   - time: of the first sample, in ticks.
    ///   - end: of the file; samples that reach beyond are left out.
    func locations(of definition: MovieTrack, from time: Int64, before end: Int64) -> [SampleLocation] {
        let isAlwaysKey = definition.kind == .audio || definition.format?.isAlwaysKey == true
        var locations: [SampleLocation] = []
        locations.reserveCapacity(samples.count)
        var offset = dataOffset
        var time = min(time, ScanLimits.time)
        for sample in samples {
            let location = SampleLocation(
                track: track,
                offset: offset,
                size: sample.size,
                decodeTime: time,
                duration: sample.duration,
                presentationOffset: sample.presentationOffset,
                isKey: sample.isKey || isAlwaysKey
            )
            offset += Int64(sample.size)
            guard offset <= end else { break }
            time = min(time + Int64(sample.duration), ScanLimits.time)
            locations.append(location)
        }
        return locations
    }
}
