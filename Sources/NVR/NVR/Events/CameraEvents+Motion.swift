import Catalog
package import Media
import Recording
import Stream

/// How events of a camera are recorded, in one place, and what their recordings take.
package struct MotionRecording: Sendable {
    package var camera: String
    /// The main stream is recorded when something happens, and only then.
    package var isEnabled: Bool
    /// Seconds, as they count.
    package var preRoll: Int
    package var postRoll: Int
    package var longestEvent: Int
    /// Days that recordings stay which show events; 0 until the room is needed.
    package var retentionDays: Int
    /// The main stream is being recorded.
    package var isRecording: Bool
    package var clips: Int
    package var bytes: Int64
    package var length: Duration
    package var oldest: WallTime?
    package var newest: WallTime?
    package var events: Int
}

/// What shall be different about it: a member that is nil stays as it is.
package struct MotionRecordingChange: Sendable {
    package var isEnabled: Bool
    package var preRoll: Int?
    package var postRoll: Int?
    package var longestEvent: Int?
    package var retentionDays: Int?

    package init(isEnabled: Bool) { self.isEnabled = isEnabled }
}

extension CameraEvents {
    package func motionRecording(as principal: Principal, _ id: String) async throws -> MotionRecording {
        try Policy.require(principal, .playRecordings, .camera(id))
        let camera = try await cameras.record(id)
        let totals = try await services.catalog.eventRecordings(of: camera.id)
        let all = [WallTime(nanoseconds: 0), WallTime(nanoseconds: .max)]
        let events = try await services.catalog.tallyEvents(CameraEventFilter(cameras: [camera.id]), between: all)
        let rolls = camera.rolls(usual)
        let days = camera.keepDays ?? settings.value(\.storage.retentionDays)
        let eventDays = camera.keepEventDays ?? settings.value(\.storage.eventRecordingDays) ?? days
        return MotionRecording(
            camera: id,
            isEnabled: camera.recording.main.mode == .event,
            preRoll: Int(rolls.preRoll.components.seconds),
            postRoll: Int(rolls.postRoll.components.seconds),
            longestEvent: Int(rolls.longestEvent.components.seconds),
            retentionDays: days == 0 || eventDays == 0 ? 0 : max(days, eventDays),
            isRecording: await cameras.isWriting(camera.id),
            clips: totals.recordings,
            bytes: totals.bytes,
            length: totals.length,
            oldest: totals.oldestStart,
            newest: totals.newestEnd,
            events: events.reduce(0) { $0 + $1.count }
        )
    }

    /// Switches it on, and off where it is on; a camera that is recorded in another way goes on so.
    package func change(
        as principal: Principal,
        motionRecording change: MotionRecordingChange,
        of id: String
    ) async throws -> MotionRecording {
        try Policy.require(principal, .manageCamera, .camera(id))
        let camera = try await cameras.record(id)
        var wanted = CameraChange()
        let isEnabled = camera.recording.main.mode == .event
        if change.isEnabled != isEnabled { wanted.mode = change.isEnabled ? "event" : "off" }
        wanted.preRoll = change.preRoll.map { .some($0) }
        wanted.postRoll = change.postRoll.map { .some($0) }
        wanted.longestEvent = change.longestEvent.map { .some($0) }
        wanted.eventRetentionDays = change.retentionDays.map { .some($0) }
        _ = try await cameras.change(as: principal, id, wanted)
        return try await motionRecording(as: principal, id)
    }
}

extension Cameras {
    func isWriting(_ id: CameraID) -> Bool { recording.isWriting(id, .main) ?? false }
}
