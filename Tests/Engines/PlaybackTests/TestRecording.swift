import Catalog
import Foundation
import MP4
import Media
import Storage
import Testing

@testable import Playback

/// A recording as the recorder writes it, of the pictures of a clip that `nightjar camera` plays, with a sound beside them.
struct TestRecording {
    struct Picture {
        var payload: [UInt8]
        /// In ticks.
        var decodeTime: Int64
        var presentationOffset: Int32
        var duration: UInt32
        var flags: FragmentSample.Flags
        var at: WallTime

        var time: Int64 { decodeTime + Int64(presentationOffset) }
    }

    static let start = WallTime(nanoseconds: 1_795_000_000_000_000_000)

    let format: TrackFormat
    var pictures: [Picture]
    private(set) var bytes: [UInt8] = []
    private(set) var index = FragmentIndex()

    /// - Parameter name: "main", "sub", "h265" or "mjpeg".
    init(clip name: String, change: (inout [Picture]) -> Void = { _ in }) throws {
        // This file is Tests/Engines/PlaybackTests/TestRecording.swift.
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let clip = [UInt8](
            try Data(contentsOf: root.appending(path: "Sources/Engines/Simulation/Clips/\(name).mp4"))
        )
        var scan = MP4FileScan(fileLength: Int64(clip.count))
        while case .read(let offset, let count) = scan.step {
            scan.feed(clip.span.extracting(Int(offset)..<min(Int(offset) + count, clip.count)))
        }
        guard case .movie(let movie) = scan.step else { throw CocoaError(.fileReadCorruptFile) }
        let video = try #require(movie.header.tracks.firstIndex { $0.kind == .video })
        format = try #require(movie.header.tracks[video].format)
        let timescale = movie.header.tracks[video].timescale
        let samples = movie.samples.filter { $0.track == video }
        let target = format.timescale
        func ticks(_ time: Int64) -> Int64 { MediaTicks(time).rescaled(from: timescale, to: target).count }
        pictures = samples.map { sample in
            Picture(
                payload: Array(clip[Int(sample.offset)..<Int(sample.offset) + Int(sample.size)]),
                decodeTime: ticks(sample.decodeTime),
                presentationOffset: Int32(ticks(Int64(sample.presentationOffset))),
                duration: UInt32(ticks(Int64(sample.duration))),
                flags: sample.isKey ? .key : [],
                at: Self.start
            )
        }
        change(&pictures)
        let first = pictures[0].time
        for number in pictures.indices {
            let after = MediaTicks(pictures[number].time - first).rescaled(from: target, to: 1_000_000_000)
            pictures[number].at = Self.start + .nanoseconds(after.count)
        }
        try write()
    }

    /// Fragments end after a second, and before each key frame.
    private mutating func write() throws {
        let sound = TrackFormat.g711(G711Format(law: .a))
        bytes = InitialisationSegment(tracks: [format, sound]).bytes
        var begin = 0
        while begin < pictures.count {
            var end = begin + 1
            while end < pictures.count, !pictures[end].flags.contains(.key),
                pictures[end].decodeTime - pictures[begin].decodeTime < Int64(format.timescale)
            {
                end += 1
            }
            append(Array(pictures[begin..<end]), sound)
            begin = end
        }
        bytes += RandomAccessIndex.encode(index.entries)
    }

    private mutating func append(_ pictures: [Picture], _ sound: TrackFormat) {
        let samples = pictures.map { picture in
            FragmentSample(
                size: UInt32(picture.payload.count),
                duration: picture.duration,
                presentationOffset: picture.presentationOffset,
                flags: picture.flags
            )
        }
        let noise = [FragmentSample(size: 80, duration: 80, flags: .key)]
        let runs = [
            TrackRun(track: 0, baseDecodeTime: pictures[0].decodeTime, samples: samples),
            TrackRun(track: 1, baseDecodeTime: Int64(index.entries.count) * 8000, samples: noise),
        ]
        var content = FragmentHeader.encode(sequence: UInt32(index.entries.count + 1), runs: runs)
        for picture in pictures { content += picture.payload }
        content += [UInt8](repeating: 0xD5, count: 80)
        var checksum = CRC32C()
        checksum.update(content.span)
        let trailer = FragmentTrailer(contentLength: content.count, contentChecksum: checksum, wall: pictures[0].at)
        let entry = FragmentIndexEntry(
            offset: Int64(bytes.count),
            length: Int32(content.count + FragmentTrailer.length),
            runs: runs,
            tracks: [TrackTiming(format), TrackTiming(sound)],
            wall: pictures[0].at.nanoseconds
        )
        bytes += content + trailer.bytes
        index.entries.append(entry)
    }
}

/// A volume in a folder of its own, with a catalogue.
final class PictureStage {
    let catalog = InMemoryCatalog()
    let threads = DiskThreads(count: 1)
    let disk: LocalDisk
    let player: Player
    let camera: CameraID
    private let folder = FileManager.default.temporaryDirectory.appending(
        path: "nightjar-pictures-\(UUID().uuidString)"
    )

    init() async throws {
        disk = try LocalDisk(path: folder.path)
        player = Player(catalog: catalog, volumes: ["default": disk], threads: threads)
        camera = try #require(CameraID("yard"))
        let record = CameraRecord(
            id: camera,
            name: "Yard",
            mainURL: "",
            owner: "node",
            leaseEpoch: 1,
            createdAt: TestRecording.start
        )
        try await catalog.insert(record)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Enters a file as a recording.
    ///
    /// - Parameter index: as the catalogue has it; nil for one that is being written.
    func add(_ bytes: [UInt8], known: Int? = nil, index: [UInt8]?, id: Int64 = 1) async throws -> RecordingID {
        let id = RecordingID(nanoseconds: id)
        let key = try #require(StorageKey("yard/main/\(id).mp4"))
        try disk.create(key).write([Bytes(bytes)], at: 0)
        let record = SegmentRecord(
            id: id,
            camera: camera,
            stream: .main,
            start: TestRecording.start,
            end: TestRecording.start + .seconds(8),
            bytes: Int64(known ?? bytes.count),
            node: "node",
            volume: "default",
            key: key.text,
            run: id
        )
        try await catalog.apply([.opened(record)])
        if let index {
            let progress = SegmentProgress(
                end: record.end,
                bytes: record.bytes,
                videoFrames: 0,
                audioFrames: 0,
                keyFrames: 0
            )
            try await catalog.apply([.closed(id, progress, reason: "next", index: index)])
        }
        return id
    }
}
