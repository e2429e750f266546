import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import NVR
import Testing

@testable import Reception

/// How much that lasts somebody may have open at once.
struct LiveConnectionsTests {
    private let stream = Endpoint(
        .get,
        "/events",
        access: .may(.followChanges),
        tier: .live,
        work: .stream { _ in Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: "data"))) }
    )
    private let socket = Endpoint(
        .get,
        "/live",
        access: .may(.followChanges),
        tier: .live,
        work: .socket { _ in { _ in } }
    )

    /// The refusal; nil where it was opened.
    private func refusal(_ open: () async throws -> Void) async throws -> Problem? {
        do {
            try await open()
            return nil
        } catch let problem as Problem {
            return problem
        }
    }

    @Test func anAccountHasSoManyStreamsAndNoMore() async throws {
        try await ReceptionWorld.with { world async throws in
            let vera = try await world.add("vera", .viewer)
            var open: [ReceptionWorld.Answer] = []
            for number in 0..<2 {
                open.append(try await world.ask(stream, world.chief, from: "192.0.2.\(number)"))
            }
            #expect(open.map(\.status) == [200, 200])
            let refused = try await world.ask(stream, world.chief, from: "192.0.2.7")
            #expect(refused.status == 429 && refused.problem == "too-many-open")
            #expect(refused.headers[.retryAfter] == "10")
            #expect(try await world.ask(stream, vera, from: "192.0.2.7").status == 200, "another account")
            open.removeFirst()
            #expect(try await world.ask(stream, world.chief, from: "192.0.2.7").status == 200, "one was let go")
        }
    }

    @Test func anAddressHasSoManyWhoeverAsks() async throws {
        try await ReceptionWorld.with { world async throws in
            let vera = try await world.add("vera", .viewer)
            var open: [ReceptionWorld.Answer] = []
            for fields in [world.chief, world.chief, vera] { open.append(try await world.ask(stream, fields)) }
            #expect(open.map(\.status) == [200, 200, 200])
            #expect(try await world.ask(stream, vera).status == 429)
            #expect(try await world.ask(stream, vera, from: "192.0.2.10").status == 200)
            #expect(world.live.count(.stream) == 3)
            open = []
            #expect(world.live.count(.stream) == 0)
        }
    }

    @Test func aStreamThatIsWrittenToItsEndGivesItsPlaceBack() async throws {
        try await ReceptionWorld.with { world async throws in
            let answer = try await world.ask(stream, world.chief)
            #expect(world.live.count(.stream) == 1)
            try await answer.response.body.write(NoWriter())
            #expect(world.live.count(.stream) == 0)
        }
    }

    @Test func socketsAreCountedByThemselves() async throws {
        try await ReceptionWorld.with { world async throws in
            var open: [WebSocketDecision] = []
            for _ in 0..<3 { open.append(try await world.open(socket, world.chief)) }
            #expect(world.live.count(.socket) == 3)
            let problem = try await refusal { _ = try await world.open(socket, world.chief) }
            #expect(problem?.status == .tooManyRequests && problem?.type.hasSuffix(":too-many-open") == true)
            #expect(problem?.detail?.contains("3 live views") == true)
            #expect(try await world.ask(stream, world.chief).status == 200)
            // An upgrade that comes to nothing.
            open.removeLast()
            open.append(try await world.open(socket, world.chief))
            open = []
            #expect(world.live.count(.socket) == 0)
        }
    }

    @Test func whatIsRefusedTakesNoPlace() async throws {
        let failing = Endpoint(
            .get,
            "/live",
            access: .may(.followChanges),
            tier: .live,
            work: .socket { _ in throw DomainError(.unavailable, "The camera is switched off.") }
        )
        try await ReceptionWorld.with { world async throws in
            for _ in 0..<9 { _ = try await refusal { _ = try await world.open(failing, world.chief) } }
            #expect(world.live.count(.socket) == 0)
        }
    }

    /// A wall of tiles, in two windows, with room to spare.
    @Test func theUsualLimitsAreFarFromAWall() {
        let limits = LiveConnections.Limits()
        #expect(limits.socketsOfAccount >= 4 * 64 && limits.socketsOfAddress >= limits.socketsOfAccount)
        #expect(limits.streamsOfAddress >= limits.streamsOfAccount)
    }

    private struct NoWriter: ResponseBodyWriter {
        mutating func write(_ buffer: ByteBuffer) async throws {}
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
