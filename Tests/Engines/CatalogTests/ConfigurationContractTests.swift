import Media
import Testing

@testable import Catalog

struct ConfigurationContractTests {
    private func key(of user: UserID, _ number: UInt8) -> APIKeyRecord {
        APIKeyRecord(
            user: user,
            name: "key \(number)",
            prefix: "nj_\(number)",
            secretHash: [number],
            scope: .full,
            createdBy: user,
            createdAt: at(1000),
            expiresAt: nil
        )
    }

    @Test(arguments: Implementation.allCases)
    func theConfigurationIsWhatTheOthersSay(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            #expect(try await catalog.configuration().nextUser == UserID(number: 1))
            try await catalog.insert(camera("gate"))
            try await catalog.insert(camera("yard"))
            try await catalog.markDeleted("yard", at: at(5))
            try await catalog.changeSettings(["a": "1"])
            let ada = try await catalog.insertUser(user("ada"), onlyAsFirst: true)
            let bob = try await catalog.insertUser(user("bob"), onlyAsFirst: false)
            _ = try await catalog.updateUser(ada, UserConsequences(recoveryCodes: [[1], [2]]))
            _ = try await catalog.useRecoveryCode([1], of: ada.id, at: at(9))
            try await catalog.deleteUser(bob.id, version: nil)
            let apiKey = try await catalog.insertAPIKey(key(of: ada.id, 1))
            let found = try await catalog.configuration()
            #expect(found.settings == ["a": "1"])
            #expect(
                Array(found.cameras.values).sorted { $0.id < $1.id }
                    == (try await catalog.cameras(includingDeleted: true))
            )
            #expect(found.accounts.values.map(\.user) == (try await catalog.users()))
            #expect(found.accounts[ada.id]?.recoveryCodes == [[2]])
            #expect(found.apiKeys == [apiKey])
            // Bob's number is not given again.
            #expect(found.nextUser == UserID(number: bob.id.number + 1))
        }
    }

    @Test(arguments: Implementation.allCases)
    func everythingIsChangedAtOnce(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            for id in ["gate", "yard", "hall"] { try await catalog.insert(camera(id)) }
            try await catalog.changeSettings(["kept": "1", "changed": "1", "gone": "1"])
            var ids: [UserID] = []
            for name in ["ada", "bob", "cyd"] {
                let user = try await catalog.insertUser(user(name), onlyAsFirst: false)
                _ = try await catalog.insertSession(session(of: user.id, UInt8(ids.count)), generation: 1, keeping: 9)
                _ = try await catalog.insertAPIKey(key(of: user.id, UInt8(ids.count)))
                ids.append(user.id)
            }
            let (ada, bob, cyd) = (ids[0], ids[1], ids[2])
            let before = try await catalog.configuration()
            let next = before.nextUser
            let outcome = try await catalog.changeConfiguration { configuration in
                configuration.settings = ["kept": "1", "changed": "2", "new": "1"]
                configuration.cameras["gate"]?.name = "Another"
                configuration.cameras["yard"] = nil
                configuration.cameras["porch"] = camera("porch")
                // The only enabled administrator is the new one.
                configuration.accounts[ada]?.user.role = .viewer
                configuration.accounts[ada]?.recoveryCodes = [[7]]
                configuration.accounts[ada]?.user.createdAt = at(1)
                configuration.accounts[bob] = nil
                configuration.accounts[cyd]?.user.isEnabled = false
                var dan = user("dan")
                dan.id = next
                dan.cameras = .listed(["porch": .live])
                configuration.accounts[next] = .init(user: dan, recoveryCodes: [[8], [9]])
                configuration.apiKeys.removeAll { $0.user != cyd }
                configuration.apiKeys.append(key(of: next, 77))
                return "done"
            }
            #expect(outcome == "done")
            let after = try await catalog.configuration()
            #expect(after.settings == ["kept": "1", "changed": "2", "new": "1"])
            #expect(after.cameras["gate"]?.name == "Another")
            #expect(after.cameras["yard"] == before.cameras["yard"])
            #expect(after.cameras["porch"] == camera("porch"))
            #expect(after.accounts.keys.sorted() == [ada, cyd, next])
            #expect(after.accounts[ada]?.user.role == .viewer)
            #expect(after.accounts[ada]?.user.version == 2)
            #expect(after.accounts[ada]?.user.createdAt == at(1000))
            #expect(after.accounts[ada]?.recoveryCodes == [[7]])
            #expect(after.accounts[next]?.user.cameras == .listed(["porch": .live]))
            #expect(after.accounts[next]?.user.version == 1)
            #expect(after.accounts[next]?.recoveryCodes == [[8], [9]])
            #expect(after.apiKeys.map(\.secretHash) == [[2], [77]])
            #expect(after.apiKeys[0] == before.apiKeys[2])
            #expect(try await catalog.apiKey(secretHash: [77])?.user == next)
            for id in ids { #expect(try await catalog.sessions(of: id).isEmpty) }
            // The camera has streams as any other.
            _ = try await catalog.apply([.opened(segment(5, of: "porch", from: at(1), to: at(2)))])
        }
    }

    @Test(arguments: Implementation.allCases)
    func whatIsLeftAsItIsIsNotTouched(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let ada = try await catalog.insertUser(user("ada"), onlyAsFirst: false)
            _ = try await catalog.insertSession(session(of: ada.id, 1), generation: 1, keeping: 9)
            _ = try await catalog.insertAPIKey(key(of: ada.id, 1))
            let before = try await catalog.configuration()
            try await catalog.changeConfiguration { configuration in
                configuration.accounts[ada.id]?.user.version = 9
                configuration.accounts[ada.id]?.user.lastLoginAt = at(3)
            }
            #expect(try await catalog.configuration() == before)
            #expect(try await catalog.sessions(of: ada.id).count == 1)
        }
    }

    @Test(arguments: Implementation.allCases)
    func itIsDoneWholeOrNotAtAll(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let ada = try await catalog.insertUser(user("ada"), onlyAsFirst: false)
            _ = try await catalog.insertAPIKey(key(of: ada.id, 1))
            let before = try await catalog.configuration()
            let next = before.nextUser
            let changes: [(CatalogError.Code, @Sendable (inout CatalogConfiguration) -> Void)] = [
                (.lastAdministrator, { $0.accounts[ada.id]?.user.isEnabled = false }),
                (.lastAdministrator, { $0.accounts = [:] }),
                (
                    .conflict,
                    {
                        var other = user("ADA")
                        other.id = next
                        $0.accounts[next] = .init(user: other)
                    }
                ),
                (
                    .stale,
                    {
                        var other = user("bob")
                        other.id = UserID(number: next.number + 5)
                        $0.accounts[other.id] = .init(user: other)
                    }
                ),
                (.unknownCamera, { $0.accounts[ada.id]?.user.cameras = .listed(["gone": .live]) }),
                (.notFound, { $0.apiKeys.append(key(of: next, 9)) }),
                (.conflict, { $0.apiKeys += [key(of: ada.id, 9), key(of: ada.id, 9)] }),
            ]
            for (number, (code, change)) in changes.enumerated() {
                let found = await errorCode {
                    try await catalog.changeConfiguration { configuration in
                        configuration.settings["a"] = "1"
                        configuration.cameras["gate"] = camera("gate")
                        change(&configuration)
                    }
                }
                #expect(found == code, "change \(number)")
                #expect(try await catalog.configuration() == before)
            }
        }
    }

    @Test(arguments: Implementation.allCases)
    func theOfficeOfAdministratorCanBeHandedOver(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let ada = try await catalog.insertUser(user("ada"), onlyAsFirst: false)
            let bob = try await catalog.insertUser(user("bob", .viewer), onlyAsFirst: false)
            try await catalog.changeConfiguration { configuration in
                configuration.accounts[ada.id]?.user.role = .viewer
                configuration.accounts[bob.id]?.user.role = .administrator
            }
            #expect(try await catalog.users().map(\.role) == [.viewer, .administrator])
        }
    }
}
