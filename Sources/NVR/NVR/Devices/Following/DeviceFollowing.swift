import Catalog
import Changes
import Devices
import Logging
import Media
import ONVIF
import Stream
import Synchronization

/// Follows the devices of all cameras whose own motion sets off recordings: begins with each, ends with each, and begins anew
/// where anything of it has changed.
struct DeviceFollowing: Sendable {
    let devices: CameraDevices
    let events: CameraEvents

    private var services: DomainServices { devices.services }
    private var book: DeviceBook { devices.book }

    /// Of what a follower is good for.
    private struct Work {
        var client: ObjectIdentifier
        var task: Task<Void, Never>
    }

    /// Also where nothing is told: passwords of cameras are changed elsewhere.
    private static let interval = Duration.seconds(30)

    /// Until the task is cancelled; then every device has been told goodbye.
    func run() async {
        var works: [String: Work] = [:]
        // Wakes of its own, because those who are cancelled end what they read.
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        wake.yield()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in book.changes { wake.yield() } }
            group.addTask {
                for await event in services.changes.subscribe(after: nil) {
                    guard case .change(let change) = event, change.object == EventObject.camera, change.kind != .state
                    else { continue }
                    wake.yield()
                }
            }
            group.addTask {
                // The beat itself, which being cancelled ends.
                while (try? await Task.sleep(for: Self.interval)) != nil { wake.yield() }
            }
            for await _ in wakes { await look(&works) }
            group.cancelAll()
        }
        for work in works.values { work.task.cancel() }
        for work in works.values { await work.task.value }
        book.endMovements()
    }

    private func look(_ works: inout [String: Work]) async {
        let wanted: [String: CameraDevices.Linked]
        do {
            wanted = try await self.wanted()
        } catch {
            return services.logger.debug("links of cameras could not be read", metadata: ["reason": "\(error)"])
        }
        for (id, work) in works where wanted[id].map({ ObjectIdentifier($0.client) }) != work.client {
            work.task.cancel()
            await work.task.value
            works[id] = nil
            book.state.withLock { $0.following[id] = nil }
        }
        for (id, linked) in wanted where works[id] == nil {
            works[id] = Work(client: ObjectIdentifier(linked.client), task: begin(linked))
        }
    }

    private func wanted() async throws -> [String: CameraDevices.Linked] {
        var wanted: [String: CameraDevices.Linked] = [:]
        for (key, text) in try await services.catalog.settings() {
            guard let id = KeptDevice.camera(of: key), let camera = CameraID(id), let kept = KeptDevice(text: text),
                kept.followsEvents
            else { continue }
            let record = try await services.catalog.camera(camera)
            guard let record, record.enabled else { continue }
            guard let client = try? await devices.client(of: record, kept) else { continue }
            wanted[id] = CameraDevices.Linked(record: record, kept: kept, client: client)
        }
        return wanted
    }

    private func begin(_ linked: CameraDevices.Linked) -> Task<Void, Never> {
        let camera = linked.record.id.text
        let reporter = EdgeReporter(camera: camera, events: events, services: services)
        let follower = DeviceFollower(linked.client, time: services.time)
        return Task {
            await follower.run { news in
                switch news {
                case .edge(let edge): await reporter.take(edge)
                case .state(let state): note(state, of: camera)
                }
            }
        }
    }

    /// Said once, not with each try.
    private func note(_ state: DeviceFollower.State, of camera: String) {
        let old = book.state.withLock { $0.following.updateValue(state, forKey: camera) }
        guard old != state else { return }
        services.published(.state, EventObject.camera, id: camera)
        switch state {
        case .following: services.logger.info("a camera tells of motion", metadata: ["camera": "\(camera)"])
        case .waiting(let reason):
            let message: Logger.Message = "a camera does not tell of motion now; it is tried again"
            services.logger.warning(message, metadata: ["camera": "\(camera)", "reason": "\(reason)"])
        case .impossible(let reason):
            let message: Logger.Message = "a camera does not tell of motion by itself"
            services.logger.warning(message, metadata: ["camera": "\(camera)", "reason": "\(reason)"])
        }
    }
}
