import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Testing

@testable import Reception

/// Who was refused something is found in the audit log.
struct RefusalNoteTests {
    private func endpoint(
        _ access: Access,
        _ method: HTTPRequest.Method = .get,
        path: String = "/thing",
        _ answer: @escaping @Sendable (Call) async throws -> Response = { _ in Response(status: .ok) }
    ) -> Endpoint { Endpoint(method, path, access: access, tier: .read, work: .answer(answer)) }

    @Test func aRefusalIsNotedOnceInAWhile() async throws {
        try await ReceptionWorld.with { world async throws in
            let vera = try await world.add("vera", .viewer)
            let otto = try await world.add("otto", .operator)
            for _ in 0..<3 {
                #expect(try await world.ask(endpoint(.may(.manageUsers)), vera).status == 403)
                #expect(try await world.ask(endpoint(.may(.readAudit)), vera).status == 403)
                #expect(try await world.ask(endpoint(.may(.manageUsers)), otto).status == 403)
            }
            #expect(try await world.ask(endpoint(.may(.manageUsers)), world.chief).status == 200)
            #expect(
                try await world.refusals() == [
                    "vera denied access.manage-users -", "vera denied access.read-audit -",
                    "otto denied access.manage-users -",
                ]
            )
        }
    }

    @Test func nobodyInParticularIsNotNoted() async throws {
        try await ReceptionWorld.with { world async throws in
            #expect(try await world.ask(endpoint(.may(.manageUsers))).status == 401)
            #expect(try await world.ask(endpoint(.objects(.seeCamera))).status == 401)
            #expect(try await world.refusals() == [])
        }
    }

    @Test func theCameraIsNamedWhereThereIsOne() async throws {
        try await ReceptionWorld.with { world async throws in
            let vera = try await world.add("vera", .viewer)
            let change = endpoint(.camera(.manageCamera, parameter: "id"), .patch, path: "/cameras/{id}")
            for id in ["yard", "made-up-1", "made-up-2", "No Id"] {
                let path = "/cameras/\(id.replacing(" ", with: "%20"))"
                #expect(try await world.ask(change, vera, path: path).status == 403)
            }
            #expect(
                try await world.refusals() == [
                    "vera denied access.manage-camera camera/yard", "vera denied access.manage-camera -",
                ]
            )
        }
    }

    @Test func whatTheDomainRefusesIsNotedToo() async throws {
        try await ReceptionWorld.with { world async throws in
            let vera = try await world.add("vera", .viewer)
            let recorder = world.recorder
            let deep = endpoint(.may(.followChanges)) { call in
                _ = try recorder.people.list(as: call.principal)
                return Response(status: .ok)
            }
            #expect(try await world.ask(deep, vera).status == 403)
            // No refusal of the policy: the request itself is at fault.
            let other = endpoint(.may(.followChanges)) { _ in throw DomainError(.forbidden, "The code is wrong.") }
            #expect(try await world.ask(other, vera).status == 403)
            #expect(try await world.refusals() == ["vera denied access.manage-users -"])
        }
    }

    @Test func aKeyThatDoesNotReachSoFarIsNoted() async throws {
        try await ReceptionWorld.with { world async throws in
            let made = try await world.key("reading", .init(isReadOnly: true))
            #expect(try await world.ask(endpoint(.may(.manageSystem), .post), made).status == 403)
            #expect(try await world.ask(endpoint(.objects(.deleteRecordings), .delete), made).status == 403)
            #expect(
                try await world.refusals() == [
                    "chief denied access.manage-system -", "chief denied access.delete-recordings -",
                ]
            )
        }
    }

    @Test func aChangeWithoutTheSessionsTokenIsNoted() async throws {
        try await ReceptionWorld.with { world async throws in
            var vera = try await world.add("vera", .viewer, bySession: true)
            let change = endpoint(.may(.manageOwnAccount), .post)
            #expect(try await world.ask(endpoint(.may(.manageOwnAccount)), vera).status == 200)
            let refused = try await world.ask(change, vera)
            #expect(refused.status == 403 && refused.problem == "csrf")
            vera[.csrfToken] = "another"
            #expect(try await world.ask(change, vera).status == 403)
            #expect(try await world.refusals() == ["vera denied access.csrf-token -"])
        }
    }
}
