import Media

/// The pictures of a file, or of one fragment of a recording, and where each of them lies: to read a single one of a
/// MJPEG recording, which is a JPEG file by itself.
package struct PictureIndex: Hashable, Sendable {
    /// Ticks per second of all times here.
    package let timescale: UInt32
    /// In the order in which they are shown.
    package let pictures: [SampleLocation]

    private let shift: Int64

    /// The pictures of a whole file; nil where it has no video that can be read.
    package init?(_ movie: MP4Movie) {
        guard let track = Self.videoTrack(of: movie.header) else { return nil }
        self.init(movie.samples.filter { $0.track == track }, of: movie.header.tracks[track])
    }

    /// The pictures of one fragment, which may be none.
    ///
    /// - Parameters:
    ///   - bytes: of the file from the fragment on (``FragmentIndexEntry/offset``), at least its `moof` box.
    ///   - offset: where these bytes lie in the file.
    ///   - header: of the file.
    /// - Throws: `truncated` where more bytes are needed.
    package init(fragment bytes: Span<UInt8>, at offset: Int64, of header: MovieHeader) throws(MP4Error) {
        guard let track = Self.videoTrack(of: header) else { throw .malformed(.moov, "it has no video") }
        guard let box = try BoxHeader.parse(bytes, available: .max) else { throw .truncated(.moof) }
        guard box.type == .moof else { throw .malformed(box.type, "it stands where a fragment should begin") }
        guard box.boxLength <= Int64(bytes.count) else { throw .truncated(.moof) }
        let body = bytes.extracting(box.length..<Int(box.boxLength))
        let fragment = try MovieFragment.parse(body, at: offset, tracks: header.tracks)
        var pictures: [SampleLocation] = []
        for run in fragment.runs where run.track == track {
            guard let time = run.baseDecodeTime else { throw .malformed(.traf, "it does not say its time") }
            pictures += run.locations(of: header.tracks[track], from: time, before: .max)
        }
        self.init(pictures, of: header.tracks[track])
    }

    private init(_ pictures: [SampleLocation], of track: MovieTrack) {
        timescale = track.timescale
        shift = track.presentationShift
        // Sorting keeps the order of pictures that are shown at the same time.
        self.pictures = pictures.sorted {
            $0.decodeTime + Int64($0.presentationOffset) < $1.decodeTime + Int64($1.presentationOffset)
        }
    }

    /// When a picture of these is shown, in ticks since the file's zero.
    package func time(of picture: SampleLocation) -> Int64 {
        picture.decodeTime + Int64(picture.presentationOffset) + shift
    }

    /// The picture that is to be seen at `time`, in ticks since the file's zero: the last one that is shown until then,
    /// or the first of all. Nil only where there are none.
    package func picture(at time: Int64) -> SampleLocation? {
        var (low, high) = (0, pictures.count)
        while low < high {
            let middle = (low + high) / 2
            if self.time(of: pictures[middle]) <= time { low = middle + 1 } else { high = middle }
        }
        return pictures.isEmpty ? nil : pictures[max(0, low - 1)]
    }

    private static func videoTrack(of header: MovieHeader) -> Int? {
        header.tracks.firstIndex { $0.kind == .video && $0.format != nil }
    }
}

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
