import Testing

@testable import NVR

/// Accounts in a camera itself.
@Suite(.serialized)
struct DeviceAccountTests {
    private static let chief = Asker.administrator
    private static let other = "gate-Camera#8"

    @Test(arguments: [[], ["onvif-proof=digest"]])
    func thePasswordWithWhichItIsAskedIsTakenOver(oddities: [String]) async throws {
        try await DeviceUnderTest.linked(oddities) { devices, server in
            try await devices.changeUser(
                as: Self.chief,
                of: "gate",
                name: "admin",
                password: Self.other,
                level: nil
            )
            let users = try await devices.users(as: Self.chief, of: "gate")
            #expect(users == [.init(name: "admin", level: "administrator")])
            // The old one is none any more.
            var old = DeviceUnderTest.link(server)
            old.username = "admin"
            old.password = .some(DeviceUnderTest.password)
            let draft = old
            let refused = await refusal { _ = try await devices.link(as: Self.chief, of: "gate", draft) }
            #expect(refused == .camera(.password))
        }
    }

    @Test func othersAreAddedChangedAndRemoved() async throws {
        try await DeviceUnderTest.linked { devices, _ in
            try await devices.addUser(as: Self.chief, of: "gate", name: "guest", password: "guest-1", level: "user")
            try await devices.changeUser(as: Self.chief, of: "gate", name: "guest", password: nil, level: "operator")
            let users = try await devices.users(as: Self.chief, of: "gate")
            #expect(users.map(\.name) == ["admin", "guest"] && users.map(\.level) == ["administrator", "operator"])
            let missing = await refusal {
                try await devices.changeUser(as: Self.chief, of: "gate", name: "nobody", password: nil, level: "user")
            }
            #expect(missing == .notFound)
            let own = await refusal { try await devices.removeUser(as: Self.chief, of: "gate", name: "admin") }
            #expect(own == .conflict)
            try await devices.removeUser(as: Self.chief, of: "gate", name: "guest")
            #expect(try await devices.users(as: Self.chief, of: "gate").map(\.name) == ["admin"])
        }
    }
}
