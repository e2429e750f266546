import Catalog
import Media
import Stream
import Testing
import WorkerChannel
import Workers

@testable import NVR

/// What is made for the disk: all of it, however late, nothing twice, and no loss without a word.
struct DerivedRecordingTests {
    private let ring = StreamRing()

    private func time(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: 10_000_000_000 + milliseconds * 1_000_000)
    }

    /// A picture, 40 ms after the one before, that came then.
    private func picture(_ number: Int64, _ flags: AccessUnit.Flags = []) -> StreamItem {
        unit(0, number, number * 3600, flags)
    }

    private func unit(_ track: Int, _ number: Int64, _ ticks: Int64, _ flags: AccessUnit.Flags) -> StreamItem {
        .unit(
            AccessUnit(
                track: track,
                payload: Bytes([1]),
                decodeTime: MediaTicks(ticks),
                arrival: time(number * 40),
                wall: WallTime(nanoseconds: number),
                flags: flags
            )
        )
    }

    private func output(_ number: Int64, _ flags: DecodeOutput.Flags = []) -> WorkerSession.Event {
        .output(
            track: 0,
            DecodeOutput(
                output: 0,
                time: number * 3600,
                flags: flags,
                size: PictureSize(width: 640, height: 360),
                payload: Bytes([UInt8(truncatingIfNeeded: number)])
            )
        )
    }

    /// One whose session is open.
    private func work(after written: MonotonicTime? = nil) throws -> (DerivedWork, SessionStandIn) {
        var key = try DerivedSamples.key()
        let corner = MaskPolygon([.init(x: 0, y: 0), .init(x: 9, y: 0), .init(x: 0, y: 9)])
        key = DerivedKey(camera: key.camera, stream: .main, masks: [corner])
        let made = SessionStandIn([])
        var work = DerivedWork(
            key,
            .recording,
            for: .recording(after: written, priority: 5),
            into: ring
        ) { tracks in
            guard case .pictures(let setup)? = tracks.first else { return made }
            #expect(setup.masks == [corner], "the worker is told what to cover")
            return made
        }
        let format = StreamFormat(tracks: [try DerivedSamples.h264(), DerivedSamples.opus])
        #expect(work.take(.format(format), isNewest: false, at: time(0)) == nil)
        made.say(
            .opened(track: 0),
            .format(track: 0, EncodedFormat(output: 0, parameterSets: DerivedSamples.h264Sets))
        )
        #expect(work.settle(at: time(0)) == nil && work.hasBegun)
        return (work, made)
    }

    private func words(_ reader: StreamReader) async -> [String] {
        var items: [StreamItem] = []
        while await reader.read(into: &items) {}
        return items.map { item in
            switch item {
            case .format: "format"
            case .unit(let unit):
                "\(unit.track) of \(unit.wall.nanoseconds)\(unit.isKey && unit.track == 0 ? " key" : "")"
                    + (unit.flags.contains(.afterLoss) ? " after a loss" : "")
            case .skipped: "skipped"
            case .interrupted(let interruption): interruption.code
            case .ended: "ended"
            }
        }
    }

    @Test func everyPictureIsMadeHoweverLate() throws {
        var (work, session) = try work()
        let late = time(60_000)
        for number in 0..<50 as Range<Int64> {
            #expect(work.take(picture(number, number % 25 == 0 ? .key : []), isNewest: false, at: late) == nil)
            session.say(output(number), .fed(track: 0))
            #expect(work.settle(at: late) == nil)
        }
        #expect(session.fed.map(\.feed.outputs) == Array(repeating: 1, count: 50))
        #expect(work.figures.pictures == 50 && work.figures.leftOut == 0)
        let fed = session.fed
        #expect(fed.indices.filter { fed[$0].feed.flags.contains(.refresh) } == [0, 25])
    }

    @Test func whatLiesOnTheDiskIsDecodedAndNotMadeAgain() async throws {
        var (work, session) = try work(after: time(3 * 40))
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) {}
        for number in 0..<6 as Range<Int64> {
            #expect(work.take(picture(number, number == 0 ? .key : []), isNewest: false, at: time(300)) == nil)
            #expect(work.take(unit(1, number, number * 1920, .key), isNewest: false, at: time(300)) == nil)
        }
        #expect(session.fed.map(\.feed.outputs) == [0, 0, 0, 0, 1, 1])
        // The file begins with it, whatever the camera's next key frame is.
        #expect(session.fed.map { $0.feed.flags.contains(.refresh) } == [false, false, false, false, true, false])
        session.say(output(4, .key), output(5))
        #expect(work.settle(at: time(400)) == nil)
        #expect(work.madeUntil == time(5 * 40))
        // Sound goes past, and waits for nobody; before the first picture nothing of it can be kept.
        #expect(await words(reader) == ["format", "0 of 4 key", "0 of 5"])
    }

    @Test func whatCouldNotBeHeldIsAGapWithAReason() async throws {
        var (work, session) = try work()
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) {}
        #expect(work.take(picture(0, .key), isNewest: false, at: time(0)) == nil)
        session.say(output(0, .key), .fed(track: 0))
        #expect(work.settle(at: time(10)) == nil)
        let wall = WallTime(nanoseconds: 1)
        let skipped = SkippedUnits(units: 3, bytes: 99, first: wall, last: wall)
        #expect(work.take(.skipped(skipped), isNewest: false, at: time(10)) == nil)
        #expect(work.take(picture(4, .key), isNewest: false, at: time(200)) == nil)
        #expect(session.fed.last?.feed.flags == [.key, .refresh])
        session.say(output(4, .key), .fed(track: 0))
        #expect(work.settle(at: time(210)) == nil)
        #expect(await words(reader) == ["format", "0 of 0 key", "not-masked", "format", "0 of 4 key"])
        #expect(GapReason(rawValue: "not-masked") == .notMasked)
    }

    @Test func aLossIsPassedOnAndOneOfTheWorkersIsALossToo() async throws {
        var (work, session) = try work()
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) {}
        let flags: [AccessUnit.Flags] = [.key, [], .afterLoss, [], []]
        for (number, flags) in flags.enumerated() {
            #expect(work.take(picture(Int64(number), flags), isNewest: false, at: time(200)) == nil)
        }
        // Of the fourth nothing comes.
        session.say(output(0, .key), output(1), output(2), .undecoded(track: 0, .undecodable), output(4))
        #expect(work.settle(at: time(300)) == nil)
        #expect(
            await words(reader)
                == ["format", "0 of 0 key", "0 of 1", "0 of 2 after a loss", "0 of 4 after a loss"]
        )
    }
}
