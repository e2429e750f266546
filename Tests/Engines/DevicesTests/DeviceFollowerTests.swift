import Media
import ONVIF
import Simulation
import Stream
import Synchronization
import Testing

@testable import Devices

@Suite(.serialized)
struct DeviceFollowerTests {
    /// What a follower has told.
    private final class Ear: Sendable {
        private let news = Mutex<[DeviceFollower.News]>([])
        let heard: AsyncStream<DeviceFollower.News>
        private let hearing: AsyncStream<DeviceFollower.News>.Continuation

        init() { (heard, hearing) = AsyncStream.makeStream() }

        func hear(_ item: DeviceFollower.News) {
            news.withLock { $0.append(item) }
            hearing.yield(item)
        }

        var edges: [EventEdges.Edge.Change] {
            news.withLock { all in
                all.compactMap { if case .edge(let edge) = $0, edge.kind == .motion { edge.change } else { nil } }
            }
        }

        var states: [DeviceFollower.State] {
            news.withLock { all in all.compactMap { if case .state(let state) = $0 { state } else { nil } } }
        }
    }

    private static func following(
        _ server: CameraServer,
        _ body: (Ear) async throws -> Void
    ) async throws -> Ear {
        let ear = Ear()
        let client = DeviceWorld.client(port: server.onvifPort)
        let follower = DeviceFollower(client, time: SystemTimeSource())
        let task = Task { await follower.run { ear.hear($0) } }
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(ear)) } catch { outcome = .failure(error) }
        task.cancel()
        await task.value
        try outcome.get()
        return ear
    }

    private static func wait(_ ear: Ear, until isDone: (Ear) -> Bool) async {
        if isDone(ear) { return }
        for await _ in ear.heard where isDone(ear) { return }
    }

    @Test(arguments: [[], ["onvif-no-renew"], ["onvif-foreign-addresses"], ["onvif-clock=0.001,86400"]])
    func motionIsToldFromItsBeginningToItsEnd(oddities: [String]) async throws {
        try await DeviceWorld.serving(oddities) { server in
            let ear = try await Self.following(server) { ear in
                await Self.wait(ear) { $0.states.contains(.following) }
                try await DeviceWorld.move(true, server)
                await Self.wait(ear) { $0.edges == [.began] }
                try await DeviceWorld.move(false, server)
                await Self.wait(ear) { $0.edges == [.began, .ended] }
            }
            #expect(ear.edges == [.began, .ended])
        }
    }

    @Test func whatGoesOnAtTheEndIsEnded() async throws {
        try await DeviceWorld.serving { server in
            let ear = try await Self.following(server) { ear in
                await Self.wait(ear) { $0.states.contains(.following) }
                try await DeviceWorld.move(true, server)
                await Self.wait(ear) { $0.edges == [.began] }
            }
            #expect(ear.edges == [.began, .ended])
        }
    }

    /// Somebody sets its clock while it is followed: the tokens that were good until then are so no more.
    @Test(arguments: [86_400, -86_400])
    func aClockThatIsSetMeanwhileEndsNothing(seconds: Int) async throws {
        try await DeviceWorld.serving { server in
            let ear = try await Self.following(server) { ear in
                await Self.wait(ear) { $0.states.contains(.following) }
                let wall = SystemTimeSource().wall + .seconds(seconds)
                let client = DeviceWorld.client(port: server.onvifPort)
                _ = try await client.ask(DeviceService.SetSystemDateAndTime { $0.utc = DeviceDateTime(wall) })
                try await DeviceWorld.move(true, server)
                await Self.wait(ear) { $0.edges == [.began] }
                // What is asked next is asked by the new time.
                try await DeviceWorld.move(false, server)
                await Self.wait(ear) { $0.edges == [.began, .ended] }
            }
            #expect(ear.states == [.following] && ear.edges == [.began, .ended])
        }
    }

    @Test func aDeviceThatIsStartedAnewIsFollowedOn() async throws {
        try await DeviceWorld.serving { server in
            let ear = try await Self.following(server) { ear in
                await Self.wait(ear) { $0.states == [.following] }
                // Its subscriptions are gone with it.
                _ = try await DeviceWorld.client(port: server.onvifPort).ask(DeviceService.SystemReboot())
                await Self.wait(ear) { $0.states.filter { $0 == .following }.count == 2 }
                try await DeviceWorld.move(true, server)
                await Self.wait(ear) { $0.edges == [.began] }
            }
            #expect(ear.states.contains { if case .waiting = $0 { true } else { false } })
        }
    }
}
