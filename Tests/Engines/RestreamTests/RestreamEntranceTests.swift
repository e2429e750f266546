import HTTPAuthentication
import Live
import Logging
import NIOCore
import NIOPosix
import RTSP
import Stream
import Testing

@testable import Restream

/// Addresses of the server with an entrance of their own.
struct RestreamEntranceTests {
    private let stream = TestStream()

    /// Lets `guest` in, with a password of its own.
    private struct OwnGate: RestreamGate {
        let guest: any RestreamGuest

        func admit(_ login: PresentedLogin, from address: String?) async -> RestreamAdmission {
            login.username == "viewer" && login.matches(password: "porch") ? .admitted(guest) : .refused
        }
    }

    private struct Everyone: RestreamGuest {
        let ring: StreamRing

        func find(_ stream: RestreamID) async -> RestreamFinding { .stream(ring, stream) }
        func mayWatch(_ stream: RestreamID) async -> Bool { true }
        func begins(_ stream: RestreamID) async {}
    }

    private func serving(
        _ limits: RestreamLimits = RestreamLimits(),
        _ entrance: (StreamRing) -> RestreamEntrance,
        step: (RestreamDoorstep) -> RestreamDoorstep = { $0 },
        _ work: (RestreamListener, Int) async throws -> Void
    ) async throws {
        let gate = TestGate()
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = try await RestreamServer.make(
            gate: gate,
            hub: LiveHub(linger: .zero),
            limits: limits,
            on: loops.next(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        gate.ring.begin(try TestStream.format())
        gate.ring.append(stream.picture(0, isKey: true))
        let front = RestreamID(camera: "front", stream: "main")
        let usual = try await server.listen(RestreamAddress(host: "127.0.0.1", port: 0))
        let own = try await server.listen(
            RestreamAddress(
                host: "127.0.0.1",
                port: 0,
                paths: .one(path: "/stream", front),
                doorstep: step(RestreamDoorstep(entrance(gate.ring)))
            )
        )
        do { try await work(own, usual.port) } catch { Issue.record("\(error)") }
        await own.close()
        await usual.close()
        await server.close()
        try await loops.shutdownGracefully()
    }

    @Test func whereNobodyIsAskedEveryoneComesIn() async throws {
        try await serving {
            .open(Everyone(ring: $0))
        } _: { listener, usual in
            var anybody = try await TestViewer.open(port: listener.port, path: "/stream", user: nil)
            #expect(try await anybody.play().map(\.?.status) == [200, 200, 200, 200])
            #expect(try await anybody.sequences(1).count == 1)
            #expect(await listener.connections() == 1, "those of this address alone are counted")
            // Nothing else, and nowhere else.
            var other = try await TestViewer.open(port: listener.port, user: nil)
            #expect(try await other.ask(.describe)?.status == 404)
            var elsewhere = try await TestViewer.open(port: usual, user: nil)
            #expect(try await elsewhere.ask(.describe)?.status == 401)
        }
    }

    @Test func whoeverSaysNothingThereIsCut() async throws {
        var limits = RestreamLimits()
        limits.login = .milliseconds(200)
        try await serving(limits) {
            .open(Everyone(ring: $0))
        } _: { listener, _ in
            var silent = try await TestViewer.open(port: listener.port, path: "/stream", user: nil)
            #expect(await silent.next() == nil)
        }
    }

    @Test func anAddressMayHaveAPasswordOfItsOwn() async throws {
        try await serving {
            .gate(OwnGate(guest: Everyone(ring: $0)))
        } _: { listener, usual in
            var viewer = try await TestViewer.open(
                port: listener.port,
                path: "/stream",
                user: "viewer",
                password: "porch"
            )
            #expect(try await viewer.play().map(\.?.status) == [200, 200, 200, 200])
            // Each password counts where it is of.
            for (port, path, user, password) in [
                (listener.port, "/stream", "ada", "secret"), (listener.port, "/stream", "viewer", "guess"),
                (usual, "/cameras/front/main", "viewer", "porch"),
            ] {
                var wrong = try await TestViewer.open(port: port, path: path, user: user, password: password)
                #expect(try await wrong.ask(.describe)?.status == 401)
            }
        }
    }

    @Test func whoComesBeyondItsLimitsIsToldSo() async throws {
        for perAddress in [false, true] {
            try await serving {
                .open(Everyone(ring: $0))
            } step: {
                var step = $0
                if perAddress { step.mostPerAddress = 2 } else { step.most = 2 }
                return step
            } _: { listener, usual in
                var viewers: [TestViewer] = []
                for status in [200, 200, 453] {
                    var viewer = try await TestViewer.open(port: listener.port, path: "/stream", user: nil)
                    let answer = try await viewer.ask(.describe)
                    #expect(answer?.status == status)
                    viewers.append(viewer)
                }
                // Who has a place keeps it, and the server's other addresses have places of their own.
                #expect(try await viewers[0].ask(.describe)?.status == 200)
                var elsewhere = try await TestViewer.open(port: usual)
                #expect(try await elsewhere.ask(.describe)?.status == 200)
                try await viewers[0].channel.close()
                while await listener.connections() > 2 { await Task.yield() }
                #expect(try await viewers[2].ask(.describe)?.status == 200)
            }
        }
    }

    @Test func anAddressMayHaveARealmOfItsOwn() async throws {
        try await serving {
            .gate(OwnGate(guest: Everyone(ring: $0)))
        } step: {
            var step = $0
            step.realm = "IP Camera"
            return step
        } _: { listener, usual in
            for (port, realm) in [(listener.port, "IP Camera"), (usual, "Nightjar")] {
                var nobody = try await TestViewer.open(port: port, path: "/stream", user: nil)
                let answer = try #require(try await nobody.ask(.describe))
                #expect(answer.status == 401)
                #expect(answer.headers["WWW-Authenticate"]?.contains("realm=\"\(realm)\"") == true)
            }
        }
    }
}
