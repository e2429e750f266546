import Foundation
import HTTPServing
import NVR
import Reception

/// A camera of a configuration file, by the same words as the API has it (``MiBeeCameraBody``).
enum MiBeeImportedCamera {
    private static let tries = 64
    private static let taken: Set<String> = [
        "id", "name", "protocol", "encoding", "url", "enabled", "retention_days", "username", "password",
        "sub_stream_url",
        "snapshot_url", "sample_interval", "hls_max_fps", "onvif_endpoint", "profile_token", "audio_enabled",
        "recording_enabled", "merge",
    ]
    /// The product has it for what Nightjar asks the device.
    private static let found: Set<String> = [
        "audio_in_recordings", "stream_encoding", "stable_id", "sub_profile_token", "vendor",
    ]

    /// Nil where it cannot be made a camera; why, and what else is left out, is noted.
    static func read(_ members: [String: SettingValue], _ content: inout ImportContent) -> ImportedCamera? {
        let subject = ImportedCamera.subject(members["name"]?.asText ?? members["id"]?.asText ?? "without a name")
        do {
            var body = try body(members, subject, &content)
            if body.name?.nothingIfEmpty == nil { body.name = body.id }
            let way = try CameraWay(body.protocol ?? "rtsp", encoding: body.encoding?.nothingIfEmpty)
            guard way.kind != .xiaomi else {
                content.leaveOut(
                    subject,
                    "cameras of the protocol xiaomi are not built yet in this version of Nightjar"
                )
                return nil
            }
            if isSealed(body.password) {
                body.password = nil
                content.leaveOut(subject, "its password, which is encrypted: enter it in the app")
            }
            var draft = try CameraDraft(body, way)
            let device = way.kind == .onvif ? device(body, way, &draft) : nil
            if members["activation_state"]?.asText == "pending_activation" { draft.isEnabled = false }
            // Where later versions say it apart, of recordings alone.
            if let isRecorded = members["audio_in_recordings"]?.asFlag { draft.recordsAudio = isRecorded }
            var camera = ImportedCamera(draft)
            camera.device = device
            camera.codec = way.encoding.nothingIfEmpty
            if let merge = members["merge"]?.asObject { readMerge(merge, into: &camera, &content) }
            leaveOut(members, subject, &content)
            return camera
        } catch {
            content.refuse(subject, (error as? Problem)?.detail ?? "it makes no sense")
            return nil
        }
    }

    /// As the product encrypts what is in the file, under a key that is not.
    static func isSealed(_ text: String?) -> Bool { text?.hasPrefix("ENC:") ?? false }

    // MARK: Members

    /// Without the members that make no sense.
    private static func body(
        _ members: [String: SettingValue],
        _ subject: String,
        _ content: inout ImportContent
    ) throws -> MiBeeCameraBody {
        var members = members.filter { taken.contains($0.key) && $0.key != "merge" }
        for name in ["id", "name", "username", "password"] {
            // Nobody puts 1234 into quotation marks.
            if let text = members[name]?.asText { members[name] = .text(text) }
        }
        if case .integer(..<0)? = members["retention_days"] {
            members["retention_days"] = nil
            content.leaveOut(subject, "its retention_days: it is less than 0")
        }
        for _ in 0..<tries {
            do {
                return try JSONDecoder().decode(MiBeeCameraBody.self, from: try JSONEncoder().encode(members))
            } catch let DecodingError.typeMismatch(_, context) {
                guard let name = context.codingPath.first?.stringValue, members.removeValue(forKey: name) != nil else {
                    break
                }
                content.leaveOut(subject, "its \(name): it is of another sort than it should be")
            }
        }
        throw MiBeeErrors.invalid("it makes no sense")
    }

    /// The device's address stands where others have the stream's, which is asked of it.
    private static func device(
        _ body: MiBeeCameraBody,
        _ way: CameraWay,
        _ draft: inout CameraDraft
    ) -> ImportedCamera.Device {
        var device = ImportedCamera.Device()
        device.mainProfile = body.profileToken?.nothingIfEmpty
        device.address = body.address(way)
        // Some have both.
        if let url = body.url?.nothingIfEmpty, url.lowercased().hasPrefix("rtsp") {
            draft.url = url
        } else {
            draft.url = ImportedCamera.guess(atDevice: draft.url)
            device.awaitsStreams = true
        }
        return device
    }

    private static func readMerge(
        _ members: [String: SettingValue],
        into camera: inout ImportedCamera,
        _ content: inout ImportContent
    ) {
        do {
            let data = try JSONEncoder().encode(members)
            try camera.merging.apply(JSONDecoder().decode(MiBeeMergeBody.self, from: data))
        } catch {
            content.leaveOut(camera.subject, "its merge: \((error as? Problem)?.detail ?? "it makes no sense")")
        }
    }

    private static func leaveOut(
        _ members: [String: SettingValue],
        _ subject: String,
        _ content: inout ImportContent
    ) {
        let others = members.filter { name, value in
            !taken.contains(name) && !found.contains(name) && name != "activation_state" && value.saysSomething
                && value != .bool(false) && value != .integer(0)
        }
        guard !others.isEmpty else { return }
        content.leaveOut(subject, "Nightjar has nothing like its \(others.keys.sorted().joined(separator: ", "))")
    }
}
