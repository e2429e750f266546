import Catalog
import Foundation
import MP4
import Media
import Storage
import Stream
import Testing

@testable import Recording

/// Recording that begins before it was asked for, and ends by itself.
struct EventRecordingTests {
    private static let idle = RecordingOrder(.nothing(reason: "Nothing happened."), held: .seconds(8))

    private func started(_ order: RecordingOrder = idle, groups: Int = 50) async throws -> (World, SimulatedStream) {
        let world = try await World()
        var stream = try world.stream()
        stream.picturesPerGroup = groups
        world.service.start(camera: World.camera, stream: .main, ring: world.ring, order: order)
        world.ring.begin(stream.format)
        return (world, stream)
    }

    private func set(_ order: RecordingOrder, _ world: World) async {
        world.service.setOrder(order, camera: World.camera, stream: .main)
        await world.settle()
    }

    private func order(_ from: WallTime, _ until: WallTime?) -> RecordingOrder {
        RecordingOrder(.span(from: from, until: until), held: .seconds(8))
    }

    /// The numbers of the pictures in each file, in the order of the files.
    private func pictures(_ world: World, among sent: [AccessUnit]) async throws -> [[Int]] {
        try await world.rows().map { row in
            try readBack(world.bytes(of: row)).payloads[0].map { payload in
                // The first bytes of each count what was sent.
                let number = Int(payload.span[6]) << 8 + Int(payload.span[7]) - 1
                #expect(sent[number].payload == payload)
                return number
            }
        }
    }

    /// 25 pictures a second.
    private func time(_ picture: Int) -> WallTime { World.beginning + .milliseconds(40 * picture) }

    @Test(arguments: [50, 13, 100], [500, 501, 549, 733])
    func itBeginsWithTheKeyFrameBeforeThePreRollAndEndsAfterThePostRoll(_ group: Int, _ event: Int) async throws {
        let (world, feed) = try await started(groups: group)
        var stream = feed
        var sent = await world.send(event, of: &stream)
        await world.tick()
        await world.service.commit()
        #expect(try await world.rows().isEmpty)
        #expect(world.service.isWriting(World.camera, .main) == false)

        let at = time(event)
        await set(order(at + .seconds(-5), at + .seconds(10)), world)
        #expect(world.service.isWriting(World.camera, .main) == true)
        sent += await world.send(600, of: &stream)
        await world.tick()
        await world.service.commit()
        #expect(world.service.isWriting(World.camera, .main) == false)

        // The files follow one another without a hole: every picture once.
        let recorded = try await pictures(world, among: sent).flatMap(\.self)
        let first = (event - 125) / group * group
        let end = (event + 250 + group - 1) / group * group
        #expect(recorded == Array(first..<end))
        let rows = try await world.rows()
        #expect(rows.first?.start == time(first) && rows.last?.end == time(end))
        #expect(rows.allSatisfy { !$0.isOpen })
        await world.threads.stop()
    }

    @Test func whileNothingIsWantedTheTimelineSaysSo() async throws {
        let (world, feed) = try await started()
        var stream = feed
        await world.send(500, of: &stream)
        await set(order(time(500) + .seconds(-5), time(500) + .seconds(4)), world)
        await world.send(500, of: &stream)
        await set(Self.idle, world)
        await world.tick()
        await world.service.commit()
        let gaps = try await world.gaps()
        #expect(gaps.map(\.reason) == [.notWanted, .notWanted])
        #expect(gaps[0].detail == "Nothing happened.")
        let row = try #require(try await world.rows().first)
        #expect(gaps[0].start == World.beginning && gaps[0].end == row.start)
        #expect(gaps[1].start == row.end && gaps[1].end == nil)
        #expect(world.service.figures.first?.tally.gaps == 0)
        await world.threads.stop()
    }

    @Test func whatHappensMeanwhileProlongs() async throws {
        let (world, feed) = try await started()
        var stream = feed
        var sent = await world.send(500, of: &stream)
        await set(order(time(375), time(600)), world)
        sent += await world.send(80, of: &stream)
        await set(order(time(375), time(800)), world)
        sent += await world.send(500, of: &stream)
        await world.tick()
        await world.service.commit()
        #expect(try await pictures(world, among: sent).flatMap(\.self) == Array(350..<800))
        await world.threads.stop()
    }

    /// The next begins where the last has ended, though its pre-roll reaches back further.
    @Test(arguments: [601, 640, 650, 651, 699])
    func whatHappensSoonAfterIsRecordedWithoutAHoleAndWithoutAnythingTwice(_ second: Int) async throws {
        let (world, feed) = try await started()
        var stream = feed
        var sent = await world.send(500, of: &stream)
        await set(order(time(375), time(600)), world)
        sent += await world.send(second - 500, of: &stream)
        await set(Self.idle, world)
        await set(order(time(second - 125), time(900)), world)
        sent += await world.send(600, of: &stream)
        await world.tick()
        await world.service.commit()
        #expect(try await pictures(world, among: sent).flatMap(\.self) == Array(350..<900))
        let rows = try await world.rows()
        for (before, after) in zip(rows, rows.dropFirst()) { #expect(before.end == after.start) }
        await world.threads.stop()
    }

    @Test func whatIsTakenBackEndsWithItsGroup() async throws {
        let (world, feed) = try await started()
        var stream = feed
        var sent = await world.send(500, of: &stream)
        await set(order(time(375), nil), world)
        sent += await world.send(120, of: &stream)
        await set(Self.idle, world)
        sent += await world.send(300, of: &stream)
        await world.tick()
        await world.service.commit()
        #expect(try await pictures(world, among: sent).flatMap(\.self) == Array(350..<650))
        await world.threads.stop()
    }

    /// A camera with hardly any key frames is not recorded for minutes after it was to end.
    @Test func aGroupThatDoesNotEndIsCut() async throws {
        let (world, feed) = try await started(groups: 5000)
        var stream = feed
        var sent = await world.send(500, of: &stream)
        await set(order(time(375), time(600)), world)
        sent += await world.send(1000, of: &stream)
        await world.tick()
        await world.service.commit()
        let recorded = try await pictures(world, among: sent).flatMap(\.self)
        #expect(recorded.first == 0 && recorded == Array(0..<recorded.count))
        #expect((600...900).contains(recorded.count))
        // And nothing of the group is written again.
        await set(order(time(1400), time(1600)), world)
        sent += await world.send(300, of: &stream)
        await world.service.commit()
        #expect(try await pictures(world, among: sent).flatMap(\.self) == recorded)
        await world.threads.stop()
    }

    @Test func aCameraThatGoesAwayEndsItInTime() async throws {
        let (world, feed) = try await started()
        var stream = feed
        await world.send(500, of: &stream)
        await set(order(time(375), time(600)), world)
        await world.send(20, of: &stream)
        world.ring.interrupt(Interruption(code: "camera-unreachable", sentence: "Gone.", at: time(520)))
        await world.settle()
        for _ in 0..<20 {
            world.time.advance(by: .milliseconds(500))
            await world.tick()
        }
        await world.service.commit()
        #expect(world.service.isWriting(World.camera, .main) == false)
        let gaps = try await world.gaps()
        #expect(gaps.map(\.reason) == [.notWanted, .cameraUnreachable, .notWanted])
        #expect(gaps[1].end == time(600) && gaps[2].start == time(600))
        await world.threads.stop()
    }

    /// Of what was missing long before anything was wanted nothing is told.
    @Test func aCameraThatHasGoneBeforeIsMissingFromWhenItWasWanted() async throws {
        let (world, feed) = try await started()
        var stream = feed
        await world.send(100, of: &stream)
        world.ring.interrupt(Interruption(code: "camera-unreachable", sentence: "Gone.", at: time(100)))
        for _ in 0..<100 {
            world.time.advance(by: .milliseconds(500))
            await world.tick()
        }
        let now = world.time.wall
        await set(order(now + .seconds(-5), now + .seconds(60)), world)
        world.time.advance(by: .seconds(2))
        await world.tick()
        await world.service.commit()
        let gaps = try await world.gaps()
        #expect(gaps.map(\.reason) == [.notWanted, .cameraUnreachable])
        #expect(gaps.last?.start == now + .seconds(-5))
        #expect(try await world.rows().isEmpty)
        await world.threads.stop()
    }

    @Test func modesChangeWhileItRuns() async throws {
        let (world, feed) = try await started(.everything)
        var stream = feed
        var sent = await world.send(120, of: &stream)
        await set(Self.idle, world)
        sent += await world.send(100, of: &stream)
        // It has ended with the group; and goes on with the group that there is.
        await set(.everything, world)
        sent += await world.send(100, of: &stream)
        await world.service.stop(camera: World.camera, stream: .main, because: "Off.")
        #expect(try await pictures(world, among: sent) == [Array(0..<150), Array(200..<320)])
        await world.threads.stop()
    }

    /// What of the group is on the disk is not written again.
    @Test func whoeverSwitchesRecordingOnAgainWithinAGroupGetsNothingTwice() async throws {
        let (world, feed) = try await started(.everything)
        var stream = feed
        var sent = await world.send(130, of: &stream)
        await world.service.stop(camera: World.camera, stream: .main, because: "Off.")
        sent += await world.send(5, of: &stream)
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        sent += await world.send(105, of: &stream)
        await world.service.stop(camera: World.camera, stream: .main, because: "Off.")
        #expect(try await pictures(world, among: sent) == [Array(0..<130), Array(150..<240)])
        let rows = try await world.rows()
        #expect(rows[0].end <= rows[1].start)
        let gaps = try await world.gaps()
        #expect(gaps.first?.reason == .disabled && gaps.first?.start == rows[0].end && gaps.first?.end == rows[1].start)
        await world.threads.stop()
    }

    @Test func aKilledRecorderLeavesWhatItHadWritten() async throws {
        let (world, feed) = try await started()
        var stream = feed
        await world.send(500, of: &stream)
        await set(order(time(375), time(900)), world)
        await world.send(100, of: &stream)
        let file = try #require(try world.files().first)
        let bytes = Array(try Data(contentsOf: world.folder.appending(path: file)))
        let tail = report(on: bytes)
        let end = tail.entries.last.map { WallTime(nanoseconds: $0.wall) + .nanoseconds($0.duration * 100_000 / 9) }
        #expect(end.map { time(600) - $0 <= .seconds(1) } == true)
        await world.threads.stop()
    }
}
