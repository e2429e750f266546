import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NVR
import Reception

/// What was detected. Nothing looks at pictures in this version: what cameras and programs tell is told.
extension LightRoutes {
    private static let object = "object"
    private static let mostDetections = 20
    private static let leastWindow = 30

    var detection: [Endpoint] {
        [
            .foreign(.get, "/api/detection/results/{name}", access: .objects(.playRecordings), detections),
            .foreign(.get, "/api/detection/models", access: .objects(.seeCamera)) { _ in
                try .light(LightModelsMessage.known)
            },
        ]
    }

    private func detections(_ call: Call) async throws -> Response {
        let id = try await stream(call, .playRecordings)
        let parts = try await parts(of: id, as: call.principal)
        let interval = parts.traits.detection.interval ?? recorder.settings.value(\.detection.interval)
        let window = Duration.seconds(max(Self.leastWindow, 2 * interval))
        var query = CameraEvents.Query()
        query.choice.cameras = [id]
        query.choice.kind = Self.object
        query.choice.from = try RecordingList.time(call, "start") ?? recorder.now + (.zero - window)
        query.choice.to = try RecordingList.time(call, "end", isEnd: true)
        query.limit = Self.mostDetections
        let found = try await recorder.events.list(as: call.principal, query).items
        let zone = LightTime.zone(recorder.people.timeZoneName)
        return try .light(
            LightDetectionsMessage(
                detections: found.compactMap { LightDetectionsMessage.Detection($0) },
                timestamp: LightTime.local(recorder.now, in: zone),
                streamStatus: parts.camera.lightState
            )
        )
    }
}
