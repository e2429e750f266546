import Accounts
import Media
import Stream
import Synchronization
import Testing

@testable import NVR

struct PeopleFirstRunTests {
    @Test func aCodeThatHasExpiredIsFollowedByAnother() async throws {
        let world = try await PeopleWorld()
        let shown = Mutex<[String]>([])
        try await world.people.prepare(
            RecorderConfiguration(
                dataDirectory: "",
                allowsLoopbackCameras: false,
                cameras: [],
                version: "1",
                onSetupCode: { code in shown.withLock { $0.append(code) } }
            )
        )
        world.time.advance(by: .seconds(3601))
        let codes = { shown.withLock { $0 } }
        for expected in [2, 2] {
            let kind = await refusal {
                let password = PeopleWorld.password
                _ = try await world.people.setUp(code: codes()[0], username: "ada", password: password, at: world.door)
            }
            #expect(kind == .forbidden && codes().count == expected)
        }
        let password = PeopleWorld.password
        _ = try await world.people.setUp(code: codes()[1], username: "ada", password: password, at: world.door)
    }

    @Test func theFirstAdministratorIsMadeOnceWithTheConsolesCode() async throws {
        let world = try await PeopleWorld()
        #expect(world.people.needsSetup)
        var shown: [String] = []
        let code = try #require(world.people.accounts.issueSetupCode()?.text)
        shown.append(code)
        let wrong = await refusal {
            _ = try await world.people.setUp(
                code: "0000",
                username: "ada",
                password: PeopleWorld.password,
                at: world.door
            )
        }
        #expect(wrong == .forbidden)
        let session = try await world.people.setUp(
            code: code,
            username: "ada",
            password: PeopleWorld.password,
            at: world.door
        )
        #expect(session.person.role == .administrator)
        #expect(!world.people.needsSetup)
        let again = await refusal {
            _ = try await world.people.setUp(
                code: code,
                username: "eve",
                password: PeopleWorld.password,
                at: world.door
            )
        }
        #expect(again == .forbidden)
    }
}
