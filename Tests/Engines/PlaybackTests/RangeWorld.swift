import Catalog
import Foundation
import MP4
import Media
import Storage

@testable import Playback

/// A camera with recordings on a disk of its own. Each picture's payload is its number.
final class RangeWorld {
    static let begin = WallTime(nanoseconds: 1_795_000_000_000_000_000)

    let camera = CameraID.derived(from: "yard") { _ in false }
    let catalog: any Catalog
    let folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-range-\(UUID().uuidString)")
    let disk: FaultyDisk
    let threads = DiskThreads(count: 2)
    let player: Player
    private(set) var records: [SegmentRecord] = []
    private var format = TrackFormat.jpeg(JPEGFormat(size: PictureSize(width: 640, height: 480)))
    /// Of the next picture.
    private var number: UInt32 = 0

    init(catalog: any Catalog = InMemoryCatalog()) async throws {
        self.catalog = catalog
        disk = FaultyDisk(try LocalDisk(path: folder.path))
        player = Player(catalog: catalog, volumes: ["default": disk], threads: threads)
        try await catalog.insert(
            CameraRecord(id: camera, name: "Yard", mainURL: "", owner: "node", leaseEpoch: 1, createdAt: Self.begin)
        )
    }

    func end() async {
        await threads.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Adds a recording of 25 pictures a second, in fragments of a second; every second one begins with a key frame.
    ///
    /// - Parameters:
    ///   - start: seconds after the beginning.
    ///   - run: which of the recordings it goes on with; nil for a run of its own.
    ///   - isOpen: it has no index in the catalogue, which knows only of its first second.
    ///   - numbersSets: whether its index says which parameter sets it has.
    @discardableResult
    func record(
        at start: Double,
        seconds: Int,
        format: TrackFormat = .jpeg(JPEGFormat(size: PictureSize(width: 640, height: 480))),
        run: Int? = nil,
        isOpen: Bool = false,
        numbersSets: Bool = true
    ) async throws -> SegmentRecord {
        let wall = Self.begin + .nanoseconds(Int64(start * 1e9))
        self.format = format
        let id = RecordingID(nanoseconds: wall.nanoseconds)
        guard let key = StorageKey("\(camera.text)/main/\(id).mp4") else { throw PlaybackError.nothingRecorded }
        var bytes = InitialisationSegment(tracks: [format]).bytes
        var entries: [FragmentIndexEntry] = []
        for second in 0..<seconds {
            let entry = fragment(
                second,
                of: format,
                at: bytes.count,
                wall: wall + .seconds(second),
                sets: numbersSets ? ParameterSetNumber.of([format]) : 0
            )
            bytes += entry.bytes
            entries.append(entry.entry)
        }
        let file = try disk.create(key)
        try file.write([Bytes(bytes)], at: 0)
        let record = SegmentRecord(
            id: id,
            camera: camera,
            stream: .main,
            start: wall,
            end: wall + .seconds(isOpen ? 1 : seconds),
            bytes: isOpen ? entries[0].offset + Int64(entries[0].length) : Int64(bytes.count),
            videoFrames: 25 * seconds,
            node: "node",
            volume: "default",
            key: key.text,
            run: run.map { records[$0].run } ?? id,
            epoch: 1,
            videoCodec: format.codec.codecString
        )
        try await catalog.apply([.opened(record)])
        if !isOpen {
            let progress = SegmentProgress(
                end: record.end,
                bytes: record.bytes,
                videoFrames: record.videoFrames,
                audioFrames: 0,
                keyFrames: (seconds + 1) / 2
            )
            try await catalog.apply([.closed(id, progress, reason: "length", index: FragmentIndex(entries).bytes)])
        }
        records.append(record)
        return record
    }

    /// Rows and indexes of recordings of a minute of H.264, which go on in the first; no file.
    func recordWithoutFiles(minutes: Range<Int>) async throws {
        var batch: [SegmentChange] = []
        for minute in minutes {
            let wall = Self.begin + .seconds(minute * 60)
            let id = RecordingID(nanoseconds: wall.nanoseconds)
            let sets = ParameterSetNumber.of([format])
            var entries: [FragmentIndexEntry] = []
            for second in Int64(0)..<60 {
                let entry = FragmentIndexEntry(
                    offset: 900 + second * 500_000,
                    length: 500_000,
                    startTick: second * 90_000,
                    duration: 90_000,
                    isKey: second % 2 == 0,
                    wall: wall.nanoseconds + second * 1_000_000_000,
                    videoSamples: 25,
                    audioSamples: 0,
                    parameterSetID: sets
                )
                entries.append(entry)
            }
            var record = records[0]
            record = SegmentRecord(
                id: id,
                camera: camera,
                stream: .main,
                start: wall,
                end: wall + .seconds(60),
                bytes: 30_000_900,
                videoFrames: 1500,
                node: "node",
                volume: "default",
                key: "\(camera.text)/main/\(id).mp4",
                run: record.run,
                epoch: record.epoch
            )
            let progress = SegmentProgress(
                end: record.end,
                bytes: record.bytes,
                videoFrames: 1500,
                audioFrames: 0,
                keyFrames: 30
            )
            batch += [
                .opened(record), .closed(id, progress, reason: "length", index: FragmentIndex(entries).bytes),
            ]
        }
        try await catalog.apply(batch)
    }

    private func fragment(
        _ second: Int,
        of format: TrackFormat,
        at offset: Int,
        wall: WallTime,
        sets: UInt32
    ) -> (bytes: [UInt8], entry: FragmentIndexEntry) {
        let samples = (0..<25).map { index in
            FragmentSample(size: 8, duration: 3600, flags: index == 0 && second % 2 == 0 ? .key : [])
        }
        let run = TrackRun(track: 0, baseDecodeTime: Int64(second) * 90_000, samples: samples)
        var content = FragmentHeader.encode(sequence: UInt32(second + 1), runs: [run])
        for _ in samples {
            content += (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } + [7, 7, 7, 7]
            number += 1
        }
        let trailer = FragmentTrailer(
            contentLength: content.count,
            contentChecksum: CRC32C(of: content.span),
            wall: wall
        )
        let entry = FragmentIndexEntry(
            offset: Int64(offset),
            length: Int32(content.count + FragmentTrailer.length),
            runs: [run],
            tracks: [TrackTiming(format)],
            wall: wall.nanoseconds,
            parameterSetID: sets
        )
        return (content + trailer.bytes, entry)
    }

    /// - Parameters: seconds after the beginning.
    func open(_ from: Double, _ to: Double) async throws(PlaybackError) -> RangeFile {
        try await player.openRange(
            of: camera,
            .main,
            from: Self.begin + .nanoseconds(Int64((from * 1e9).rounded())),
            to: Self.begin + .nanoseconds(Int64((to * 1e9).rounded()))
        )
    }
}

extension RangeFile {
    /// All of it, read in pieces.
    func whole(inPiecesOf count: Int = 100_000) async throws(PlaybackError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < Int(length) { bytes += try await read(offset: Int64(bytes.count), count: count) }
        return bytes
    }

    /// The numbers of the pictures in it, and when each is shown, in ticks since the beginning.
    func pictures() async throws -> [(number: Int, tick: Int64)] {
        let bytes = try await whole()
        var scan = MP4FileScan(fileLength: Int64(bytes.count))
        while case .read(let offset, let count) = scan.step {
            scan.feed(bytes.span.extracting(Int(offset)..<Int(offset) + count))
        }
        guard case .movie(let movie) = scan.step else { throw MP4Error.noMovie }
        return movie.samples.map { sample in
            let payload = bytes[Int(sample.offset)..<Int(sample.offset) + 4]
            let shift = movie.header.tracks[sample.track].presentationShift
            return (payload.reduce(0) { $0 << 8 | Int($1) }, sample.decodeTime + shift)
        }
    }

    /// Those that are shown.
    func shown() async throws -> [Int] { try await pictures().filter { $0.tick >= 0 }.map(\.number) }
}
