import HTTPServing
import NVR
import Reception

/// A camera of a backup, by the same words as the API has it (``VibeCameraBody``).
enum VibeImportedCamera {
    /// Numbers of storage profiles are those of the recorder that wrote it.
    private static let profiles: Set<String> = [
        "storage_profile_id", "snapshot_storage_profile_id", "motion_storage_profile_id",
        "continuous_storage_profile_id", "archive_storage_profile_id",
    ]
    private static let taken: Set<String> = [
        "name", "rtsp_url", "sub_rtsp_url", "rtsp_transport", "sub_rtsp_transport", "is_active", "recording_mode",
        "record_audio", "max_movie_length", "captured_before", "captured_after", "preserve_movies", "max_storage_gb",
        "privacy_masks", "motion_masks", "onvif_host", "onvif_port", "onvif_username", "onvif_password",
        "onvif_profile_token",
    ]
    /// What the recorder finds out by itself.
    private static let found: Set<String> = [
        "id", "status", "created_at", "last_seen", "groups", "storage_profile", "onvif_manufacturer", "onvif_model",
        "onvif_firmware", "onvif_serial", "onvif_hw_id", "ptz_can_pan_tilt", "ptz_can_zoom", "ptz_can_home",
        "onvif_can_events", "ai_hardware", "ai_model",
    ]

    /// Nil where it cannot be made a camera; why, and what else is left out, is noted.
    static func read(_ members: [String: SettingValue], _ content: inout ImportContent) -> ImportedCamera? {
        let subject = ImportedCamera.subject(members["name"]?.asText ?? "without a name")
        let whole = VibeCameraBody(members)
        guard let draft = draft(whole.without(profiles), subject, &content) else { return nil }
        var camera = ImportedCamera(draft)
        camera.properties = PropertyNames.changes(whole).filter { $0.value != .null }
        readMasks(whole, into: &camera, &content)
        camera.device = device(members)
        if profiles.contains(where: { members[$0]?.asInteger != nil }) {
            content.leaveOut(subject, "its storage profile: choose a volume for it in the app")
        }
        let unknown = members.filter { name, value in
            let isKnown = taken.contains(name) || found.contains(name) || profiles.contains(name)
            return !isKnown && PropertyNames.keys[name] == nil && value.saysSomething
        }
        if !unknown.isEmpty {
            content.leaveOut(subject, "Nightjar has nothing like its \(unknown.keys.sorted().joined(separator: ", "))")
        }
        return camera
    }

    /// Without the members that make no sense, as far as it can be.
    private static func draft(
        _ body: VibeCameraBody,
        _ subject: String,
        _ content: inout ImportContent
    ) -> CameraDraft? {
        var body = body
        while true {
            do {
                return try CameraDraft(body, [:])
            } catch {
                let problem = error as? Problem
                let member = problem?.faults.first?.member ?? ""
                let reason = problem?.faults.first?.detail ?? problem?.detail ?? "it makes no sense"
                guard body.has(member), !["name", "rtsp_url"].contains(member) else {
                    content.refuse(subject, member.isEmpty ? reason : "\(member): \(reason)")
                    return nil
                }
                content.leaveOut(subject, "its \(member): \(reason)")
                body = body.without([member])
            }
        }
    }

    private static func readMasks(
        _ body: VibeCameraBody,
        into camera: inout ImportedCamera,
        _ content: inout ImportContent
    ) {
        do {
            let polygons = try MaskText.polygons(try body.text("privacy_masks"), "privacy_masks")
            camera.privacyMasks = polygons.map { PrivacyMaskDraft(polygon: $0) }
        } catch {
            content.refuse(camera.subject, "its privacy masks cannot be read: draw them anew")
        }
        do {
            let polygons = try MaskText.polygons(try body.text("motion_masks"), "motion_masks")
            camera.motionMasks = polygons.map { PictureAreaDraft(polygon: $0) }
        } catch {
            content.leaveOut(camera.subject, "its motion masks cannot be read: draw them anew")
        }
    }

    private static func device(_ members: [String: SettingValue]) -> ImportedCamera.Device? {
        guard let host = members["onvif_host"]?.asText?.nothingIfEmpty else { return nil }
        var device = ImportedCamera.Device()
        device.address =
            DeviceAddress(host: host, port: members["onvif_port"]?.asInteger ?? DeviceAddress.usualPort).text
        device.username = members["onvif_username"]?.asText?.nothingIfEmpty
        device.password = members["onvif_password"]?.asText?.nothingIfEmpty
        device.mainProfile = members["onvif_profile_token"]?.asText?.nothingIfEmpty
        device.followsEvents = members["detect_engine"]?.asText == "ONVIF Edge"
        return device
    }
}

extension SettingValue {
    /// Whether anybody has said anything with it.
    fileprivate var saysSomething: Bool {
        switch self {
        case .null, .bool(false), .text(""), .integer(0): false
        case .list(let items): !items.isEmpty
        default: true
        }
    }
}
