import Catalog
import MP4
import Media
import Storage
import Testing

@testable import Playback

extension RangeWorld {
    /// Adds a recording of pictures of a clip, 25 a second, the first of which is a key frame: in fragments of a second at most,
    /// each key frame beginning one.
    ///
    /// - Parameter run: which it goes on in; nil for one of its own.
    func record(
        _ pictures: ArraySlice<TestRecording.Picture>,
        of format: TrackFormat,
        at start: WallTime,
        run: RecordingID?
    ) async throws -> SegmentRecord {
        let id = RecordingID(nanoseconds: start.nanoseconds)
        let key = try #require(StorageKey("\(camera.text)/main/\(id).mp4"))
        let (bytes, entries) = fragments(of: pictures, format, at: start)
        try disk.create(key).write([Bytes(bytes)], at: 0)
        let record = SegmentRecord(
            id: id,
            camera: camera,
            stream: .main,
            start: start,
            end: start + .milliseconds(40 * pictures.count),
            bytes: Int64(bytes.count),
            videoFrames: pictures.count,
            node: "node",
            volume: "default",
            key: key.text,
            run: run ?? id,
            epoch: 1,
            videoCodec: format.codec.codecString
        )
        let progress = SegmentProgress(
            end: record.end,
            bytes: record.bytes,
            videoFrames: record.videoFrames,
            audioFrames: 0,
            keyFrames: entries.count(where: \.isKey)
        )
        try await catalog.apply([
            .opened(record), .closed(id, progress, reason: "length", index: FragmentIndex(entries).bytes),
        ])
        return record
    }

    private func fragments(
        of pictures: ArraySlice<TestRecording.Picture>,
        _ format: TrackFormat,
        at start: WallTime
    ) -> (bytes: [UInt8], entries: [FragmentIndexEntry]) {
        var bytes = InitialisationSegment(tracks: [format]).bytes
        var entries: [FragmentIndexEntry] = []
        var begin = pictures.startIndex
        while begin < pictures.endIndex {
            var end = begin + 1
            while end < pictures.endIndex, !pictures[end].flags.contains(.key), end - begin < 25 { end += 1 }
            let samples = pictures[begin..<end].map { picture in
                FragmentSample(
                    size: UInt32(picture.payload.count),
                    duration: picture.duration,
                    presentationOffset: picture.presentationOffset,
                    flags: picture.flags
                )
            }
            let zero = pictures[pictures.startIndex].decodeTime
            let run = TrackRun(track: 0, baseDecodeTime: pictures[begin].decodeTime - zero, samples: samples)
            var content = FragmentHeader.encode(sequence: UInt32(entries.count + 1), runs: [run])
            for picture in pictures[begin..<end] { content += picture.payload }
            let wall = start + .milliseconds(40 * (begin - pictures.startIndex))
            let trailer = FragmentTrailer(
                contentLength: content.count,
                contentChecksum: CRC32C(of: content.span),
                wall: wall
            )
            let entry = FragmentIndexEntry(
                offset: Int64(bytes.count),
                length: Int32(content.count + FragmentTrailer.length),
                runs: [run],
                tracks: [TrackTiming(format)],
                wall: wall.nanoseconds,
                parameterSetID: ParameterSetNumber.of([format])
            )
            entries.append(entry)
            bytes += content + trailer.bytes
            begin = end
        }
        return (bytes, entries)
    }
}
