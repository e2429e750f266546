import Catalog
import Media
import Testing

@testable import Retention

let day: Duration = .seconds(86_400)
let now = WallTime(nanoseconds: 1_795_233_600_000_000_000)

func ago(_ days: Double) -> WallTime { now + .seconds(-86_400 * days) }

func camera(_ text: String) -> CameraID {
    guard let id = CameraID(text) else { preconditionFailure("\(text) is no id of a camera") }
    return id
}

struct PlannerTests {
    private func rules(
        days: Int? = nil,
        eventDays: Int? = nil,
        quota: Int64? = nil,
        volumes: [String: VolumeRule] = [:],
        limit: Int64? = nil
    ) -> RetentionRules {
        let term = days.map { day * $0 }
        return RetentionRules(
            usual: CameraRule(term: term, eventTerm: eventDays.map { day * $0 } ?? term, quota: quota),
            volumes: volumes,
            limit: limit
        )
    }

    @Test func whatHasHadItsTimeGoesAndNothingElse() {
        var shelves = Shelves([
            row(1, endedAgo: 31), row(2, endedAgo: 30), row(3, endedAgo: 29.99), row(4, of: "yard", endedAgo: 40),
        ])
        let plan = shelves.plan(rules(days: 30))
        #expect(Set(plan.deletions.map(\.segment.id.nanoseconds)) == [1, 2, 4])
        #expect(plan.deletions.allSatisfy { $0.reason == .age })
        #expect(shelves.plan(rules(days: nil)).deletions.isEmpty)
        var off = rules(days: 1)
        off.isOn = false
        #expect(shelves.plan(off).deletions.isEmpty)
    }

    @Test func eventsStayLongerAndNeverShorter() {
        var shelves = Shelves([row(1, endedAgo: 50, isEvent: true), row(2, endedAgo: 100, isEvent: true)])
        #expect(shelves.plan(rules(days: 30, eventDays: 90)).ids == [2])
        #expect(shelves.plan(rules(days: 30, eventDays: 7)).ids.sorted() == [1, 2])
        #expect(CameraRule(term: day * 30, eventTerm: day * 7).term(isEvent: true) == day * 30)
        #expect(CameraRule(term: nil, eventTerm: day * 7).term(isEvent: true) == nil)
        #expect(CameraRule(term: day * 30, eventTerm: nil).term(isEvent: true) == nil)
    }

    @Test func aTimeOfItsOwnCountsInsteadOfTheRule() {
        var shelves = Shelves([
            row(1, endedAgo: 31, keepUntil: now + .seconds(1)), row(2, endedAgo: 1, keepUntil: now),
            row(3, endedAgo: 900, keepUntil: WallTime(nanoseconds: .max)),
        ])
        #expect(shelves.plan(rules(days: 30)).ids == [2])
    }

    @Test func aCameraOverItsQuotaGivesUpItsOwnOldest() {
        var shelves = Shelves([
            row(1, endedAgo: 5, bytes: 100), row(2, .sub, endedAgo: 4, bytes: 10), row(3, endedAgo: 3, bytes: 100),
            row(4, endedAgo: 2, bytes: 100), row(5, of: "yard", endedAgo: 9, bytes: 1000),
        ])
        var rules = rules(days: 30)
        rules.cameras[camera("gate")] = CameraRule(term: day * 30, eventTerm: day * 30, quota: 210)
        let plan = shelves.plan(rules)
        #expect(plan.ids == [1])
        #expect(plan.deletions.first?.reason == .cameraQuota)
        rules.cameras[camera("gate")]?.quota = 150
        #expect(shelves.plan(rules).ids == [1, 2, 3])
    }

    @Test func aVolumeMakesRoomForWhatComes() {
        var shelves = Shelves((1...10).map { row(Int64($0), endedAgo: Double(20 - $0), bytes: 100) })
        shelves.volumes["default"] = .init(free: 500)
        #expect(shelves.plan(rules(days: 30, volumes: ["default": VolumeRule(floor: 500)])).ids.isEmpty)
        shelves.incoming = 150
        let plan = shelves.plan(rules(days: 30, volumes: ["default": VolumeRule(floor: 500)]))
        #expect(plan.ids == [1, 2])
        #expect(plan.deletions.allSatisfy { $0.reason == .freeSpace })
        #expect(shelves.plan(rules(volumes: ["default": VolumeRule(limit: 1000)])).ids == [1, 2])
        #expect(shelves.plan(rules(limit: 600)).deletions.map(\.reason) == Array(repeating: .totalLimit, count: 6))
    }

    /// They take room on it, and nothing but their own time makes them go.
    @Test func keptSnapshotsCountForTheLimitOfAVolume() {
        var shelves = Shelves((1...10).map { row(Int64($0), endedAgo: Double(20 - $0), bytes: 100) })
        let rules = rules(days: 30, volumes: ["default": VolumeRule(limit: 1000)])
        #expect(shelves.plan(rules).ids.isEmpty)
        shelves.volumes["default"] = .init(snapshots: 250)
        #expect(shelves.plan(rules).ids == [1, 2, 3])
        shelves.volumes["default"] = .init(snapshots: 1100)
        let plan = shelves.plan(rules)
        #expect(plan.ids.count == 10 && plan.shortfalls.map(\.bytes) == [100])
    }

    /// Where the one camera's recordings are promised a week and the other's a month, both lose the same part.
    @Test func thatGoesWhichHasHadTheGreatestPartOfItsTime() {
        var shelves = Shelves([
            row(1, of: "week", endedAgo: 6), row(2, of: "week", endedAgo: 1), row(3, of: "month", endedAgo: 20),
            row(4, of: "month", endedAgo: 7), row(5, of: "ever", endedAgo: 300),
        ])
        var rules = rules(limit: 0)
        rules.cameras[camera("week")] = CameraRule(term: day * 7, eventTerm: day * 7)
        rules.cameras[camera("month")] = CameraRule(term: day * 30, eventTerm: day * 30)
        #expect(shelves.plan(rules).ids == [1, 3, 4, 2, 5])
    }

    @Test func whatHasATimeOfItsOwnGivesWayLastAndWhatIsMissingIsTold() {
        var shelves = Shelves([
            row(1, endedAgo: 20, bytes: 10, keepUntil: now + day * 2),
            row(2, endedAgo: 10, bytes: 10, keepUntil: now + day),
            row(3, endedAgo: 1, bytes: 10),
        ])
        shelves.protectedBytes = 100
        let plan = shelves.plan(rules(days: 30, limit: 90))
        #expect(plan.ids == [3, 2, 1])
        #expect(plan.shortfalls == [Shortfall(reason: .totalLimit, place: "", bytes: 10)])
    }

    @Test func nothingGoesFromAVolumeThatIsNotThereAndWhatIsNewIsSpared() {
        var shelves = Shelves([row(1, endedAgo: 40), row(2, endedAgo: 0.01), row(3, endedAgo: 41, keepUntil: ago(1))])
        shelves.volumes["default"] = .init(isLocked: true)
        #expect(shelves.plan(rules(days: 30)).ids.isEmpty)
        shelves.volumes["default"] = .init(free: 0, spared: ago(1.0 / 24))
        let plan = shelves.plan(rules(days: 90, volumes: ["default": VolumeRule(floor: 1 << 40)]))
        #expect(plan.ids == [3, 1])
        #expect(plan.shortfalls.map(\.reason) == [.freeSpace])
    }

    @Test func itIsSaidWhenSomethingGoes() {
        var shelves = Shelves([row(1, endedAgo: 29, bytes: 100), row(2, endedAgo: 28.5, bytes: 100)])
        shelves.horizon = now + day * 2
        #expect(shelves.plan(rules(days: 30)).deletions.map(\.due) == [now + day, now + day * 1.5])
        // In two days come 400 bytes, and there is room for 100: it is needed after half a day, then after a day.
        shelves.incoming = 400
        let plan = shelves.plan(rules(days: 300, limit: 300))
        #expect(plan.deletions.map(\.due) == [now + day * 0.5, now + day])
        #expect(plan.shortfalls.map(\.bytes) == [100])
    }
}
