import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NVR
import Reception

/// Clips of motion: the recordings that show an event.
extension LightRoutes {
    private static let config = "/api/motion/config/{name}"
    private static let list = "/api/motion/recordings/{name}"
    private static let mostListed = 100
    private static let usualDays = 7

    var motion: [Endpoint] {
        [
            .foreign(.get, Self.config, access: .objects(.playRecordings), motionConfig),
            .foreign(.post, Self.config, access: .objects(.manageCamera), setMotion),
            .foreign(.delete, Self.config, access: .objects(.manageCamera), removeMotion),
            .foreign(.post, "/api/motion/test/{name}", access: .objects(.recordByHand), testMotion),
            .foreign(.get, "/api/motion/stats/{name}", access: .objects(.playRecordings)) { call in
                let id = try await stream(call, .playRecordings)
                let motion = try await recorder.events.motionRecording(as: call.principal, id)
                let isEnabled = try await isMotionEnabled(id, motion, as: call.principal)
                let name = try call.path("name")
                return try .light(LightMotionStatsMessage(motion, isEnabled: isEnabled, stream: name))
            },
            .foreign(.get, Self.list, access: .objects(.playRecordings), listMotion),
            .foreign(.delete, Self.list, access: .objects(.deleteRecordings), deleteMotion),
            .foreign(.post, "/api/motion/cleanup", access: .objects(.deleteRecordings), cleanUp),
            .foreign(.get, "/api/motion/storage", access: .may(.seeSystem), motionStorage),
        ]
    }

    // MARK: What is wanted

    /// As somebody has said, or else as the camera is recorded.
    private func isMotionEnabled(
        _ id: String,
        _ motion: MotionRecording,
        as principal: Principal
    ) async throws -> Bool {
        try await traits(of: id, as: principal).motion?.isEnabled ?? motion.isEnabled
    }

    private func motionConfig(_ call: Call) async throws -> Response {
        let id = try await stream(call, .playRecordings)
        let kept = try await traits(of: id, as: call.principal).motion
        let motion = try await recorder.events.motionRecording(as: call.principal, id)
        guard kept != nil || motion.isEnabled else {
            throw LightErrors.problem(.notFound, "Motion recording configuration not found")
        }
        let camera = try await recorder.cameras.camera(as: call.principal, id)
        return try .light(LightMotionMessage(motion, kept, camera, stream: try call.path("name")))
    }

    /// A camera that is recorded all the time goes on so: its recordings show the events.
    private func setMotion(_ call: Call) async throws -> Response {
        let id = try await stream(call, .manageCamera)
        let body = try await call.body(LightMotionBody.self)
        let wanted = body.motion
        let camera = try await recorder.cameras.camera(as: call.principal, id)
        let change = try body.change(isEnabled: wanted.isEnabled && !camera.isLightRecorded)
        let old = try await traits(of: id, as: call.principal)
        var new = old
        new.motion = wanted
        let said = new.changes(from: old)
        // Before anything is changed.
        try CameraProperties.check(said)
        _ = try await recorder.events.change(as: call.principal, motionRecording: change, of: id)
        _ = try await recorder.cameras.change(properties: said, as: call.principal, of: id)
        return try .light(
            LightMotionDoneMessage(message: "Motion recording configuration saved", streamName: try call.path("name"))
        )
    }

    private func removeMotion(_ call: Call) async throws -> Response {
        let id = try await stream(call, .manageCamera)
        let change = MotionRecordingChange(isEnabled: false)
        _ = try await recorder.events.change(as: call.principal, motionRecording: change, of: id)
        let old = try await traits(of: id, as: call.principal)
        var new = old
        new.motion = nil
        let said = new.changes(from: old)
        _ = try await recorder.cameras.change(properties: said, as: call.principal, of: id)
        return try .light(
            LightMotionDoneMessage(message: "Motion recording disabled", streamName: try call.path("name"))
        )
    }

    private func testMotion(_ call: Call) async throws -> Response {
        let id = try await stream(call, .recordByHand)
        let motion = try await recorder.events.motionRecording(as: call.principal, id)
        guard try await isMotionEnabled(id, motion, as: call.principal) else {
            throw LightErrors.invalid("Motion recording not enabled for this stream")
        }
        let report = CameraEventReport(camera: id, stream: "main", kind: "motion", label: "test", source: "manual")
        _ = try await recorder.events.create(as: call.principal, report)
        return try .light(
            LightMotionDoneMessage(message: "Test motion event triggered", streamName: try call.path("name"))
        )
    }

    // MARK: What there is

    private func listMotion(_ call: Call) async throws -> Response {
        let id = try await stream(call, .playRecordings)
        var query = Archive.PlaceQuery()
        query.cameras = [id]
        query.isEvent = true
        query.isOpen = false
        query.limit = Self.mostListed
        let found = try await recorder.archive.places(as: call.principal, query).items
        let numbers = try await recorder.numbers.numbers(of: found.map { Numbers.Thing(.recording, $0.id) })
        let recordings = found.map { recording in
            LightMotionRecordingsMessage.Recording(
                recording,
                number: numbers[Numbers.Thing(.recording, recording.id)] ?? 0
            )
        }
        return try .light(
            LightMotionRecordingsMessage(
                streamName: try call.path("name"),
                count: recordings.count,
                recordings: recordings
            )
        )
    }

    /// The last part of the path is a recording's number here.
    private func deleteMotion(_ call: Call) async throws -> Response {
        guard let number = Int64(try call.path("name")), number > 0 else {
            throw LightErrors.invalid("Invalid recording ID")
        }
        let id = try await recordingID(number)
        return try await LightSubject.recording.naming {
            let recording = try await recorder.archive.recording(as: call.principal, id)
            guard recording.isEvent else { throw LightSubject.recording.missing }
            try await recorder.keeping.delete(as: call.principal, id)
            return try .light(LightMotionDeletedMessage(filePath: recording.key))
        }
    }

    private func cleanUp(_ call: Call) async throws -> Response {
        try Self.requireAny(call.principal, .deleteRecordings)
        let body = try await call.optionalBody(LightCleanupBody.self)
        let days = body?.retentionDays ?? Self.usualDays
        guard (0...365).contains(days) else { throw LightErrors.invalid("retention_days must be between 0 and 365") }
        var request = PurgeRequest()
        request.kind = "event"
        request.olderThanDays = days
        let name = body?.streamName?.nothingIfEmpty
        if let name {
            guard let id = try await book(call).camera(name) else { throw LightSubject.stream.missing }
            request.camera = id
        }
        let sum = try await recorder.keeping.purge(as: call.principal, request)
        return try .light(LightCleanupMessage(deletedCount: sum.recordings, retentionDays: days, streamName: name))
    }

    private func motionStorage(_ call: Call) async throws -> Response {
        var all: [MotionRecording] = []
        for camera in try await recorder.cameras.list(as: call.principal)
        where Policy.may(call.principal, .playRecordings, .camera(camera.id)) {
            all.append(try await recorder.events.motionRecording(as: call.principal, camera.id))
        }
        let disk = try await recorder.system.info(as: call.principal).disks.first
        return try .light(LightMotionStorageMessage(all, disk))
    }
}
