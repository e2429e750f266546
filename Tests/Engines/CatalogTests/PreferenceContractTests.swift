import Media
import Testing

@testable import Catalog

struct PreferenceContractTests {
    @Test(arguments: Implementation.allCases)
    func whatIsKeptComesBackToItsOwnerAlone(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let ada = try await catalog.insertUser(user("ada"), onlyAsFirst: false).id
            let bob = try await catalog.insertUser(user("bob"), onlyAsFirst: false).id
            #expect(try await catalog.preference("live", of: ada) == nil)
            try await catalog.setPreference("live", of: ada, to: "{\"🐦\": \"'; --\"}", limit: 2)
            try await catalog.setPreference("live", of: bob, to: "", limit: 2)
            #expect(try await catalog.preference("live", of: ada) == "{\"🐦\": \"'; --\"}")
            #expect(try await catalog.preference("live", of: bob) == "")
            #expect(try await catalog.preference("Live", of: ada) == nil)
            try await catalog.setPreference("live", of: ada, to: "2", limit: 2)
            #expect(try await catalog.preference("live", of: ada) == "2")
            try await catalog.setPreference("live", of: ada, to: nil, limit: 2)
            try await catalog.setPreference("live", of: ada, to: nil, limit: 2)
            #expect(try await catalog.preference("live", of: ada) == nil)
            #expect(try await catalog.preference("live", of: bob) == "")
        }
    }

    @Test(arguments: Implementation.allCases)
    func thereAreNoMoreThanAllowed(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let ada = try await catalog.insertUser(user("ada"), onlyAsFirst: false).id
            try await catalog.setPreference("one", of: ada, to: "1", limit: 2)
            try await catalog.setPreference("two", of: ada, to: "2", limit: 2)
            let code = await errorCode { try await catalog.setPreference("three", of: ada, to: "3", limit: 2) }
            #expect(code == .conflict)
            // What is there may be changed all the same.
            try await catalog.setPreference("two", of: ada, to: "22", limit: 2)
            try await catalog.setPreference("one", of: ada, to: nil, limit: 2)
            try await catalog.setPreference("three", of: ada, to: "3", limit: 2)
            #expect(try await catalog.preference("three", of: ada) == "3")
        }
    }

    @Test(arguments: Implementation.allCases)
    func itGoesWithTheAccountAndOutlivesItsChanges(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let ada = try await catalog.insertUser(user("ada"), onlyAsFirst: false)
            let bob = try await catalog.insertUser(user("bob"), onlyAsFirst: false).id
            for id in [ada.id, bob] { try await catalog.setPreference("live", of: id, to: "1", limit: 2) }
            var changed = ada
            changed.displayName = "Ada L."
            _ = try await catalog.updateUser(changed, .none)
            try await catalog.changeConfiguration { $0.accounts[ada.id]?.user.displayName = "Ada" }
            #expect(try await catalog.preference("live", of: ada.id) == "1")
            try await catalog.deleteUser(bob, version: nil)
            #expect(try await catalog.preference("live", of: bob) == nil)
            let code = await errorCode { try await catalog.setPreference("live", of: bob, to: "1", limit: 2) }
            #expect(code == .notFound)
        }
    }
}
