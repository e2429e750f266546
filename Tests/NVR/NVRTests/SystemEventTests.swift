import Changes
import Media
import Stream
import Synchronization
import Testing

@testable import NVR

struct SystemEventTests {
    private static let changes: [(object: String, id: String)] = [
        (EventObject.camera, "yard"), (EventObject.camera, "door"),
        (EventObject.recording, "yard/17"), (EventObject.recording, "door/18"), (EventObject.gap, "yard/19"),
        (EventObject.settings, ""), (EventObject.backup, "b"), (EventObject.user, "7"), (EventObject.apiKey, "7"),
        (EventObject.session, "7"), (EventObject.log, ""), (EventObject.system, ""), ("something-new", "x"),
    ]

    /// What the asker is told of all changes, as `object/id`.
    private func told(_ principal: Principal) async throws -> [String] {
        let world = SystemWorld()
        let events = try world.system.events(as: principal, after: nil, renewing: { principal })
        for change in Self.changes { world.services.published(.changed, change.object, id: change.id) }
        await world.end()
        var told: [String] = []
        for await case .event(let event) in events { told.append("\(event.object)/\(event.id)") }
        return told
    }

    @Test func everyoneIsToldOfWhatHeMaySee() async throws {
        let all = Self.changes.map { "\($0.object)/\($0.id)" }
        #expect(try await told(SystemWorld.administrator) == all)
        #expect(try await told(SystemWorld.viewer) == ["camera/yard", "recording/yard/17", "gap/yard/19"])
        #expect(try await told(SystemWorld.operator) == ["camera/yard", "system/"])
        #expect(try await told(SystemWorld.cameraKey) == ["camera/yard", "recording/yard/17", "gap/yard/19"])
        // A key for reading manages nothing.
        #expect(
            try await told(SystemWorld.readingKey) == [
                "camera/yard", "camera/door", "recording/yard/17", "recording/door/18", "gap/yard/19", "log/",
                "system/",
            ]
        )
    }

    @Test func aRightThatIsTakenAwayCountsAtOnce() async throws {
        let world = SystemWorld()
        let asker = Mutex(Optional(SystemWorld.viewer))
        var events = try world.system.events(as: SystemWorld.viewer, after: nil) { asker.withLock { $0 } }
            .makeAsyncIterator()
        world.services.published(.state, EventObject.camera, id: "yard")
        #expect(await events.next()?.sequence == 1001)
        asker.withLock { $0?.grants = .some(["door": [.live]]) }
        world.services.published(.changed, EventObject.camera, id: "yard")
        world.services.published(.changed, EventObject.camera, id: "door")
        #expect(await events.next()?.sequence == 1003)
        asker.withLock { $0 = nil }
        world.services.published(.changed, EventObject.camera, id: "door")
        #expect(await events.next() == nil)
        await world.end()
    }

    @Test func whoComesBackGoesOnAndIsToldWhatIsGone() async throws {
        let world = SystemWorld()
        for _ in 0..<3 { world.services.published(.changed, EventObject.camera, id: "yard") }
        let follow = { (sequence: UInt64) in
            try world.system.events(as: SystemWorld.viewer, after: sequence, renewing: { SystemWorld.viewer })
        }
        var events = try follow(1002).makeAsyncIterator()
        #expect(await events.next()?.sequence == 1003)
        var late = try follow(7).makeAsyncIterator()
        #expect(await late.next() == .missed(through: 1000))
        #expect(await late.next()?.sequence == 1001)
        await world.end()
    }

    @Test func aCameraThatStandsDifferentlyIsTold() async throws {
        let world = SystemWorld()
        let camera = { (state: CameraStatus.State) in
            RecorderFigures.Camera(
                status: CameraStatus(state: state, code: "", reason: "", since: SystemWorld.beginning)
            )
        }
        let newest = { world.services.changes.newest }
        world.figures.cameras = ["yard": camera(.connecting)]
        await world.system.look()
        #expect(newest() == 1001)
        // Nothing new, nothing told.
        await world.system.look()
        #expect(newest() == 1001)
        world.figures.cameras = ["yard": camera(.recording), "door": camera(.connecting)]
        await world.system.look()
        #expect(newest() == 1003)
        world.figures.cameras = [:]
        await world.system.look()
        #expect(newest() == 1005)
        await world.end()
    }
}
