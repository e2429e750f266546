import Catalog
import Foundation
import Logging
import MP4
import Media
import Storage
import Stream
import TestKit
import Testing

@testable import Recording

/// A camera that is recorded for a month in files of a minute, through the whole of the recording engine: ring, cutter,
/// writer, group commit, catalogue. Simulated are the clocks, the camera, the network and the disk.
///
/// The camera sends a picture every two seconds, each second one a key frame, so that a million have to do for the 65
/// million of a camera of 25 pictures a second. Its clock is 20 millionths fast; pictures come up to
/// 15 ms late, and now and then some are lost. The server's estimate of the time of day is off by 5 ms at most, the
/// server's clock is corrected by up to 30 ms each hour (SNTP), and set by seconds every other day.
struct MonthTests {
    @Test func aMonthOfRotationsNeitherDriftsNorLosesAnything() async throws {
        // The month takes some minutes; without `make test-long`, ten hours of it have to do.
        var month = try await SimulatedMonth(hours: TestLength.isLong ? 720 : 10)
        defer { month.removeFiles() }
        for hour in 0..<month.hours {
            try await month.record(hour: hour)
            try await month.check()
        }
        try await month.finish()
        if TestLength.isLong {
            #expect(month.files >= 43_000)
            print("A month: \(month.files) files, \(month.pictures) pictures, \(month.gaps) gaps.")
        }
        #expect(month.files > 59 * month.hours && month.gaps > 0)
    }
}

private struct SimulatedMonth {
    let hours: Int
    private(set) var files = 0
    private(set) var pictures = 0
    private(set) var gaps = 0

    private let folder: URL
    private let catalog: SQLiteCatalog
    private let disk = MemoryDisk()
    private let time: ManualTimeSource
    private let service: RecordingService
    private let ring = StreamRing()
    private let camera: CameraID
    private var generator = SeededGenerator(seed: 2026)

    /// Pictures that the camera has made; those that were not lost on the way.
    private var made: Int64 = 0
    private var sent: [Int64] = []
    /// What the true time of day of each sent picture is by the server's clock, so far as it has not been checked.
    private var walls: [Int64: WallTime] = [:]
    /// What the server's clock is off by.
    private var offset: Duration = .zero
    /// After a clock was set, the file that is open keeps the old reckoning until its next key frame.
    private var steps: [(picture: Int64, by: Duration)] = []
    private var losses = 0
    /// After a loss, until the next key frame: no decoder could show what comes.
    private var isUnusable = false

    // Of what was checked.
    private var last: SegmentRecord?
    private var nextSent = 0

    private static let beginning = WallTime(nanoseconds: 1_795_000_000_000_000_000)
    private static let tolerance: Duration = .milliseconds(50)

    init(hours: Int) async throws {
        self.hours = hours
        folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-month-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        catalog = try SQLiteCatalog(path: folder.appending(path: "nightjar.sqlite").path)
        time = ManualTimeSource(wall: Self.beginning)
        camera = try #require(CameraID("yard"))
        try await catalog.insert(
            CameraRecord(
                id: camera,
                name: "",
                mainURL: "",
                owner: "node",
                leaseEpoch: 1,
                createdAt: Self.beginning
            )
        )
        // Threads that have been stopped do their work where it is submitted: one thing after the other.
        let threads = DiskThreads(count: 1)
        await threads.stop()
        service = RecordingService(
            configuration: .init(node: "node", volume: "default", segmentLength: .seconds(60)),
            store: disk,
            threads: threads,
            readers: threads,
            catalog: catalog,
            previousOpen: nil,
            time: time,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        service.start(camera: camera, stream: .main, ring: ring)
        ring.begin(StreamFormat(tracks: [try SimulatedStream.video()]))
    }

    func removeFiles() { try? FileManager.default.removeItem(at: folder) }

    // MARK: The camera

    mutating func record(hour: Int) async throws {
        offset += .milliseconds(generator.integer(-30...30))
        // The clock is set in the middle of the second hour, and then every other day.
        let step = hour % 48 == 1 ? made + 901 : nil
        for number in 0..<1800 {
            if made == step {
                let by = Duration.milliseconds(generator.integer(1500...5000) * (generator.chance(oneIn: 2) ? 1 : -1))
                offset += by
                steps.append((made, by))
            }
            // Once or twice an hour some pictures are lost, but not the first of all.
            if made > 10, generator.chance(oneIn: 1000) {
                made += Int64(generator.integer(2...9))
                // One more before the next key frame makes the gap longer.
                losses += isUnusable ? 0 : 1
                isUnusable = true
                send(flags: .afterLoss)
            } else {
                send(flags: [])
            }
            if number % 30 == 0 { await service.commit() }
        }
    }

    private mutating func send(flags: AccessUnit.Flags) {
        let isKey = made % 2 == 0
        // The camera stamps pictures a little early or late, but for key frames, so that files are to be a minute long.
        let jitter = isKey ? 0 : Int64(generator.integer(-900...900))
        let ticks = made * 180_000 + jitter
        // Its clock is fast: what it calls a second is a little less.
        let elapsed = Duration.nanoseconds(Int64(Double(ticks) / 90_000 / 1.00002 * 1e9))
        let arrival = MonotonicTime(nanoseconds: 0) + elapsed + .microseconds(generator.integer(20_000...35_000))
        if arrival > time.monotonic { time.advance(by: arrival - time.monotonic) }
        let wall = Self.beginning + elapsed + offset
        if isKey { isUnusable = false }
        if !isUnusable {
            walls[made] = wall
            sent.append(made)
        }
        ring.append(
            AccessUnit(
                track: 0,
                payload: Bytes(withUnsafeBytes(of: made.bigEndian) { Array($0) }),
                decodeTime: MediaTicks(ticks),
                arrival: arrival,
                wall: wall + .microseconds(generator.integer(-5000...5000)),
                flags: isKey ? flags.union(.key) : flags
            )
        )
        made += 1
    }

    // MARK: What came of it

    mutating func finish() async throws {
        await service.finish()
        try await check()
        #expect(sent.isEmpty || nextSent == sent.count, "all pictures are in files")
        // Every loss, and every clock that was set forward, is a gap.
        let all = try await catalog.gaps(GapQuery(limit: 100_000))
        gaps = all.count
        let forward = steps.count { $0.by > .zero }
        #expect(all.count { $0.reason == .lost } == losses)
        #expect(all.count { $0.reason == .other } == forward && all.count == losses + forward)
        #expect(disk.keys.isEmpty)
        try catalog.close()
    }

    /// Checks the files that have been completed since the last time, and takes them away.
    mutating func check() async throws {
        var query = SegmentQuery(camera: camera, stream: .main, limit: 1000)
        // Where the clock was set back, a row may come before the one before it.
        query.from = last.map { $0.start + .seconds(-10) }
        let rows = try await catalog.segments(query).filter { !$0.isOpen }
        var new: [(row: SegmentRecord, bytes: [UInt8], tail: TailReport)] = rows.compactMap { row in
            disk.content(row.key).map { (row, $0, report(on: $0)) }
        }
        // In the order in which they were written.
        if !steps.isEmpty {
            new.sort { firstPicture(of: $0.tail, in: $0.bytes) < firstPicture(of: $1.tail, in: $1.bytes) }
        }
        for (row, bytes, tail) in new {
            try check(row, bytes, tail)
            try disk.delete(try #require(StorageKey(row.key)))
            last = row
        }
        sent.removeFirst(nextSent)
        nextSent = 0
    }

    private func firstPicture(of tail: TailReport, in bytes: [UInt8]) -> Int64 {
        tail.entries.first.map { Self.picture(at: Self.payloads(of: $0).lowerBound, in: bytes) } ?? -1
    }

    /// Where a fragment's payloads lie: in front of its trailer, eight bytes each.
    private static func payloads(of entry: FragmentIndexEntry) -> Range<Int> {
        let end = Int(entry.offset) + Int(entry.length) - FragmentTrailer.length
        return end - 8 * Int(entry.videoSamples)..<end
    }

    private static func picture(at position: Int, in bytes: [UInt8]) -> Int64 {
        bytes[position..<position + 8].reduce(0) { $0 << 8 | Int64($1) }
    }

    private mutating func check(_ row: SegmentRecord, _ bytes: [UInt8], _ tail: TailReport) throws {
        #expect(Int64(bytes.count) == row.bytes)
        #expect(tail.damage == nil && tail.isClosed)
        #expect(tail.videoSamples == row.videoFrames)
        files += 1
        if let last {
            switch last.endReason {
            case "length": #expect(row.start == last.end && row.run == last.run)
            // Nothing that was recorded overlaps, unless a clock was set back.
            case "clock-step": #expect(row.run == row.id)
            default: #expect(row.start >= last.end && row.run == row.id)
            }
        }
        for entry in tail.entries { try check(entry, in: bytes) }
        // What the clock was corrected by within the file, and no drift.
        if row.endReason == "length" {
            let drift = (row.end - row.start) - .nanoseconds(tail.endTicks[0] * 100_000 / 9)
            #expect(drift < Self.tolerance && drift > .zero - Self.tolerance, "\(drift)")
        }
    }

    /// Each picture that was sent is the next in the files, and where the file says that it is.
    private mutating func check(_ entry: FragmentIndexEntry, in bytes: [UInt8]) throws {
        for (index, position) in Self.payloads(of: entry).enumerated() where index % 8 == 0 {
            let picture = Self.picture(at: position, in: bytes)
            try #require(nextSent < sent.count && picture == sent[nextSent], "picture \(picture)")
            nextSent += 1
            pictures += 1
            let wall = walls.removeValue(forKey: picture)
            guard index == 0, let wall else { continue }
            let deviation = WallTime(nanoseconds: entry.wall) - wall
            // A picture after a step, before the next key frame, has the time that it would have had without.
            let isStepping = steps.contains { picture >= $0.picture && picture <= $0.picture + 2 }
            #expect(isStepping || (deviation < Self.tolerance && deviation > .zero - Self.tolerance), "\(deviation)")
        }
    }
}
