import Catalog
import Changes
package import Media
import Stream
import Synchronization

/// A recording that somebody has begun by hand.
package struct ManualRecording: Hashable, Sendable {
    /// The event of it.
    package var event: String
    package var camera: String
    /// "main", "sub".
    package var streams: [String]
    /// It ends by itself then.
    package var until: WallTime
}

extension CameraEvents {
    package static let usualManualSeconds = 300
    package static let longestManualSeconds = 14_400

    /// Records a camera from now on for a while, whatever its mode. One that is recorded by hand already is so for that long
    /// from now on.
    ///
    /// - Parameters:
    ///   - stream: "main", "sub"; nil for the main stream.
    ///   - seconds: 1…`longestManualSeconds`; nil for `usualManualSeconds`.
    /// - Throws: `conflict` for a camera that is switched off.
    package func record(
        as principal: Principal,
        _ id: String,
        stream: String? = nil,
        seconds: Int? = nil
    ) async throws -> ManualRecording {
        try Policy.require(principal, .recordByHand, .camera(id))
        let camera = try await cameras.record(id)
        guard camera.enabled else {
            throw DomainError(.conflict, "The camera \"\(camera.name)\" is switched off.")
        }
        let kind = try CameraEventChecks.stream(stream) ?? .main
        guard kind == .main || camera.subURL != nil else {
            throw DomainError(.conflict, "The camera \"\(camera.name)\" has no sub stream.")
        }
        let seconds = seconds ?? Self.usualManualSeconds
        guard (1...Self.longestManualSeconds).contains(seconds) else {
            throw DomainError(
                .invalid,
                "seconds is a number from 1 to \(Self.longestManualSeconds).",
                member: "seconds"
            )
        }
        let now = services.time.wall
        let until = now + .seconds(seconds)
        let known = state.withLock { $0.lasting.first { $0.value.isManual && $0.value.camera == camera.id }?.key }
        let event: CameraEventID
        if let known { event = known } else { event = try await services.catalog.nextFreeEventID(from: now) }
        state.withLock { $0.lasting[event] = Lasting(camera: camera.id, from: now, deadline: until, isManual: true) }
        let streams = cameras.director.record(event, [kind], of: camera.id, from: now, until: until)
        await cameras.direct(camera.id)
        if known == nil {
            let record = CameraEventRecord(
                id: event,
                camera: camera.id,
                stream: kind,
                kind: Self.manual,
                label: "recording",
                start: now,
                source: Self.manual
            )
            tellViewers(record)
            try await services.catalog.insert(record)
            published(.created, record)
        }
        services.published(.state, EventObject.camera, id: camera.id.text)
        await services.audit.note("camera.record", camera.target, by: principal, .done, ["seconds": "\(seconds)"])
        return ManualRecording(
            event: event.description,
            camera: camera.id.text,
            streams: streams.map(\.rawValue).sorted(),
            until: until
        )
    }

    /// Ends what somebody has begun by hand. What the camera's mode says goes on.
    package func stopRecording(as principal: Principal, _ id: String) async throws {
        try Policy.require(principal, .recordByHand, .camera(id))
        let camera = try await cameras.record(id)
        let now = services.time.wall
        let known = state.withLock { $0.lasting.first { $0.value.isManual && $0.value.camera == camera.id }?.key }
        guard let known else {
            throw DomainError(.conflict, "The camera \"\(camera.name)\" is not recorded by hand.")
        }
        cameras.director.end(known, of: camera.id, at: now)
        await cameras.direct(camera.id)
        if let event = try await services.catalog.event(known) { try await end(event, at: now) }
        services.published(.state, EventObject.camera, id: camera.id.text)
        await services.audit.note("camera.record-stop", camera.target, by: principal)
    }
}
