package import Catalog
import MP4
package import Media

/// The pictures of one recording: each is found by the index of the fragments, and no more of the file is read than what a
/// decoder must be given. Nothing is decoded here.
///
/// Of a recording that is still being written it has what was safe on disk when it was opened.
package struct RecordingPictures: Sendable {
    /// What is read for one picture at most.
    package struct Limits: Sendable {
        package var bytes = 32 << 20
        package var units = 600

        package init() {}
    }

    /// How much of a fragment is read at first: its head is nearly always shorter.
    private static let headLength = 16 << 10
    /// Bytes of the largest picture that is taken from a camera.
    private static let largestPicture = 32 << 20

    package let format: TrackFormat
    private let file: RecordingFile
    private let movie: MovieHeader
    let entries: [FragmentIndexEntry]

    init(_ file: RecordingFile, _ movie: MovieHeader?, _ entries: [FragmentIndexEntry]) throws(PlaybackError) {
        let record = file.record
        guard let movie else { throw .damaged(record.id, "It has no head that can be read.") }
        // Track 0 is the picture's wherever there is one.
        guard let track = movie.tracks.first, track.kind == .video, let format = track.format else {
            throw .noPictures(record.id)
        }
        guard track.unitLengthSize == 4 else { throw .noPictures(record.id) }
        self.format = format
        self.file = file
        self.movie = movie
        self.entries = entries.filter { $0.offset + Int64($0.length) <= file.length && $0.videoSamples > 0 }
    }

    /// As the catalogue had it when it was opened.
    package var record: SegmentRecord { file.record }

    // MARK: Finding

    /// The last key frame that is not later than `time`; the first where all are.
    package func keyFrame(at time: WallTime) -> KeyFramePlace? {
        let last = entries.lastIndex { $0.isKey && $0.wall <= time.nanoseconds }
        return (last ?? entries.firstIndex { $0.isKey }).map(place)
    }

    /// The first key frame within a stretch of time.
    package func keyFrame(in range: Range<WallTime>) -> KeyFramePlace? {
        entries.firstIndex { $0.isKey && range.contains(WallTime(nanoseconds: $0.wall)) }.map(place)
    }

    /// The first key frames, in their order.
    package func keyFrames(first count: Int) -> [KeyFramePlace] {
        entries.indices.lazy.filter { entries[$0].isKey }.prefix(count).map(place)
    }

    private func place(_ fragment: Int) -> KeyFramePlace {
        KeyFramePlace(fragment: fragment, at: WallTime(nanoseconds: entries[fragment].wall))
    }

    // MARK: Reading

    package func picture(_ place: KeyFramePlace) async throws(PlaybackError) -> RecordedPicture {
        let samples = try await samples(of: entries[place.fragment])
        guard let first = samples.first else { throw damaged("A fragment has no picture.") }
        return RecordedPicture(format: format, at: first.at, units: [try await unit(first)])
    }

    /// The picture that is shown at a time: the last that is not later. All that it is decoded from comes with it, but for
    /// pictures that no other refers to.
    package func picture(
        at time: WallTime,
        within limits: Limits = Limits()
    ) async throws(PlaybackError) -> RecordedPicture {
        guard let key = keyFrame(at: time) else { throw .noPictures(record.id) }
        let group = try await group(of: key, until: time, within: limits)
        let target = group.indices.filter { group[$0].at <= time }.max { group[$0].at < group[$1].at } ?? 0
        guard group.indices.contains(target) else { throw damaged("A fragment has no picture.") }
        let wanted = group.indices.filter { $0 == target || $0 < target && !group[$0].isDisposable }
        guard wanted.count <= limits.units, wanted.reduce(0, { $0 + group[$1].size }) <= limits.bytes else {
            throw .tooFarFromKeyFrame(record.id)
        }
        var units: [RecordedPicture.Unit] = []
        for index in wanted { units.append(try await unit(group[index])) }
        return RecordedPicture(format: format, at: group[target].at, units: units)
    }

    /// A picture by its place in the file.
    struct Sample {
        var offset: Int64
        var size: Int
        /// Of presentation, in ticks.
        var time: Int64
        var at: WallTime
        var isDisposable: Bool
    }

    /// The pictures from a key frame on, up to the next one, or a little beyond `time`: where pictures are not decoded in the
    /// order in which they are shown, the one wanted may lie in the fragment behind.
    private func group(
        of key: KeyFramePlace,
        until time: WallTime,
        within limits: Limits
    ) async throws(PlaybackError) -> [Sample] {
        var group = try await samples(of: entries[key.fragment])
        for entry in entries[(key.fragment + 1)...] {
            guard !entry.isKey else { break }
            group += try await samples(of: entry)
            guard entry.wall <= time.nanoseconds else { break }
            // As many as this may still be left out.
            guard group.count <= 8 * limits.units else { throw .tooFarFromKeyFrame(record.id) }
        }
        return group
    }

    func samples(of entry: FragmentIndexEntry) async throws(PlaybackError) -> [Sample] {
        let fragment = try await fragment(entry)
        guard let run = fragment.runs.first(where: { $0.track == 0 }), let first = run.samples.first else { return [] }
        let timescale = movie.tracks[0].timescale
        let end = entry.offset + Int64(entry.length)
        var samples: [Sample] = []
        samples.reserveCapacity(run.samples.count)
        var (offset, elapsed) = (run.dataOffset, Int64(0))
        for sample in run.samples {
            let size = Int64(sample.size)
            guard offset >= entry.offset, size <= Int64(Self.largestPicture), offset + size <= end else {
                throw damaged("A picture reaches beyond its fragment.")
            }
            let shift = Int64(sample.presentationOffset) - Int64(first.presentationOffset)
            let after = MediaTicks(elapsed + shift).rescaled(from: timescale, to: 1_000_000_000).count
            samples.append(
                Sample(
                    offset: offset,
                    size: Int(size),
                    time: (run.baseDecodeTime ?? 0) + elapsed + Int64(sample.presentationOffset),
                    at: WallTime(nanoseconds: entry.wall) + .nanoseconds(after),
                    isDisposable: sample.flags.contains(.disposable)
                )
            )
            offset += size
            elapsed += Int64(sample.duration)
        }
        return samples
    }

    private func fragment(_ entry: FragmentIndexEntry) async throws(PlaybackError) -> MovieFragment {
        var head = try await file.readAll(offset: entry.offset, count: min(Int(entry.length), Self.headLength))
        do {
            if let length = try MovieFragment.length(ofBox: head.span), length > head.count, length <= Int(entry.length)
            {
                head = try await file.readAll(offset: entry.offset, count: length)
            }
            if let fragment = try MovieFragment.parse(box: head.span, at: entry.offset, tracks: movie.tracks) {
                return fragment
            }
        } catch let error as PlaybackError {
            throw error
        } catch {
            throw damaged("\(error)")
        }
        throw damaged("A fragment is cut off.")
    }

    func unit(_ sample: Sample) async throws(PlaybackError) -> RecordedPicture.Unit {
        let payload = try await file.readAll(offset: sample.offset, count: sample.size)
        return RecordedPicture.Unit(payload: Bytes(payload), time: sample.time)
    }

    func damaged(_ what: String) -> PlaybackError { .damaged(record.id, what) }
}

extension Player {
    /// Opens a recording for single pictures. Of one that is being written, and where the catalogue has no good index, the
    /// heads of the fragments are read to find them.
    package func pictures(of id: RecordingID) async throws(PlaybackError) -> RecordingPictures {
        let file = try await open(id)
        let stored: [UInt8]?
        do {
            stored = try await catalog.fragmentIndex(of: id)
        } catch {
            throw .catalogue(error.message)
        }
        if let stored, let index = try? FragmentIndex(decoding: stored.span), !index.entries.isEmpty {
            return try RecordingPictures(file, try await file.fragments(known: true).movie, index.entries)
        }
        let report = try await file.fragments(known: false)
        return try RecordingPictures(file, report.movie, report.entries)
    }
}
