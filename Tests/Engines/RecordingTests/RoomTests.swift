import Catalog
import Foundation
import MP4
import Media
import Storage
import Stream
import Testing

@testable import Recording

struct RoomTests {
    private let megabyte = Int64(1 << 20)

    @Test func anEstimateIsWhatTheLastFilesTookAndALittleMore() {
        var estimate = RoomEstimate()
        #expect(estimate.room(for: .seconds(60)) == nil)
        estimate.learn(bytes: 0, over: .seconds(60))
        estimate.learn(bytes: 1_000_000_000, over: .milliseconds(100))
        #expect(estimate.room(for: .seconds(60)) == nil)
        // 4 Mbps for a minute: 30 MB, with the margin 34.5, in steps of 8 MiB.
        estimate.learn(bytes: 30_000_000, over: .seconds(60))
        #expect(estimate.room(for: .seconds(60)) == 40 * megabyte)
        #expect(estimate.room(for: .seconds(10)) == 8 * megabyte)
        // Half of what it was, and half of what it is.
        estimate.learn(bytes: 60_000_000, over: .seconds(60))
        #expect(estimate.room(for: .seconds(60)) == 56 * megabyte)
        #expect(estimate.room(for: .seconds(3600)) == 512 * megabyte)
        #expect(estimate.room(for: .zero) == nil)
    }

    @Test func theRoomOfAFileIsSetAsideWhenItIsBegunAndGivenBackWhenItEnds() async throws {
        let world = try await World()
        var stream = try world.stream()
        stream.payloadBytes = 2000
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        await world.send(100, of: &stream)
        // Of the first file the rate is known once it has begun.
        #expect(world.disk.count(of: .reserve) == 1 && world.disk.count(of: .releaseReserve) == 0)
        let first = try #require(world.disk.history.firstIndex { $0.call == .reserve })
        #expect(world.disk.history[..<first].contains { $0.call == .write })
        await world.send(220, of: &stream)
        #expect(world.disk.count(of: .reserve) == 2 && world.disk.count(of: .releaseReserve) == 1)
        let key = try #require(world.disk.history.last { $0.call == .reserve }?.key)
        let folder = try #require(key.folder)
        func entry() throws -> StorageEntry? { try world.local.list(folder).first { $0.key == key } }
        let growing = try #require(try entry())
        // The file is no longer for it.
        #expect(growing.kind == .file(try world.local.open(key, for: .reading).length()))
        #expect(report(on: Array(try Data(contentsOf: world.folder.appending(path: key.text)))).damage == nil)
        withKnownIssue("the temporary folder lies on a volume without fallocate", isIntermittent: true) {
            #expect(growing.reserved > 7 * megabyte)
        }
        await world.service.finish()
        #expect(try #require(try entry()).reserved < megabyte)
        await world.threads.stop()
    }

    /// What a file of an hour may take in an hour is room that others need now.
    @Test func ofALongFileNoMoreIsSetAsideThanItWillSoonTake() async throws {
        let world = try await World()
        var stream = try world.stream()
        stream.payloadBytes = 20_000
        world.service.start(camera: World.camera, stream: .main, ring: world.ring, segmentSeconds: 3600)
        world.ring.begin(stream.format)
        var largest: Int64 = 0
        var steps: Set<Int64> = []
        // 45 MB; an hour of it would be 1.8 GB.
        for _ in 0..<45 {
            await world.send(50, of: &stream)
            let key = try #require(world.disk.history.first { $0.call == .create }?.key)
            let folder = try #require(key.folder)
            let entry = try #require(try world.local.list(folder).first { $0.key == key })
            largest = max(largest, entry.reserved)
            steps.insert(Int64(world.disk.count(of: .reserve)))
        }
        #expect(largest <= 40 * megabyte)
        // Before the room that is left is used up.
        #expect(steps.contains(1) && steps.contains(2))
        withKnownIssue("the temporary folder lies on a volume without fallocate", isIntermittent: true) {
            #expect(largest > 24 * megabyte)
        }
        await world.service.finish()
        await world.threads.stop()
    }

    @Test func withoutRoomForAWholeFileRecordingGoesOnAndSaysSo() async throws {
        let world = try await World()
        var stream = try world.stream()
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        var sent = await world.send(100, of: &stream)
        world.disk.limit(room: 500_000)
        #expect(!world.service.isShortOfRoom)
        sent += await world.send(400, of: &stream)
        // It is said before anything is lost.
        #expect(world.service.isShortOfRoom)
        #expect(world.service.problems.count == 1 && world.service.problems[0].contains("nearly full"))
        world.disk.limit(room: nil)
        sent += await world.send(300, of: &stream)
        #expect(!world.service.isShortOfRoom && world.service.problems.isEmpty)
        await world.service.finish()
        #expect(try await world.gaps().isEmpty)
        var found: [Bytes] = []
        for row in try await world.rows() { found += try readBack(world.bytes(of: row)).payloads[0] }
        #expect(found == sent.map(\.payload))
        await world.threads.stop()
    }

    @Test func onlyWhatWasSafeBeforeTheLastSyncIsForgotten() async throws {
        let world = try await World()
        var stream = try world.stream()
        stream.payloadBytes = 3000
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        var safe: [RecordingID: Int64] = [:]
        for _ in 0..<24 {
            await world.send(25, of: &stream)
            let before = world.disk.history.count
            await world.service.commit()
            for record in world.disk.history[before...] where record.call == .forget {
                let range = try #require(record.range)
                let row = try #require(try await world.rows().first { $0.key == record.key?.text })
                #expect(row.isOpen ? range.upperBound <= safe[row.id, default: 0] : range.upperBound == row.bytes)
            }
            for row in try await world.rows() { safe[row.id] = row.bytes }
        }
        await world.service.finish()
        // Of each file more and more, and everything in the end.
        for row in try await world.rows() {
            let ranges = world.disk.history.filter { $0.call == .forget && $0.key?.text == row.key }.compactMap(\.range)
            #expect(ranges.count > 2 && ranges.last?.upperBound == row.bytes)
            // The head is kept until it has been written over.
            #expect(ranges.last?.lowerBound == 0 && ranges.dropLast().allSatisfy { $0.lowerBound == 16_384 })
            for (before, after) in zip(ranges, ranges.dropFirst()) { #expect(before.upperBound < after.upperBound) }
        }
        await world.threads.stop()
    }

    @Test func aFileThatIsClosedSaysHowLongItIsAndHowItEnded() async throws {
        let world = try await World()
        var stream = try world.stream(audio: true)
        // The last picture is shown later than it is decoded.
        stream.presentationOffset = 7200
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        await world.send(1000, of: &stream)
        await world.service.finish()
        let rows = try await world.rows()
        #expect(rows.count == 2)
        for row in rows {
            let bytes = try world.bytes(of: row)
            let tail = report(on: bytes)
            let movie = try #require(tail.movie)
            #expect(movie.duration == tail.duration && tail.duration > tail.endTicks[0])
            let head = bytes.span.extracting(0..<Int(tail.entries[0].offset))
            let extends = try #require(try ClosingFields(parsing: head).extendsHeader)
            #expect(Array(bytes[extends + 4..<extends + 8]) == Array("mehd".utf8))
            let ending = try #require(movie.identity?.ending)
            #expect(ending.wall == row.end.nanoseconds && ending.reason == row.endReason)
            #expect(movie.identity?.start == row.start.nanoseconds && movie.identity?.run == rows[0].id.nanoseconds)
        }
        await world.threads.stop()
    }
}
