import Media
import Testing

@testable import Catalog

struct OpenAndSettingContractTests {
    @Test(arguments: Implementation.allCases)
    func theStartBeforeTellsHowItEnded(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            #expect(try await catalog.previousOpen(before: nil) == nil)
            var first = try await catalog.beginOpen(version: "1.0", at: at(100))
            #expect(
                first
                    == OpenRecord(
                        id: first.id,
                        startedAt: at(100),
                        lastSeenAt: at(100),
                        closedCleanly: false,
                        version: "1.0"
                    )
            )
            #expect(try await catalog.previousOpen(before: first.id) == nil)
            try await catalog.touchOpen(first.id, at: at(150))
            try await catalog.touchOpen(first.id, at: at(140))
            first.lastSeenAt = at(150)

            let second = try await catalog.beginOpen(version: "1.1", at: at(200))
            #expect(second.id > first.id)
            #expect(try await catalog.previousOpen(before: second.id) == first)
            try await catalog.closeOpen(second.id, at: at(300))

            let third = try await catalog.beginOpen(version: "1.1", at: at(400))
            let ended = OpenRecord(
                id: second.id,
                startedAt: at(200),
                lastSeenAt: at(300),
                closedCleanly: true,
                version: "1.1"
            )
            #expect(try await catalog.previousOpen(before: third.id) == ended)
            #expect(try await catalog.previousOpen(before: nil) == third)
            let touched = await errorCode { try await catalog.touchOpen(OpenID(number: 77), at: at(1)) }
            let closed = await errorCode { try await catalog.closeOpen(OpenID(number: 77), at: at(1)) }
            #expect(touched == .notFound && closed == .notFound)
        }
    }

    @Test(arguments: Implementation.allCases)
    func settingsAreSetAndTakenAway(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            #expect(try await catalog.settings().isEmpty)
            try await catalog.changeSettings(["zone": "Europe/Berlin", "empty": "", "gone": "x"])
            try await catalog.changeSettings(["zone": "UTC", "gone": nil, "never": nil])
            try await catalog.changeSettings([:])
            #expect(try await catalog.settings() == ["zone": "UTC", "empty": ""])
            #expect(try await catalog.setting("zone") == "UTC")
            #expect(try await catalog.setting("empty") == "")
            #expect(try await catalog.setting("gone") == nil)
        }
    }
}
