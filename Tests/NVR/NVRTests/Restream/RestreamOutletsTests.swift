import Catalog
import HTTPAuthentication
import Live
import Media
import Restream
import Stream
import Testing

@testable import NVR

struct RestreamOutletsTests {
    private static let administrator = Principal(
        identity: .user(id: 1, name: "ada"),
        credential: .password,
        role: .administrator
    )
    private static let operating = Principal(
        identity: .user(id: 2, name: "otto"),
        credential: .password,
        role: .operator
    )
    private static let watching = Principal(
        identity: .user(id: 3, name: "vera"),
        credential: .password,
        role: .viewer,
        grants: .all([.live])
    )
    private let me = RestreamOutletsTests.administrator

    private func change(_ set: (inout RestreamOutletChange) -> Void) -> RestreamOutletChange {
        var change = RestreamOutletChange()
        set(&change)
        return change
    }

    private func make(_ world: PeopleWorld, _ cameras: Cameras) async throws -> Restreams {
        let restreams = Restreams(
            services: world.services,
            people: world.people,
            cameras: cameras,
            hub: LiveHub(),
            configuration: nil
        )
        try await restreams.open()
        return restreams
    }

    /// With a server that runs, whose own addresses are closed.
    private func running(_ body: @Sendable @escaping (PeopleWorld, Restreams) async throws -> Void) async throws {
        let world = try await PeopleWorld()
        try await CamerasUnderTest().withCameras { cameras in
            let restreams = try await make(world, cameras)
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await restreams.run() }
                while await !restreams.isRunning { await Task.yield() }
                do { try await body(world, restreams) } catch { Issue.record("\(error)") }
                group.cancelAll()
            }
            #expect(await restreams.openOutlets.isEmpty, "nothing listens after the end")
            await restreams.close()
        }
    }

    private var first: RestreamOutletChange {
        change {
            $0.address = "127.0.0.1:0"
            $0.camera = "porch"
            $0.isEnabled = true
        }
    }

    @Test func onlyAdministratorsChangeThem() async throws {
        let world = try await PeopleWorld()
        try await CamerasUnderTest().withCameras { cameras in
            let restreams = try await make(world, cameras)
            for asker in [Self.watching, Self.operating] {
                await #expect(throws: DomainError.self) {
                    try await restreams.change(outlet: "porch", as: asker, first)
                }
                await #expect(throws: DomainError.self) { try await restreams.remove(outlet: "porch", as: asker) }
                await #expect(throws: DomainError.self) { try await restreams.restart(outlet: "porch", as: asker) }
            }
            await #expect(throws: DomainError.self) { try await restreams.outlets(as: Self.watching) }
            _ = try await restreams.change(outlet: "porch", as: me, first)
            let seen = try await restreams.outlets(as: Self.operating)
            #expect(seen.map(\.name) == ["porch"] && seen[0].outlet.path == "/stream" && !seen[0].isRunning)
            #expect(try await world.audit() == ["done rtsp-outlet.change rtsp-outlet/porch"])
        }
    }

    @Test func oneIsBegunAndEndedByItself() async throws {
        try await running { world, restreams in
            let begun = try await restreams.change(outlet: "porch", as: me, first)
            #expect(begun.isRunning && begun.problem == nil && begun.clients == 0)
            #expect(try await !restreams.status(as: me).isRunning, "the server's own addresses stay closed")
            let ended = try await restreams.change(outlet: "porch", as: me, change { $0.isEnabled = false })
            #expect(!ended.isRunning && ended.outlet.address == "127.0.0.1:0")
            let again = try await restreams.change(outlet: "porch", as: me, change { $0.isEnabled = true })
            #expect(again.isRunning)
            #expect(try await restreams.restart(outlet: "porch", as: me).isRunning)
            try await restreams.remove(outlet: "porch", as: me)
            #expect(try await restreams.outlets(as: me).isEmpty)
            #expect(await refusal { _ = try await restreams.outlet("porch", as: me) } == .notFound)
            #expect(await refusal { try await restreams.remove(outlet: "porch", as: me) } == .notFound)
        }
    }

    @Test func thoseOfTheConfigurationAreMadeOnceAndListenWhenTheyAreEnabled() async throws {
        let world = try await PeopleWorld()
        try await CamerasUnderTest().withCameras { cameras in
            var impossible = first
            impossible.address = "host.example:8555"
            var possible = first
            possible.isEnabled = nil
            let listed = ["ipcamera-8555": possible, "ipcamera-1": impossible]
            let configuration = RestreamConfiguration(outlets: listed, openCertificate: {}, secure: { _ in })
            for isFirst in [true, false] {
                let restreams = Restreams(
                    services: world.services,
                    people: world.people,
                    cameras: cameras,
                    hub: LiveHub(),
                    configuration: configuration
                )
                try await restreams.open()
                let all = try await restreams.outlets(as: me)
                #expect(all.map(\.name) == ["ipcamera-8555"] && all[0].outlet.isEnabled == !isFirst)
                #expect(all[0].outlet.path == (isFirst ? "/stream" : "/garden"))
                // What is changed stays changed.
                let wish = change {
                    $0.isEnabled = true
                    $0.path = "/garden"
                }
                _ = try await restreams.change(outlet: "ipcamera-8555", as: me, wish)
            }
        }
    }

    @Test func whatIsTakenLaterCountsWhenItIsBegunAnew() async throws {
        try await running { world, restreams in
            let begun = try await restreams.change(outlet: "porch", as: me, first)
            let later = try await restreams.change(
                outlet: "porch",
                as: me,
                change { $0.path = "/garden" },
                taking: .later
            )
            #expect(later.outlet.path == "/garden" && later.port == begun.port)
            #expect(await restreams.openOutlets["porch"]?.outlet.path == "/stream", "what listens goes on")
            _ = try await restreams.restart(outlet: "porch", as: me)
            #expect(await restreams.openOutlets["porch"]?.outlet.path == "/garden")
        }
    }

    @Test func aChangeThatCannotBeTakenWholeChangesNothing() async throws {
        try await running { world, restreams in
            let begun = try await restreams.change(outlet: "porch", as: me, first)
            let other = try await restreams.change(outlet: "yard", as: me, first)
            let taken = try #require(other.port)
            let wish = change { $0.address = "127.0.0.1:\(taken)" }
            let error = await refusal {
                _ = try await restreams.change(outlet: "porch", as: me, wish, taking: .whole)
            }
            #expect(error == .unavailable)
            let after = try await restreams.outlet("porch", as: me)
            #expect(after.outlet == begun.outlet && after.port == begun.port && after.problem == nil)
            // At once means: it is set, and told that it cannot be.
            let atOnce = try await restreams.change(outlet: "porch", as: me, wish)
            #expect(!atOnce.isRunning && atOnce.problem?.contains("127.0.0.1:\(taken)") == true)
            #expect(await restreams.problems.count == 1)
            // The same address with another path: its port is free once it is closed.
            let moved = try await restreams.change(
                outlet: "yard",
                as: me,
                change { $0.path = "/lawn" },
                taking: .whole
            )
            #expect(moved.isRunning && moved.outlet.path == "/lawn")
        }
    }

    @Test func whatMakesNoSenseIsRefused() async throws {
        let world = try await PeopleWorld()
        try await CamerasUnderTest().withCameras { cameras in
            let restreams = try await make(world, cameras)
            let wrong: [(String, (inout RestreamOutletChange) -> Void)] = [
                ("Porch", { _ in }), ("../x", { _ in }), ("", { _ in }), ("porch", { $0.address = "example.org:1" }),
                ("porch", { $0.address = nil }), ("porch", { $0.camera = nil }), ("porch", { $0.camera = "../x" }),
                ("porch", { $0.path = "stream" }), ("porch", { $0.stream = "third" }),
                ("porch", { $0.access = .password }),
                (
                    "porch",
                    {
                        $0.access = .password
                        $0.username = "viewer"
                    }
                ), ("porch", { $0.username = "a:b" }), ("porch", { $0.username = String(repeating: "x", count: 65) }),
                ("porch", { $0.password = String(repeating: "x", count: 129) }),
                ("porch", { $0.realm = "a\"b" }), ("porch", { $0.realm = String(repeating: "x", count: 65) }),
                ("porch", { $0.mostClients = 257 }), ("porch", { $0.mostClientsPerAddress = -1 }),
            ]
            for (name, set) in wrong {
                var wish = first
                set(&wish)
                let error = await refusal { _ = try await restreams.change(outlet: name, as: me, wish) }
                #expect(error == .invalid, "\(name) \(wish)")
            }
            for number in 0..<OutletRules.most {
                _ = try await restreams.change(outlet: "outlet-\(number)", as: me, first)
            }
            #expect(
                await refusal { _ = try await restreams.change(outlet: "one-more", as: me, first) } == .conflict
            )
        }
    }

    /// The gate of an outlet that asks for its own password; and nothing of the password is kept as it is.
    @Test func itsOwnPasswordOpensItAndIsNowhere() async throws {
        let world = try await PeopleWorld()
        try await CamerasUnderTest().withCameras { cameras in
            let restreams = try await make(world, cameras)
            var wish = first
            wish.access = .password
            wish.username = "viewer"
            wish.password = "hush-hush-77"
            let status = try await restreams.change(outlet: "porch", as: me, wish)
            #expect(status.outlet.hasPassword)
            let kept = try #require(try await world.catalog.setting(KeptOutlets.key))
            #expect(!kept.contains("hush") && kept.contains("viewer"))
            guard case .gate(let gate) = try await restreams.entrance("porch", status.outlet) else {
                Issue.record("it has no gate")
                return
            }
            #expect(await admits(gate, "viewer", "hush-hush-77") == true)
            for (name, word) in [("viewer", "hush"), ("ada", "hush-hush-77"), ("", "")] {
                #expect(await admits(gate, name, word) == false)
            }
            // Another name's seal is none of this one's.
            await #expect(throws: StartError.self) { try await restreams.entrance("yard", status.outlet) }
            // Emptied.
            wish = change {
                $0.access = .everyone
                $0.password = ""
            }
            let open = try await restreams.change(outlet: "porch", as: me, wish)
            #expect(!open.outlet.hasPassword)
            guard case .open = try await restreams.entrance("porch", open.outlet) else {
                Issue.record("it is not open")
                return
            }
        }
    }

    /// Nil where it does not listen.
    private func admits(
        _ gate: any RestreamGate,
        _ name: String,
        _ word: String,
        from: String = "192.0.2.1"
    ) async -> Bool? {
        let token = Base64.encode(Array("\(name):\(word)".utf8))
        let server = ServerAuthentication(realm: "test", nonce: "1")
        guard let login = server.login(authorization: "Basic \(token)", method: "DESCRIBE", uri: "/stream") else {
            return nil
        }
        switch await gate.admit(login, from: from) {
        case .admitted: return true
        case .refused: return false
        case .unavailable: return nil
        }
    }

    @Test func whoeverGuessesIsNotListenedToForAWhile() async throws {
        let time = ManualTimeSource(wall: WallTime(nanoseconds: 0))
        let world = try await PeopleWorld()
        try await CamerasUnderTest().withCameras { cameras in
            let restreams = try await make(world, cameras)
            let guest = await restreams.doorkeeper.guest(at: "porch", watching: "porch")
            let gate = OutletGate(username: "viewer", password: "hush-hush-77", guest: guest, time: time)
            for _ in 0..<OutletGate.most { #expect(await admits(gate, "viewer", "guess") == false) }
            #expect(await admits(gate, "viewer", "hush-hush-77") == nil, "the right one neither")
            #expect(await admits(gate, "viewer", "hush-hush-77", from: "192.0.2.2") == true, "others are")
            time.advance(by: OutletGate.interval)
            #expect(await admits(gate, "viewer", "hush-hush-77") == true)
        }
    }

    /// Without an account he sees one camera, as masks leave it.
    @Test func aGuestOfAnOutletMayWatchItsCameraAlone() async throws {
        let world = try await PeopleWorld()
        try await CamerasUnderTest().withCameras { cameras in
            let restreams = try await make(world, cameras)
            let guest = await restreams.doorkeeper.guest(at: "porch", watching: "porch")
            #expect(await guest.mayWatch(RestreamID(camera: "porch", stream: "main")))
            #expect(await !guest.mayWatch(RestreamID(camera: "yard", stream: "main")))
            let mask = PrivacyMask(
                id: "a",
                name: "",
                isEnabled: true,
                polygon: [.init(x: 0, y: 0), .init(x: 1, y: 0), .init(x: 0, y: 1)]
            )
            await world.services.masks.set([mask], of: "porch")
            #expect(await !guest.mayWatch(RestreamID(camera: "porch", stream: "main")))
            #expect(await guest.mayWatch(RestreamID(camera: "porch", stream: "main", isMasked: true)))
        }
    }
}
