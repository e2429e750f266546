import Catalog
import Logging
import Media
import Stream
import Synchronization
import Testing

@testable import NVR

struct HeartbeatTests {
    private let catalog = InMemoryCatalog()
    private let time = ManualTimeSource(wall: WallTime(nanoseconds: 1_795_233_600_000_000_000))
    private let full = CatalogError(.diskFull, "The disk of the catalogue is full. Make room on it.")

    private final class Mending: Sendable {
        private let state = Mutex<(count: Int, error: CatalogError?)>((0, nil))

        var count: Int { state.withLock { $0.count } }
        func refuse(_ error: CatalogError?) { state.withLock { $0.error = error } }

        func mend() throws(CatalogError) {
            let error = state.withLock { state in
                state.count += 1
                return state.error
            }
            if let error { throw error }
        }
    }

    private let mending = Mending()

    private func heart() -> Heartbeat {
        let mending = mending
        return Heartbeat(
            catalog: catalog,
            version: "1.2.3",
            time: time,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            mend: { () async throws(CatalogError) in try mending.mend() }
        )
    }

    @Test func itSaysThatTheProgramLivesAndHowItEnded() async throws {
        let heart = heart()
        try await heart.start()
        #expect(await heart.isMended && mending.count == 1)
        let start = time.wall
        time.advance(by: .seconds(5))
        #expect(await heart.beat() && heart.problems.isEmpty)
        let alive = try #require(try await catalog.previousOpen(before: nil))
        #expect(alive.startedAt == start && alive.lastSeenAt == time.wall && !alive.closedCleanly)
        #expect(alive.version == "1.2.3")
        await heart.close()
        #expect(try await catalog.previousOpen(before: nil)?.closedCleanly == true)
        #expect(mending.count == 1)
    }

    @Test func aCatalogueThatCannotBeWrittenEndsNothing() async throws {
        let heart = heart()
        try await heart.start()
        catalog.refuse(writes: full)
        time.advance(by: .seconds(5))
        #expect(await !heart.beat())
        #expect(await !heart.beat())
        #expect(heart.problems.count == 1 && heart.problems[0].contains("is full"))
        catalog.refuse()
        #expect(await heart.beat() && heart.problems.isEmpty)
        #expect(try await catalog.previousOpen(before: nil)?.lastSeenAt == time.wall)
        // Nor does an end that cannot be noted.
        catalog.refuse(writes: full)
        await heart.close()
        catalog.refuse()
        #expect(try await catalog.previousOpen(before: nil)?.closedCleanly == false)
    }

    @Test func aStartThatCannotBeNotedIsMadeUpForWithItsOwnTime() async throws {
        catalog.refuse(writes: full)
        let heart = heart()
        let start = time.wall
        try await heart.start()
        #expect(heart.problems.count == 1)
        #expect(await heart.isMended)
        time.advance(by: .seconds(60))
        #expect(await !heart.beat())
        catalog.refuse()
        #expect(await heart.beat())
        let open = try #require(try await catalog.previousOpen(before: nil))
        #expect(open.startedAt == start && open.lastSeenAt == time.wall)
        #expect(try await catalog.previousOpen(before: open.id) == nil)
    }

    /// The next start must look as far back as this one had to.
    @Test func withoutTheMendingThereIsNoRow() async throws {
        mending.refuse(full)
        let heart = heart()
        try await heart.start()
        #expect(await !heart.beat())
        await heart.close()
        #expect(try await catalog.previousOpen(before: nil) == nil)
        #expect(mending.count == 2)
        mending.refuse(nil)
        #expect(await heart.beat())
        await heart.mended()
        #expect(try await catalog.previousOpen(before: nil) != nil)
    }

    @Test func whatTimeDoesNotHealStopsTheStart() async throws {
        mending.refuse(CatalogError(.damaged, "The catalogue is damaged."))
        await #expect(throws: CatalogError.self) { try await heart().start() }
    }
}
