import Catalog
import Foundation
import Media
import Recording
import Testing

@testable import NVR

struct RecordingDirectorTests {
    private func camera(_ recording: CameraRecording) throws -> CameraRecord {
        CameraRecord(
            id: try #require(CameraID("yard")),
            name: "Yard",
            mainURL: "rtsp://camera/",
            recording: recording,
            owner: "local",
            leaseEpoch: 1,
            createdAt: WallTime(nanoseconds: 0)
        )
    }

    private let now = WallTime(nanoseconds: 1_795_000_000_000_000_000)

    private func id(_ number: Int64) -> CameraEventID { CameraEventID(nanoseconds: number) }

    // MARK: Schedules

    /// The mode at each minute around both changes of the clock is what the calendar's own reading of the clock says.
    @Test(arguments: ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])
    func aScheduleFollowsTheClockOnTheWall(_ name: String) throws {
        let zone = try #require(TimeZone(identifier: name))
        let text =
            "mon-fri 08:00-18:00 event; sat,sun 22:00-03:30 continuous; sun 02:15-02:45 event; "
            + "daily 12:00-12:15 off"
        let plan = RecordingPlan(.schedule, schedule: RecordingSchedule(text))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        // 2026: the last week of March, the first ones of April and of November, the last of October, and of before 1970.
        for start in [1_774_500_000, 1_775_200_000, 1_772_900_000, 1_792_800_000, 1_793_400_000, -86_400 * 3] {
            for minute in stride(from: 0, to: 4 * 1440, by: 1) {
                let seconds = Int64(start + minute * 60)
                let parts = calendar.dateComponents(
                    [.weekday, .hour, .minute],
                    from: Date(timeIntervalSince1970: Double(seconds))
                )
                let weekday = try #require(parts.weekday), hour = try #require(parts.hour)
                let local = hour * 60 + (parts.minute ?? 0)
                let expected = plan.schedule?.mode(day: (weekday + 5) % 7, minute: local)
                let found = RecordingDirector.mode(
                    of: plan,
                    at: WallTime(nanoseconds: seconds * 1_000_000_000),
                    in: zone
                )
                guard found != expected else { continue }
                Issue.record("\(name) at \(seconds): \(found) instead of \(String(describing: expected))")
                return
            }
        }
    }

    /// In the night in which an hour is missing, or comes twice, nothing else is.
    @Test func theHoursOfANightAreThoseOfItsClock() throws {
        let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
        let plan = RecordingPlan(.schedule, schedule: RecordingSchedule("sun 01:00-05:00 event"))
        func minutes(_ from: Int64) -> Int {
            (0..<1440).count { minute in
                let time = WallTime(nanoseconds: (from + Int64(minute) * 60) * 1_000_000_000)
                return RecordingDirector.mode(of: plan, at: time, in: zone) == .event
            }
        }
        // From 23:00 UTC on Saturday: 28 March and 24 October 2026, and a week before.
        #expect(minutes(1_774_738_800) == 180)
        #expect(minutes(1_792_882_800) == 300)
        #expect(minutes(1_774_134_000) == 240)
    }

    @Test func aScheduleSwitchesBetweenModes() throws {
        let zone = try #require(TimeZone(identifier: "UTC"))
        let director = RecordingDirector { .init(timeZone: zone) }
        let schedule = RecordingSchedule("daily 08:00-12:00 continuous; daily 12:00-14:00 event")
        let camera = try camera(CameraRecording(main: RecordingPlan(.schedule, schedule: schedule)))
        let day = WallTime(nanoseconds: now.nanoseconds / 86_400_000_000_000 * 86_400_000_000_000)
        func order(_ minutes: Int64) -> RecordingOrder? {
            director.order(for: camera, .main, at: day + .seconds(minutes * 60))
        }
        #expect(order(479)?.wish == .nothing(reason: "By the schedule nothing was to be recorded."))
        #expect(order(479)?.held == .zero)
        #expect(order(480) == .everything)
        #expect(order(719) == .everything)
        #expect(order(720)?.wish == .nothing(reason: "Nothing happened."))
        #expect(order(720)?.held == .seconds(8))
        #expect(order(840)?.held == .zero)
    }

    // MARK: Events

    @Test func anEventIsRecordedWhereEventsAre() throws {
        let director = RecordingDirector()
        var recording = CameraRecording(main: RecordingPlan(.event), sub: RecordingPlan(.continuous))
        recording.preRoll = 7
        recording.postRoll = 20
        var camera = try camera(recording)
        #expect(director.order(for: camera, .main, at: now)?.held == .seconds(10))
        let range = director.note(id(1), of: camera, from: now, to: now + .seconds(3))
        #expect(range == (now + .seconds(-7))..<(now + .seconds(23)))
        let expected = RecordingOrder(.span(from: range.lowerBound, until: range.upperBound), held: .seconds(10))
        #expect(director.order(for: camera, .main, at: now) == expected)
        #expect(director.order(for: camera, .sub, at: now) == .everything)
        // Modes are looked at anew each time.
        for mode in [RecordingMode.off, .manual, .continuous] {
            camera.recording.main.mode = mode
            let order = director.order(for: camera, .main, at: now)
            switch mode {
            case .off: #expect(order == nil)
            case .continuous: #expect(order == .everything)
            default: #expect(order?.wish == .nothing(reason: "Nobody had it recorded."))
            }
        }
        camera.recording.main.mode = .event
        #expect(director.order(for: camera, .main, at: range.upperBound + .seconds(1)) == expected)
        #expect(
            director.order(for: camera, .main, at: range.upperBound + .seconds(4))?.wish
                == .nothing(reason: "Nothing happened.")
        )
    }

    /// Where only events are recorded, all that is; elsewhere while one is told of.
    @Test func itIsKnownWhatShowsAnEvent() throws {
        let director = RecordingDirector()
        var camera = try camera(CameraRecording(main: RecordingPlan(.event), sub: RecordingPlan(.continuous)))
        #expect(director.showsEvent(camera, .main, at: now))
        #expect(!director.showsEvent(camera, .sub, at: now))
        let range = director.note(id(1), of: camera, from: now, to: now + .seconds(3))
        #expect(director.showsEvent(camera, .sub, at: now))
        #expect(!director.showsEvent(camera, .sub, at: range.upperBound))
        camera.recording.main.mode = .manual
        #expect(!director.showsEvent(camera, .main, at: range.upperBound))
        camera.mainVolume = "large"
        #expect(camera.volume(of: .main, showsEvent: true) == "large")
        #expect(camera.volume(of: .sub, showsEvent: true) == nil)
        camera.eventVolume = "fast"
        #expect(camera.volume(of: .main, showsEvent: true) == "fast" && camera.volume(of: .main) == "large")
    }

    @Test func oneThatLastsIsBounded() throws {
        let director = RecordingDirector()
        let camera = try camera(CameraRecording(main: RecordingPlan(.event), longestEvent: 60))
        #expect(director.note(id(1), of: camera, from: now, to: nil).upperBound == now + .seconds(70))
        #expect(director.note(id(1), of: camera, from: now, to: now + .seconds(900)).upperBound == now + .seconds(70))
        #expect(director.note(id(1), of: camera, from: now, to: now + .seconds(5)).upperBound == now + .seconds(15))
        #expect(
            director.order(for: camera, .main, at: now)?.wish
                == .span(from: now + .seconds(-5), until: now + .seconds(15))
        )
    }

    @Test func whatOverlapsIsOne() throws {
        let director = RecordingDirector()
        let camera = try camera(CameraRecording(main: RecordingPlan(.event)))
        director.note(id(1), of: camera, from: now, to: now)
        director.note(id(2), of: camera, from: now + .seconds(8), to: now + .seconds(9))
        let order = director.order(for: camera, .main, at: now + .seconds(9))
        #expect(order?.wish == .span(from: now + .seconds(-5), until: now + .seconds(19)))
        // However many there are.
        for number in 3..<1000 {
            director.note(id(Int64(number)), of: camera, from: now, to: now + .seconds(number % 7 == 0 ? 30 : 1))
        }
        let many = director.order(for: camera, .main, at: now + .seconds(9))
        #expect(many?.wish == .span(from: now + .seconds(-5), until: now + .seconds(40)))
        director.forget(before: now + .seconds(44))
        #expect(director.order(for: camera, .main, at: now)?.wish == .nothing(reason: "Nothing happened."))
    }

    // MARK: By hand

    @Test(arguments: RecordingMode.allCases)
    func byHandItIsRecordedInEveryMode(_ mode: RecordingMode) throws {
        let director = RecordingDirector()
        let camera = try camera(CameraRecording(main: RecordingPlan(mode), sub: RecordingPlan(mode)))
        let until = now + .seconds(60)
        #expect(director.record(id(1), [.main], of: camera.id, from: now, until: until) == [.main])
        let order = director.order(for: camera, .main, at: now)
        #expect(mode == .continuous ? order == .everything : order?.wish == .span(from: now, until: until))
        #expect(director.needs(camera, .main, at: now))
        #expect(director.needs(camera, .sub, at: now) == (mode != .off))
        #expect(director.manualEnd(of: camera.id, .main, at: now) == until)
        #expect(director.manualEnd(of: camera.id, .sub, at: now) == nil)
        // Again: longer, and with the other stream.
        let later = now + .seconds(90)
        #expect(director.record(id(1), [.sub], of: camera.id, from: now + .seconds(9), until: later) == [.main, .sub])
        #expect(director.manualEnd(of: camera.id, .main, at: now) == later)
        director.end(id(1), of: camera.id, at: now + .seconds(20))
        #expect(director.manualEnd(of: camera.id, .main, at: now + .seconds(20)) == nil)
        let after = director.order(for: camera, .main, at: now + .seconds(24))
        #expect(mode == .off ? after == nil : mode == .continuous ? after == .everything : after?.wish != order?.wish)
    }
}
