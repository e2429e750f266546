import Catalog
import Testing

@testable import NVR

struct SystemWishTests {
    @Test(arguments: ProgramWish.allCases)
    func aWishIsPassedOnOnceAndNoted(wish: ProgramWish) async throws {
        let world = SystemWorld()
        let ask = { (wish: ProgramWish) in
            switch wish {
            case .restart: try await world.system.restart(as: SystemWorld.administrator)
            case .shutDown: try await world.system.shutDown(as: SystemWorld.administrator)
            }
        }
        try await ask(wish)
        #expect(world.wishes == [wish])
        let entries = try await world.audited()
        #expect(entries.map(\.action) == ["system.\(wish.rawValue)"])
        #expect(entries.first?.actor.name == "anna" && entries.first?.address == "192.0.2.9")
        // Whatever else is wanted then comes too late.
        for other in ProgramWish.allCases {
            #expect(try await CallOutcome { try await ask(other) } == .refused(.conflict))
        }
        #expect(world.wishes == [wish])
        #expect(try await world.audited().count == 1)
        await world.end()
    }

    @Test func whoMayNotLeavesNoTrace() async throws {
        let world = SystemWorld()
        #expect(
            try await CallOutcome { try await world.system.restart(as: SystemWorld.operator) } == .refused(.forbidden)
        )
        #expect(world.wishes.isEmpty)
        #expect(try await world.audited().isEmpty)
        await world.end()
    }
}
