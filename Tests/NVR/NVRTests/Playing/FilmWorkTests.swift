import Media
import Playback
import Testing
import WorkerChannel
import Workers

@testable import NVR

/// Recorded units go to the session or past it, and what comes back is a film with the times of what was sent.
struct FilmWorkTests {
    private final class Desk {
        var sessions: [SessionStandIn] = []
        var last: SessionStandIn? { sessions.last }
    }

    private let desk = Desk()

    private func work(
        _ tracks: [[TrackFormat]],
        _ picture: DerivedKey.Picture,
        _ sound: DerivedKey.Sound = .original,
        shownFrom: Int64 = .min
    ) throws -> FilmWork {
        FilmWork(try DerivedSamples.key(picture, sound), DerivedOptions(), tracks: tracks, shownFrom: shownFrom) {
            [desk] tracks in
            let session = SessionStandIn(tracks)
            desk.sessions.append(session)
            return session
        }
    }

    private func unit(_ track: Int, _ time: Int64, _ flags: AccessUnit.Flags = [], offset: Int32 = 0) -> FilmUnit {
        let unit = AccessUnit(
            track: track,
            payload: Bytes([UInt8(track), 1]),
            decodeTime: MediaTicks(time),
            presentationOffset: offset,
            arrival: MonotonicTime(nanoseconds: 0),
            wall: WallTime(nanoseconds: 0),
            flags: flags
        )
        return FilmUnit(unit: unit, duration: 3600)
    }

    private func picture(_ time: Int64, _ flags: DecodeOutput.Flags = []) -> WorkerSession.Event {
        let size = PictureSize(width: 640, height: 360)
        return .output(track: 0, DecodeOutput(output: 0, time: time, flags: flags, size: size, payload: Bytes([7])))
    }

    private var h264Known: WorkerSession.Event {
        .format(track: 0, EncodedFormat(output: 0, parameterSets: DerivedSamples.h264Sets))
    }

    private func begun(_ work: inout FilmWork, _ entries: [Int: Int], continues: Bool = false) throws -> SessionStandIn
    {
        work.take(.recording(sampleEntries: entries, continues: continues))
        try work.pump()
        return try #require(desk.last)
    }

    private func told(_ units: [FilmUnit]) -> [String] {
        units.map { "\($0.unit.track): \($0.unit.decodeTime.count)\($0.unit.isKey ? " key" : "") for \($0.duration)" }
    }

    @Test func picturesAreMadeAndSoundGoesPast() throws {
        var work = try work([[try DerivedSamples.h265()], [DerivedSamples.opus]], .h264)
        let session = try begun(&work, [0: 1, 1: 1])
        #expect(session.tracks.count == 1 && work.formats == nil && !work.wantsInput)
        session.say(.opened(track: 0))
        try work.settle()
        #expect(work.wantsInput)
        work.take(.units([unit(0, 0, .key), unit(1, 0, .key), unit(0, 3600), unit(0, 7200)]))
        try work.pump()
        // The newest waits for the next, since it may be the last.
        #expect(session.fed.map(\.feed.time) == [0, 3600])
        #expect(session.fed.map(\.feed.flags) == [[.key, .refresh], []])
        #expect(work.takeMade().isEmpty)
        session.say(h264Known, picture(0, .key), .fed(track: 0), picture(3600), .fed(track: 0))
        try work.settle()
        #expect(try work.formats == [[DerivedSamples.h264()], [DerivedSamples.opus]])
        #expect(told(work.takeMade()) == ["1: 0 key for 3600", "0: 0 key for 3600", "0: 3600 for 3600"])
        work.take(nil)
        try work.pump()
        #expect(session.fed.last?.feed.flags == [.last] && !work.isDone)
        session.say(picture(7200), .fed(track: 0))
        try work.settle()
        try work.pump()
        #expect(work.isDone && told(work.takeMade()) == ["0: 7200 for 3600"])
    }

    @Test func whatComesBeforeTheBeginningIsDecodedAndNotMade() throws {
        var work = try work([[try DerivedSamples.h265()]], .h264, shownFrom: 7200)
        let session = try begun(&work, [0: 1])
        session.say(.opened(track: 0))
        try work.settle()
        work.take(
            .units([unit(0, 0), unit(0, 3600, .key), unit(0, 5400, .disposable), unit(0, 7200), unit(0, 10_800)])
        )
        try work.pump()
        // Nothing can be made of what comes before the first key frame, and nobody needs what no other picture does.
        #expect(session.fed.map(\.feed.time) == [3600, 7200])
        #expect(session.fed.map(\.feed.outputs) == [0, 1])
        #expect(session.fed.map(\.feed.flags) == [[.key], [.refresh]])
    }

    /// A session decodes one stream: another picture is for another session, after the last has given what it has.
    @Test func aRecordingOfOtherSetsIsForAnotherSession() throws {
        let other = DerivedSamples.jpeg
        var work = try work([[try DerivedSamples.h265(), other]], .h264)
        let first = try begun(&work, [0: 1])
        first.say(.opened(track: 0))
        try work.settle()
        work.take(.units([unit(0, 0, .key), unit(0, 3600)]))
        work.take(.recording(sampleEntries: [0: 2], continues: false))
        work.take(.units([unit(0, 90_000, .key)]))
        try work.pump()
        #expect(first.fed.map(\.feed.flags) == [[.key, .refresh], [.last]] && desk.sessions.count == 1)
        first.say(h264Known, picture(0, .key), .fed(track: 0), picture(3600), .fed(track: 0))
        try work.settle()
        try work.pump()
        let second = try #require(desk.last)
        #expect(desk.sessions.count == 2 && second.fed.isEmpty)
        second.say(.opened(track: 0))
        try work.settle()
        work.take(nil)
        try work.pump()
        #expect(second.fed.map(\.feed.time) == [90_000])
        // The same sets: the film goes on. Others: it cannot.
        second.say(h264Known, picture(90_000, .key), .fed(track: 0))
        try work.settle()
        try work.pump()
        #expect(work.isDone && told(work.takeMade()).last == "0: 90000 key for 3600")
    }

    @Test func aGapEndsWhatTheDecoderHolds() throws {
        var work = try work([[try DerivedSamples.h265()]], .h264)
        let session = try begun(&work, [0: 1])
        session.say(.opened(track: 0))
        try work.settle()
        work.take(.units([unit(0, 0, .key), unit(0, 3600)]))
        work.take(.recording(sampleEntries: [0: 1], continues: true))
        work.take(.units([unit(0, 7200)]))
        work.take(.recording(sampleEntries: [0: 1], continues: false))
        work.take(.units([unit(0, 90_000), unit(0, 93_600, .key)]))
        try work.pump()
        #expect(session.fed.map(\.feed.time) == [0, 3600, 7200] && desk.sessions.count == 1)
        #expect(session.fed.map(\.feed.flags.rawValue) == [5, 0, 2])
    }

    @Test func soundBecomesAACAndPicturesGoPast() throws {
        var work = try work([[try DerivedSamples.h264()], [DerivedSamples.muLaw]], .h264, .aac)
        let session = try begun(&work, [0: 1, 1: 1])
        session.say(.format(track: 0, EncodedFormat(output: 0, parameterSets: [[0x14, 0x08]])), .opened(track: 0))
        try work.settle()
        let formats = try #require(work.formats)
        #expect(formats.count == 2 && formats[1].first?.isAAC == true)
        work.take(.units([unit(0, 0, .key), unit(1, 160, .key), unit(0, 3600)]))
        try work.pump()
        #expect(session.fed.map(\.feed.time) == [160])
        let none = PictureSize(width: 0, height: 0)
        session.say(.output(track: 0, DecodeOutput(output: 0, time: 320, flags: .key, size: none, payload: Bytes([7]))))
        try work.settle()
        #expect(told(work.takeMade()) == ["0: 0 key for 3600", "0: 3600 for 3600", "1: 320 key for 1024"])
    }

    @Test func noMoreIsSentThanComesBack() throws {
        var work = try work([[try DerivedSamples.h265()]], .h264)
        let session = try begun(&work, [0: 1])
        session.say(.opened(track: 0))
        try work.settle()
        work.take(.units((0..<30).map { unit(0, Int64($0) * 3600, $0 == 0 ? .key : []) }))
        try work.pump()
        #expect(session.fed.count == 8 && !work.wantsInput)
        session.say(.fed(track: 0), .fed(track: 0))
        try work.settle()
        try work.pump()
        #expect(session.fed.count == 10)
    }

    @Test func aWorkerThatIsLostEndsIt() throws {
        var work = try work([[try DerivedSamples.h265()]], .h264)
        let session = try begun(&work, [0: 1])
        session.say(.opened(track: 0), .over(.ended("it was killed")))
        #expect(throws: DomainError(WorkerError.ended("it was killed"))) { try work.settle() }
    }

    @Test func whatCannotBeDecodedIsAnError() throws {
        var work = try work([[try DerivedSamples.h265()]], .h264)
        let session = try begun(&work, [0: 1])
        session.say(.opened(track: 0))
        try work.settle()
        work.take(.units([unit(0, 0, .key)]))
        work.take(nil)
        try work.pump()
        session.say(.undecoded(track: 0, .undecodable))
        try work.settle()
        #expect(throws: DomainError.self) { try work.pump() }
    }

    @Test func soundThatNobodyDecodesIsLeftOut() throws {
        var work = try work([[try DerivedSamples.h264()], [DerivedSamples.muLaw]], .h264, .aac)
        let session = try begun(&work, [0: 1, 1: 1])
        session.say(.refused(track: 0, .unsupported))
        try work.settle()
        #expect(try work.formats == [[DerivedSamples.h264()]])
        work.take(.units([unit(0, 0, .key), unit(1, 0, .key)]))
        work.take(nil)
        try work.pump()
        #expect(work.isDone && told(work.takeMade()) == ["0: 0 key for 3600"] && session.fed.isEmpty)
    }
}
