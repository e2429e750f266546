import Catalog
import Live
import RTSP
import Testing

@testable import NVR

struct RestreamsTests {
    private static let administrator = Principal(
        identity: .user(id: 1, name: "ada"),
        credential: .password,
        role: .administrator
    )
    private static let watching = Principal(
        identity: .user(id: 2, name: "vera"),
        credential: .password,
        role: .viewer,
        grants: .all([.live])
    )

    private func configuration(_ settings: RestreamSettings?) -> RestreamConfiguration {
        RestreamConfiguration(settings: settings, openCertificate: {}, secure: { _ in })
    }

    private func make(_ world: PeopleWorld, _ cameras: Cameras, _ settings: RestreamSettings?) async throws -> Restreams
    {
        let restreams = Restreams(
            services: world.services,
            people: world.people,
            cameras: cameras,
            hub: LiveHub(),
            configuration: configuration(settings)
        )
        try await restreams.open()
        return restreams
    }

    @Test func theFilesWordCountsWhenItIsNew() async throws {
        let world = try await PeopleWorld()
        try await CamerasUnderTest().withCameras { cameras in
            let fromFile = RestreamSettings(isEnabled: true, address: "127.0.0.1:0")
            let first = try await make(world, cameras, fromFile)
            #expect(try await first.status(as: Self.administrator).settings == fromFile)
            var change = RestreamChange()
            change.address = "127.0.0.2:0"
            let changed = try await first.change(as: Self.administrator, change)
            #expect(changed.settings.address == "127.0.0.2:0" && !changed.isRunning, "it does not run yet")
            // The same file at the next start: what was set in the app counts.
            let second = try await make(world, cameras, fromFile)
            #expect(try await second.status(as: Self.administrator).settings.address == "127.0.0.2:0")
            // Another word in the file, or none.
            let other = RestreamSettings(isEnabled: false, address: "127.0.0.3:0")
            let third = try await make(world, cameras, other)
            #expect(try await third.status(as: Self.administrator).settings == other)
            let fourth = try await make(world, cameras, nil)
            #expect(try await fourth.status(as: Self.administrator).settings == other)
            #expect(try await world.audit() == ["done rtsp-server.change -"])
        }
    }

    @Test func onlyAdministratorsChangeItAndOperatorsSeeIt() async throws {
        let world = try await PeopleWorld()
        try await CamerasUnderTest().withCameras { cameras in
            let restreams = try await make(world, cameras, nil)
            await #expect(throws: DomainError.self) { try await restreams.status(as: Self.watching) }
            await #expect(throws: DomainError.self) { try await restreams.change(as: Self.watching, RestreamChange()) }
            await #expect(throws: DomainError.self) { try await restreams.restart(as: Self.watching) }
            var change = RestreamChange()
            change.address = "nonsense"
            await #expect(throws: DomainError.self) { try await restreams.change(as: Self.administrator, change) }
            #expect(try await restreams.status(as: Self.administrator).settings == RestreamSettings())
        }
    }

    @Test func itListensWhereItShallAndTellsWhereItCannot() async throws {
        let world = try await PeopleWorld()
        try await CamerasUnderTest().withCameras { cameras in
            // 192.0.2.1 is nobody's address.
            let settings = RestreamSettings(
                isEnabled: true,
                address: "127.0.0.1:0",
                endpoints: [
                    .init(address: "192.0.2.1:8554"), .init(address: "127.0.0.2:0", path: "/stream", camera: "front"),
                ]
            )
            let restreams = try await make(world, cameras, settings)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await restreams.run() }
                try await listens(restreams)
                group.cancelAll()
            }
            await restreams.close()
        }
    }

    private func listens(_ restreams: Restreams) async throws {
        let status = try await settled(restreams)
        #expect(status.addresses.map { $0.port != nil } == [true, false, true])
        let problems = await restreams.problems
        #expect(problems.count == 1 && problems[0].contains("192.0.2.1:8554"))
        var change = RestreamChange()
        change.isEnabled = false
        let stopped = try await restreams.change(as: Self.administrator, change)
        #expect(!stopped.isRunning)
        let left = await restreams.problems
        #expect(left.isEmpty)
    }

    /// Once every address listens, or has a reason not to.
    private func settled(_ restreams: Restreams) async throws -> RestreamStatus {
        while true {
            let status = try await restreams.status(as: Self.administrator)
            if status.addresses.allSatisfy({ $0.port != nil || $0.problem != nil }) { return status }
            await Task.yield()
        }
    }
}
