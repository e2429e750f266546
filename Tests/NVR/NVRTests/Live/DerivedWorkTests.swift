import Media
import Stream
import Synchronization
import Testing
import WorkerChannel
import Workers

@testable import NVR

/// Units go to the session or past it, and what comes back is in the derived ring, with the times of what was sent.
struct DerivedWorkTests {
    private final class Desk: Sendable {
        let sessions = Mutex<[SessionStandIn]>([])
        var last: SessionStandIn? { sessions.withLock(\.last) }
        var count: Int { sessions.withLock(\.count) }
    }

    private struct Weak {
        weak var object: SessionStandIn?
    }

    private let desk = Desk()
    private let ring = StreamRing()
    private let now = MonotonicTime(nanoseconds: 5_000_000_000)

    private func work(_ picture: DerivedKey.Picture, _ sound: DerivedKey.Sound = .original) throws -> DerivedWork {
        DerivedWork(try DerivedSamples.key(picture, sound), DerivedOptions(), into: ring) { [desk] tracks in
            let session = SessionStandIn(tracks)
            desk.sessions.withLock { $0.append(session) }
            return session
        }
    }

    private func unit(_ track: Int, _ time: Int64, _ flags: AccessUnit.Flags = [], wall: Int64 = 0) -> StreamItem {
        .unit(
            AccessUnit(
                track: track,
                payload: Bytes([UInt8(track), 1]),
                decodeTime: MediaTicks(time),
                arrival: now,
                wall: WallTime(nanoseconds: wall),
                flags: flags
            )
        )
    }

    private func picture(_ time: Int64, _ flags: DecodeOutput.Flags = []) -> WorkerSession.Event {
        .output(
            track: 0,
            DecodeOutput(
                output: 0,
                time: time,
                flags: flags,
                size: PictureSize(width: 640, height: 360),
                payload: Bytes([UInt8(truncatingIfNeeded: time)])
            )
        )
    }

    private func items(_ reader: StreamReader) async -> [String] {
        var items: [StreamItem] = []
        while await reader.read(into: &items) {}
        return items.map { item in
            switch item {
            case .format(let format): "format " + format.tracks.map(\.codec.name).joined(separator: " ")
            case .unit(let unit):
                "\(unit.track): \(unit.decodeTime.count)\(unit.isKey ? " key" : "") at \(unit.wall.nanoseconds)"
            case .skipped: "skipped"
            case .interrupted(let interruption): "interrupted \(interruption.code)"
            case .ended: "ended"
            }
        }
    }

    private var h264Known: WorkerSession.Event {
        .format(track: 0, EncodedFormat(output: 0, parameterSets: DerivedSamples.h264Sets))
    }

    /// Takes each, and fails where that ends the work.
    private func take(_ work: inout DerivedWork, _ items: [StreamItem]) {
        for item in items { #expect(work.take(item, isNewest: false, at: now) == nil) }
    }

    @Test func picturesAreMadeAndSoundGoesPast() async throws {
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) {}
        var work = try work(.h264)
        take(&work, [.format(StreamFormat(tracks: [try DerivedSamples.h265(), DerivedSamples.opus]))])
        let session = try #require(desk.last)
        #expect(session.tracks.count == 1 && !work.takesItems && !work.hasBegun)
        session.say(.opened(track: 0))
        #expect(work.settle(at: now) == nil && work.takesItems)
        take(&work, [unit(0, 90_000, .key, wall: 11), unit(1, 48_000, .key, wall: 12), unit(0, 93_600, wall: 13)])
        #expect(session.fed.map(\.feed.time) == [90_000, 93_600])
        #expect(session.fed.map(\.feed.flags) == [[.key, .refresh], []])
        session.say(h264Known, picture(90_000, .key), .fed(track: 0), picture(93_600), .fed(track: 0))
        #expect(work.settle(at: now) == nil && work.hasBegun)
        take(&work, [unit(1, 48_960, .key, wall: 14)])
        #expect(
            await items(reader) == [
                "format H.264 Opus", "0: 90000 key at 11", "0: 93600 at 13", "1: 48960 key at 14",
            ]
        )
        #expect(work.figures.pictures == 2 && work.figures.leftOut == 0)
    }

    @Test func noMoreIsSentThanComesBack() throws {
        var work = try work(.h264)
        take(&work, [.format(StreamFormat(tracks: [try DerivedSamples.h265()]))])
        let session = try #require(desk.last)
        session.say(.opened(track: 0))
        _ = work.settle(at: now)
        var sent: Int64 = 0
        while work.takesItems, sent < 100 {
            take(&work, [unit(0, 90_000 + sent * 3600, sent == 0 ? .key : [])])
            sent += 1
        }
        #expect(sent == 8)
        session.say(.fed(track: 0))
        _ = work.settle(at: now)
        #expect(work.takesItems)
    }

    @Test func soundAloneIsMadeAndPicturesGoPast() async throws {
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) {}
        var work = try work(.original, .aac)
        take(&work, [.format(StreamFormat(tracks: [try DerivedSamples.h264(), DerivedSamples.muLaw]))])
        let session = try #require(desk.last)
        session.say(.format(track: 0, EncodedFormat(output: 0, parameterSets: [[0x14, 0x08]])), .opened(track: 0))
        #expect(work.settle(at: now) == nil && work.hasBegun)
        take(&work, [unit(0, 90_000, .key), unit(1, 8000, .key, wall: 1_000_000_000)])
        #expect(session.fed.map(\.feed.time) == [8000])
        let none = PictureSize(width: 0, height: 0)
        // Half a second after the block that was sent.
        session.say(
            .output(
                track: 0,
                DecodeOutput(output: 0, time: 24_000, flags: .key, size: none, payload: Bytes([7]))
            ),
            .fed(track: 0)
        )
        #expect(work.settle(at: now) == nil)
        #expect(
            await items(reader) == ["format H.264 AAC", "0: 90000 key at 0", "1: 24000 key at 1500000000"]
        )
    }

    @Test func soundThatCannotBeMadeIsLeftOut() async throws {
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) {}
        var work = try work(.original, .aac)
        take(&work, [.format(StreamFormat(tracks: [try DerivedSamples.h264(), DerivedSamples.muLaw]))])
        try #require(desk.last).say(.refused(track: 0, .unsupported))
        #expect(work.settle(at: now) == nil)
        take(&work, [unit(0, 90_000, .key), unit(1, 8000, .key)])
        #expect(await items(reader) == ["format H.264", "0: 90000 key at 0"])
    }

    @Test func whatIsAsWantedNeedsNoWorker() async throws {
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) {}
        var work = try work(.h264)
        take(&work, [.format(StreamFormat(tracks: [try DerivedSamples.h264()])), unit(0, 1, .key)])
        #expect(desk.count == 0)
        #expect(await items(reader) == ["format H.264", "0: 1 key at 0"])
    }

    @Test func anotherFormatIsAnotherSession() throws {
        var work = try work(.h264)
        let format = StreamItem.format(StreamFormat(tracks: [try DerivedSamples.h265()]))
        take(&work, [format])
        try #require(desk.last).say(.opened(track: 0))
        _ = work.settle(at: now)
        take(&work, [unit(0, 90_000, .key), format])
        #expect(desk.count == 2 && !work.takesItems)
        try #require(desk.last).say(.opened(track: 0))
        _ = work.settle(at: now)
        #expect(work.takesItems)
    }

    @Test func aPauseOfTheCameraIsPassedOnAndLetsTheWorkerGo() async throws {
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) {}
        var work = try work(.h264)
        take(&work, [.format(StreamFormat(tracks: [try DerivedSamples.h265()]))])
        let session = Weak(object: desk.last)
        desk.sessions.withLock { $0 = [] }
        let pause = Interruption(code: "camera-unreachable", sentence: "It is gone.", at: WallTime(nanoseconds: 0))
        take(&work, [.interrupted(pause)])
        #expect(session.object == nil)
        #expect(await items(reader) == ["interrupted camera-unreachable"])
        #expect(work.take(.ended, isNewest: true, at: now) == .ended)
    }

    @Test func aWorkerThatIsLostEndsIt() throws {
        for (event, error) in [
            (WorkerSession.Event.over(.hung), WorkerError.hung),
            (.refused(track: 0, .unsupported), .failed(.unsupported)),
            (
                .format(track: 0, EncodedFormat(output: 0, parameterSets: [[1]])),
                .nonsense("a format that is none")
            ),
        ] {
            var work = try work(.h264)
            take(&work, [.format(StreamFormat(tracks: [try DerivedSamples.h265()]))])
            try #require(desk.last).say(event)
            #expect(work.settle(at: now) == .failed(error))
        }
    }

    @Test func aStreamThatNobodyCanDecodeEndsIt() throws {
        var work = try work(.h264)
        take(&work, [.format(StreamFormat(tracks: [try DerivedSamples.h265()]))])
        let session = try #require(desk.last)
        session.say(.opened(track: 0))
        var (end, fed) = (work.settle(at: now), 0)
        while end == nil, fed < 1000 {
            take(&work, [unit(0, Int64(fed) * 3600, fed == 0 ? .key : [])])
            session.say(.undecoded(track: 0, .undecodable))
            end = work.settle(at: now)
            fed += 1
        }
        #expect(end == .failed(.failed(.undecodable)) && fed == 150)
    }

    @Test func picturesAsJPEGBeginWithTheirSize() async throws {
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) {}
        var work = try work(.jpeg)
        take(&work, [.format(StreamFormat(tracks: [try DerivedSamples.h264(), DerivedSamples.muLaw]))])
        let session = try #require(desk.last)
        session.say(.opened(track: 0))
        _ = work.settle(at: now)
        take(&work, [unit(0, 0, .key), unit(0, 3600), unit(1, 0, .key), unit(0, 7200)])
        // Every other one.
        #expect(session.fed.map(\.feed.outputs) == [1, 0, 1])
        // The worker tells what the camera's picture was; the JPEG stands by itself.
        session.say(picture(0), .fed(track: 0), .fed(track: 0), picture(7200), .fed(track: 0))
        #expect(work.settle(at: now) == nil)
        take(&work, [unit(1, 800, .key)])
        let sound = DerivedSamples.muLaw.codec.name
        #expect(
            await items(reader) == ["format MJPEG \(sound)", "0: 0 key at 0", "0: 7200 key at 0", "1: 800 key at 0"]
        )
    }
}
