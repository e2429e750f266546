import MP4
import Media

/// A recording in memory, made with the writers that recordings are made with.
struct FuzzedRecording {
    let tracks: [TrackFormat]
    private(set) var bytes: [UInt8]
    private(set) var entries: [FragmentIndexEntry] = []
    /// Of each track, where each sample is.
    private(set) var samples: [[SampleLocation]]
    private var endTicks: [Int64]

    static func kinds() throws -> [[TrackFormat]] {
        [
            [try FuzzMaterial.h264(), try FuzzMaterial.aac()], [try FuzzMaterial.h265(), FuzzMaterial.muLaw],
            [FuzzMaterial.jpeg, FuzzMaterial.opus], [FuzzMaterial.muLaw],
        ]
    }

    init(_ tracks: [TrackFormat]) {
        self.tracks = tracks
        let identity = SegmentIdentity(
            camera: "front-door",
            stream: "main",
            node: "node",
            recording: 1_793_000_000_123_456_789,
            epoch: 7,
            startTicks: tracks.map { _ in 90_000 }
        )
        bytes = InitialisationSegment(tracks: tracks, identity: identity).bytes
        samples = tracks.map { _ in [] }
        endTicks = tracks.map { _ in 0 }
    }

    /// One fragment of these samples, with as many bytes of `payload` over and over as they say. Nothing where there are
    /// no samples.
    mutating func append(_ list: [(track: Int, samples: [FragmentSample])], payload: [UInt8], pause: Int64 = 0) {
        let runs = list.filter { !$0.samples.isEmpty }.map { track, samples in
            TrackRun(track: track, baseDecodeTime: endTicks[track] + pause, samples: samples)
        }
        guard !runs.isEmpty else { return }
        let header = FragmentHeader.encode(sequence: UInt32(entries.count + 1), runs: runs)
        let start = bytes.count
        bytes += header
        for run in runs { write(run, payload: payload) }
        let content = Array(bytes[start...])
        let wall = WallTime(nanoseconds: 1_793_000_000_000_000_000 + Int64(entries.count))
        let trailer = FragmentTrailer(
            contentLength: content.count,
            contentChecksum: CRC32C(of: content.span),
            wall: wall
        )
        bytes += trailer.bytes
        entries.append(
            FragmentIndexEntry(
                offset: Int64(start),
                length: Int32(bytes.count - start),
                runs: runs,
                tracks: tracks.map { TrackTiming($0) },
                wall: wall.nanoseconds,
                parameterSetID: 3
            )
        )
    }

    private mutating func write(_ run: TrackRun, payload: [UInt8]) {
        var time = run.baseDecodeTime
        for sample in run.samples {
            samples[run.track].append(
                SampleLocation(
                    track: run.track,
                    offset: Int64(bytes.count),
                    size: sample.size,
                    decodeTime: time,
                    duration: sample.duration,
                    presentationOffset: sample.presentationOffset,
                    isKey: sample.isKey || tracks[run.track].isAlwaysKey
                )
            )
            bytes += (0..<Int(sample.size)).map { payload[$0 % payload.count] }
            time += Int64(sample.duration)
        }
        endTicks[run.track] = time
    }

    mutating func close() { bytes += RandomAccessIndex.encode(entries) }
}
