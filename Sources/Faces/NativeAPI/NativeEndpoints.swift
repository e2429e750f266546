import HTTPServing
import Hummingbird
import NIOCore
package import NVR
import OpenAPI
package import Reception

/// The native API, below `/api/v1` (docs/api.md).
package struct NativeEndpoints: Sendable {
    package static let face = "native"
    package static let sessionCookie = "nightjar"

    private let recorder: Recorder
    private let version: String

    package init(_ recorder: Recorder, version: String) {
        self.recorder = recorder
        self.version = version
    }

    /// How the native face receives those who ask.
    package static func rules(listener: String, isOpen: Bool) -> Reception.Rules {
        var rules = Reception.Rules(face: face, listener: listener, sessionCookie: sessionCookie)
        rules.isOpen = isOpen
        rules.asksForCSRFToken = true
        return rules
    }

    /// All endpoints, the document that describes them among them.
    ///
    /// - Throws: where the document cannot be made; it is the same for every run of the program.
    package func all() throws -> [Endpoint] {
        let endpoints = described
        let document = try NativeDocument.make(of: endpoints, version: version)
        let bytes = ByteBuffer(string: try document.rendered(NativeDocument.rules).text)
        let served = Endpoint(
            .get,
            "/api/v1/openapi.json",
            access: .everyone,
            tier: .read,
            work: .answer { call in
                ByteSourceResponse(
                    BufferSource(bytes),
                    contentType: "application/json",
                    entityTag: EntityTag(of: bytes.readableBytesView)
                ).response(to: call.request)
            }
        )
        return endpoints + [served]
    }

    /// The endpoints that the document describes.
    var described: [Endpoint] {
        SessionEndpoints(people: recorder.people).all
            + OwnAccountEndpoints(people: recorder.people).all
            + PreferenceEndpoints(people: recorder.people).all
            + UserEndpoints(people: recorder.people).all
            + KeyEndpoints(recorder: recorder).all
            + CameraEndpoints(recorder: recorder).all
            + HLSEndpoints(recorder: recorder).all
            + MaskEndpoints(recorder: recorder).all
            + Self.areas(recorder)
            + PropertyEndpoints(recorder: recorder).all
            + DeviceEndpoints(recorder: recorder).all
            + DiscoveryEndpoints(recorder: recorder).all
            + RecordingEndpoints(recorder: recorder).all
            + StillEndpoints(recorder: recorder).all
            + FrameEndpoints(recorder: recorder).all
            + StoryboardEndpoints(recorder: recorder).all
            + [TimelineEndpoint(recorder: recorder).endpoint]
            + CameraEventEndpoints(recorder: recorder).all
            + MotionRecordingEndpoints(recorder: recorder).all
            + RangeEndpoints(recorder: recorder).all
            + VODEndpoints(recorder: recorder).all
            + StorageEndpoints(recorder: recorder).all
            + VolumeEndpoints(recorder: recorder).all
            + SnapshotEndpoints(recorder: recorder).all
            + SystemEndpoints(recorder: recorder).all
            + RTSPServerEndpoints(recorder: recorder).all
            + WorkerEndpoints(recorder: recorder).all
            + SettingEndpoints(recorder: recorder).all
            + BackupEndpoints(recorder: recorder).all
            + ExportEndpoints(recorder: recorder).all
            + EvidenceEndpoints(recorder: recorder).all
            + LogEndpoints(recorder: recorder).all
    }
}
