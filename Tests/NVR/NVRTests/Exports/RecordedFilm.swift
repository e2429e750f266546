import Catalog
import Foundation
import MP4
import Media

@testable import NVR

/// Recordings as the recorder writes them, in the folder of an ``ExportsUnderTest``. The payload of each picture begins with
/// its number, and each picture is shown for 40 ms.
struct RecordedFilm {
    static let jpeg = TrackFormat.jpeg(JPEGFormat(size: PictureSize(width: 640, height: 480)))
    static let largeJPEG = TrackFormat.jpeg(JPEGFormat(size: PictureSize(width: 1280, height: 720)))
    /// Sound alone: another codec.
    static let sound = TrackFormat.g711(G711Format(law: .mu))

    struct Picture: Hashable {
        var number: UInt32
        var start: WallTime
        var end: WallTime { start + .milliseconds(40) }
        var size: Int
    }

    let world: ExportsUnderTest
    private(set) var records: [SegmentRecord] = []
    private(set) var pictures: [Picture] = []

    init(_ world: ExportsUnderTest) { self.world = world }

    /// Adds a recording of whole fragments.
    ///
    /// - Parameters:
    ///   - offset: after ``ExportsUnderTest/start``; one at which a recording begins already cannot be taken.
    ///   - fragments: pictures of each; each fragment begins with a key frame where its number is even.
    ///   - size: of a picture's payload, by its number.
    ///   - run: the index of a recording that it goes on with, without a hole.
    mutating func record(
        at offset: Duration,
        fragments: [Int],
        format: TrackFormat = Self.jpeg,
        run: Int? = nil,
        size: (UInt32) -> Int = { 8 + Int($0 % 7) }
    ) async throws {
        let start = ExportsUnderTest.start + offset
        let id = RecordingID(nanoseconds: start.nanoseconds)
        let runID = run.map { records[$0].run } ?? id
        let first = run.map { records[$0].start } ?? start
        let step = Int64(format.timescale) / 25
        let zero = (start - first) / .milliseconds(40) * Double(step)
        let identity = SegmentIdentity(
            camera: "gate",
            stream: "main",
            node: "local",
            recording: id.nanoseconds,
            epoch: 1,
            startTicks: [Int64(zero.rounded())],
            run: runID.nanoseconds
        )
        var bytes = InitialisationSegment(tracks: [format], identity: identity).bytes
        var entries: [FragmentIndexEntry] = []
        var time = start
        var tick: Int64 = 0
        for (number, count) in fragments.enumerated() {
            let isKey = number % 2 == 0
            let own = (0..<count).map { index in
                let picture = UInt32(pictures.count + index)
                return Picture(number: picture, start: time + .milliseconds(40) * index, size: size(picture))
            }
            let fragment = Self.fragment(own, tick: tick, step: step, isKey: isKey, number: number, time: time)
            entries.append(
                FragmentIndexEntry(
                    offset: Int64(bytes.count),
                    length: Int32(fragment.bytes.count),
                    runs: [fragment.run],
                    tracks: [TrackTiming(format)],
                    wall: time.nanoseconds,
                    parameterSetID: ParameterSetNumber.of([format])
                )
            )
            bytes += fragment.bytes
            pictures += own
            time = time + .milliseconds(40) * count
            tick += step * Int64(count)
        }
        let key = "gate/main/gate_\(id).mp4"
        let file = world.folder.appending(path: "recordings/\(key)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: file)
        guard let camera = CameraID("gate") else { return }
        let record = SegmentRecord(
            id: id,
            camera: camera,
            stream: .main,
            start: start,
            end: time,
            bytes: Int64(bytes.count),
            videoFrames: fragments.reduce(0, +),
            node: "local",
            volume: "default",
            key: key,
            run: runID,
            epoch: 1,
            videoCodec: format.codec.codecString
        )
        let progress = SegmentProgress(
            end: time,
            bytes: record.bytes,
            videoFrames: record.videoFrames,
            audioFrames: 0,
            keyFrames: (fragments.count + 1) / 2
        )
        try await world.catalog.apply([
            .opened(record), .closed(id, progress, reason: "length", index: FragmentIndex(entries).bytes),
        ])
        let closed = try await world.catalog.segment(id)
        records.append(closed ?? record)
    }

    private static func fragment(
        _ pictures: [Picture],
        tick: Int64,
        step: Int64,
        isKey: Bool,
        number: Int,
        time: WallTime
    ) -> (bytes: [UInt8], run: TrackRun) {
        let samples = pictures.enumerated().map { index, picture in
            FragmentSample(
                size: UInt32(picture.size),
                duration: UInt32(step),
                flags: index == 0 && isKey ? .key : []
            )
        }
        let run = TrackRun(track: 0, baseDecodeTime: tick, samples: samples)
        var content = FragmentHeader.encode(sequence: UInt32(number + 1), runs: [run])
        for picture in pictures { content += Self.payload(picture) }
        let trailer = FragmentTrailer(
            contentLength: content.count,
            contentChecksum: CRC32C(of: content.span),
            wall: time
        )
        return (content + trailer.bytes, run)
    }

    static func payload(_ picture: Picture) -> [UInt8] {
        let number = (0..<4).map { UInt8(truncatingIfNeeded: picture.number >> (24 - 8 * $0)) }
        return number + (4..<picture.size).map { UInt8(truncatingIfNeeded: $0 &+ Int(picture.number)) }
    }

    static func index(_ bytes: [UInt8]) throws -> [FragmentIndexEntry] {
        try FragmentIndex(decoding: bytes.span).entries
    }

    static func bytes(of entries: [FragmentIndexEntry]) -> [UInt8] { FragmentIndex(entries).bytes }

    /// The pictures that are to be seen between two times.
    func shown(_ from: WallTime, _ to: WallTime) -> [Picture] { pictures.filter { $0.end > from && $0.start < to } }
}

/// The pictures in an MP4 file.
struct FilmContent {
    /// Of all samples, in order: their bytes, and when they are shown, in seconds since the film's beginning.
    var samples: [(bytes: [UInt8], time: Double)] = []
    var isFragmented = false

    init(_ bytes: [UInt8]) throws {
        var scan = MP4FileScan(fileLength: Int64(bytes.count))
        while case .read(let offset, let count) = scan.step {
            scan.feed(bytes.span.extracting(Int(offset)..<min(Int(offset) + count, bytes.count)))
        }
        guard case .movie(let movie) = scan.step else { throw MP4Error.noMovie }
        isFragmented = movie.header.isFragmented
        samples = movie.samples.map { sample in
            let track = movie.header.tracks[sample.track]
            let tick = sample.decodeTime + track.presentationShift
            let range = Int(sample.offset)..<Int(sample.offset) + Int(sample.size)
            return (Array(bytes[range]), Double(tick) / Double(track.timescale))
        }
    }

    /// Those that players show.
    var shown: [[UInt8]] { samples.filter { $0.time > -0.001 }.map(\.bytes) }
}
