import Accounts
import Catalog
import Media
import Stream
import Testing

@testable import NVR

struct AuditTrailTests {
    private let world = SystemWorld()

    private func seen(_ camera: String, by principal: Principal) async {
        await world.services.audit.noteSeldom("footage.live", camera, by: principal, every: .seconds(3600))
    }

    @Test func whatHappensOftenIsNotedOnceInAWhile() async throws {
        for _ in 0..<5 { await seen("camera/yard", by: SystemWorld.viewer) }
        await seen("camera/gate", by: SystemWorld.viewer)
        await seen("camera/yard", by: SystemWorld.operator)
        world.time.advance(by: .seconds(3599))
        await seen("camera/yard", by: SystemWorld.viewer)
        #expect(try await world.audited().count == 3)
        world.time.advance(by: .seconds(1))
        await seen("camera/yard", by: SystemWorld.viewer)
        let rows = try await world.audited()
        #expect(rows.count == 4)
        #expect(rows.first?.actor.name == "vera" && rows.first?.target == "camera/yard")
        await world.end()
    }

    @Test func whoIsRefusedIsNotedBesideWhatWasDone() async throws {
        await seen("camera/yard", by: SystemWorld.viewer)
        for _ in 0..<3 {
            await world.services.audit.noteSeldom(
                "footage.live",
                "camera/yard",
                by: SystemWorld.viewer,
                .denied,
                ["route": "GET /x"],
                every: .seconds(60)
            )
        }
        let rows = try await world.audited()
        #expect(rows.map(\.outcome) == [.denied, .done])
        #expect(rows.first?.detail.contains(#""route":"GET /x""#) == true)
        await world.end()
    }

    @Test func howMuchIsRememberedIsBounded() {
        let notes = RecentNotes(capacity: 3)
        let now = MonotonicTime(nanoseconds: 0)
        func due(_ target: String, at time: MonotonicTime) -> Bool {
            notes.isDue(
                .init(identity: .recorder, action: "a", target: target, outcome: .done),
                every: .seconds(10),
                at: time
            )
        }
        for number in 0..<100 { #expect(due("\(number)", at: now)) }
        #expect(!due("99", at: now + .seconds(9)))
        #expect(due("99", at: now + .seconds(10)))
    }

    @Test func oldRowsGo() async throws {
        await world.services.audit.note("a", by: .recorder)
        world.time.advance(by: .seconds(2 * 86_400))
        await world.services.audit.note("b", by: .recorder)
        await world.services.audit.deleteRows(olderThan: 3)
        #expect(try await world.audited().map(\.action) == ["b", "a"])
        await world.services.audit.deleteRows(olderThan: 1)
        #expect(try await world.audited().map(\.action) == ["audit.delete", "b"])
        #expect(try await world.services.audit.log.verify() == .intact(rows: 2))
        await world.end()
    }
}
