import Catalog
import Foundation
import Logging
import Media
import Storage
import TestKit
import Testing

@testable import Recording

struct RecordingKeyTests {
    private let camera = CameraID.derived(from: "front-door") { _ in false }

    @Test func aKeyIsReadBack() throws {
        let id = RecordingID(nanoseconds: 1_795_233_600_123_456_789)
        let made = try #require(RecordingKey(camera: camera, stream: .sub, id: id))
        #expect(made.key.text == "front-door/sub/2026/11/21/front-door_1795233600123456789.mp4")
        #expect(RecordingKey(made.key) == made)
    }

    @Test(arguments: [
        "front-door/sub/2026/11/21/front-door_1795233600123456789.mkv",
        "front-door/sub/2026/11/22/front-door_1795233600123456789.mp4",
        "front-door/third/2026/11/21/front-door_1795233600123456789.mp4",
        "front-door/sub/2026/11/21/back-door_1795233600123456789.mp4",
        "front-door/sub/2026/11/21/front-door_01795233600123456789.mp4",
        "Front-Door/sub/2026/11/21/Front-Door_1795233600123456789.mp4",
        "front-door_1795233600123456789.mp4", "front-door/sub/2026/11/21/more/front-door_1795233600123456789.mp4",
    ])
    func anotherNameIsNone(text: String) throws {
        #expect(RecordingKey(try #require(StorageKey(text))) == nil)
    }

    @Test func daysAreThoseOfTheCalendar() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<3000 {
            let seconds = generator.integer(-2_000_000_000...9_000_000_000)
            let date = Date(timeIntervalSince1970: Double(seconds))
            let parts = calendar.dateComponents([.year, .month, .day], from: date)
            let day = UTCDay(Int64(seconds) * 1_000_000_000)
            #expect(Int(day.year) == parts.year && Int(day.month) == parts.month && Int(day.day) == parts.day)
            let folder = try #require(RecordingKey.folder(camera: camera, stream: .main, day: day))
            #expect(UTCDay(folder: folder) == day)
        }
        for text in ["2026/02/29", "2026/13/01", "2026/1/01", "2026/11/00", "26/11/01"] {
            #expect(UTCDay(folder: try #require(StorageKey("yard/main/\(text)"))) == nil)
        }
        #expect(UTCDay(-1).text(separator: "-") == "1969-12-31")
    }

    @Test func idsOfOneInstantAreDifferent() {
        let ids = RecordingIDs()
        let time = WallTime(nanoseconds: 100)
        #expect(
            [ids.next(from: time), ids.next(from: time), ids.next(from: time)].map(\.nanoseconds) == [100, 101, 102]
        )
        #expect(ids.next(from: WallTime(nanoseconds: 101)).nanoseconds == 103)
    }
}

struct CommitBacklogTests {
    private func progress(_ bytes: Int64) -> SegmentProgress {
        SegmentProgress(end: .init(nanoseconds: bytes), bytes: bytes, videoFrames: 0, audioFrames: 0, keyFrames: 0)
    }

    private func bytes(_ items: [CommitBacklog.Item]) -> [Int64] {
        items.compactMap { if case .change(.advanced(_, let progress)) = $0 { progress.bytes } else { nil } }
    }

    @Test func whatCouldNotBeToldComesFirstTheNextTimeAndIsBroughtUpToDate() async throws {
        let world = try await World()
        let recorder = StreamRecorder(
            number: 1,
            place: .init(
                camera: World.camera,
                stream: .main,
                node: "",
                volumes: VolumeRegistry(
                    only: "default",
                    world.disk,
                    writers: world.threads,
                    readers: world.threads
                ),
                ids: RecordingIDs()
            ),
            volume: "default",
            segmentLength: .seconds(60),
            time: world.time,
            logger: .init(label: "test")
        )
        var backlog = CommitBacklog()
        let (first, second) = (RecordingID(nanoseconds: 1), RecordingID(nanoseconds: 2))
        backlog.append(
            [.segment(.advanced(first, progress(1))), .segment(.advanced(second, progress(2)))],
            of: recorder
        )
        let untold = backlog.takeAll()
        #expect(backlog.isEmpty)
        #expect(backlog.putBack(untold) == 0)
        backlog.append([.segment(.advanced(first, progress(3)))], of: recorder)
        #expect(bytes(backlog.items) == [3, 2])
        backlog.append(
            [.segment(.closed(first, progress(4), reason: "", index: nil)), .segment(.advanced(second, progress(5)))],
            of: recorder
        )
        #expect(bytes(backlog.items) == [3, 5])
        #expect(backlog.items.count == 3)
        await world.threads.stop()
    }
}

extension RecordingKeyTests {
    @Test func aJoinedRecordingHasANameOfItsOwn() throws {
        let id = RecordingID(nanoseconds: 1_795_233_600_123_456_789)
        let camera = try #require(CameraID("front-door"))
        let plain = try #require(RecordingKey(camera: camera, stream: .main, id: id))
        let joined = try #require(plain.next)
        #expect(joined.key.text == "front-door/main/2026/11/21/front-door_1795233600123456789-1.mp4")
        #expect(RecordingKey(joined.key) == joined && joined.id == id && joined.generation == 1)
        #expect(RecordingKey(camera: camera, stream: .main, id: id, generation: 9999)?.next == nil)
        for suffix in ["-0", "-01", "--1", "-1-1", "-", "-10000"] {
            let text = "front-door/main/2026/11/21/front-door_1795233600123456789\(suffix).mp4"
            #expect(RecordingKey(try #require(StorageKey(text))) == nil)
        }
    }
}
