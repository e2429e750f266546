import Testing

@testable import Catalog

struct RecordingScheduleTests {
    @Test func anEntryIsReadAndWritten() throws {
        let entry = try #require(RecordingSchedule.Entry("mon-fri 08:00-18:30 event"))
        #expect(entry.days == [0, 1, 2, 3, 4] && entry.start == 480 && entry.end == 1110 && entry.mode == .event)
        #expect(entry.description == "mon,tue,wed,thu,fri 08:00-18:30 event")
        #expect(RecordingSchedule.Entry("sat-mon,wed 00:00-24:00 continuous")?.days == [5, 6, 0, 2])
        #expect(RecordingSchedule.Entry("daily 22:00-00:00 off")?.description == "daily 22:00-24:00 off")
        #expect(RecordingSchedule.Entry("sun-sun 22:00-06:00 event")?.days == [6])
    }

    @Test(arguments: [
        "", "mon", "mon 08:00-18:00", "mon 08:00 event", "mon 8:00-18:00 event", "mon 08:00-24:01 event",
        "mon 24:00-01:00 event", "mon 08:60-09:00 event", "mon, 08:00-09:00 event", "mon-tue-wed 08:00-09:00 event",
        "mon 08:00-09:00 manual", "mon 08:00-09:00 schedule", "Mon 08:00-09:00 event", "mon +8:00-09:00 event",
        "mon 08:00-09:00 event x", "mon- 08:00-09:00 event", "mon 08:00-09:00-10:00 event",
    ])
    func whatIsNoEntryIsRefused(_ text: String) {
        #expect(RecordingSchedule.Entry(text) == nil)
        #expect(RecordingSchedule("daily 00:00-24:00 event; " + text) == nil || text.isEmpty)
    }

    @Test func theLastThatHoldsCounts() throws {
        let text = "daily 00:00-24:00 continuous; mon-fri 08:00-18:00 event; wed 12:00-13:00 off"
        let schedule = try #require(RecordingSchedule(text))
        #expect(schedule.mode(day: 0, minute: 479) == .continuous)
        #expect(schedule.mode(day: 0, minute: 480) == .event)
        #expect(schedule.mode(day: 0, minute: 1080) == .continuous)
        #expect(schedule.mode(day: 2, minute: 720) == .off)
        #expect(schedule.mode(day: 5, minute: 720) == .continuous)
        #expect(RecordingSchedule(schedule.description) == schedule)
    }

    @Test func nightsGoOnUntilTheNextDay() throws {
        let schedule = try #require(RecordingSchedule("sun 22:00-06:00 event; tue 10:00-10:00 continuous"))
        #expect(schedule.mode(day: 6, minute: 1319) == .off)
        #expect(schedule.mode(day: 6, minute: 1320) == .event)
        #expect(schedule.mode(day: 0, minute: 359) == .event)
        #expect(schedule.mode(day: 0, minute: 360) == .off)
        // From ten to ten is a whole day.
        #expect(schedule.mode(day: 1, minute: 600) == .continuous && schedule.mode(day: 2, minute: 599) == .continuous)
        #expect(schedule.mode(day: 1, minute: 599) == .off && schedule.mode(day: 2, minute: 600) == .off)
    }

    @Test func itIsBounded() throws {
        let entry = try #require(RecordingSchedule.Entry("mon 08:00-18:00 event"))
        #expect(RecordingSchedule(entries: []) == nil)
        #expect(RecordingSchedule(entries: Array(repeating: entry, count: 200)) != nil)
        #expect(RecordingSchedule(entries: Array(repeating: entry, count: 201)) == nil)
        #expect(RecordingSchedule(String(repeating: "; ", count: 20_000)) == nil)
    }
}
