import NVR
import Reception

/// Adding and changing cameras, with all that the document says of one in one message.
extension VibeRoutes {
    /// Adds a camera. Where something of it is refused, nothing is added.
    func add(_ body: VibeCameraBody, as principal: Principal) async throws -> CameraView {
        let properties = PropertyNames.changes(body)
        try Self.check(properties)
        let masks = try Self.masks(body)
        let draft = try CameraDraft(body, try await volumes(as: principal))
        let camera = try await Self.naming { try await recorder.cameras.add(as: principal, draft) }
        do {
            try await apply(properties, masks, to: camera.id, as: principal)
            try await link(camera.id, body, as: principal)
        } catch {
            _ = try await recorder.archives.remove(as: principal, camera.id, recordings: .keep)
            throw error
        }
        return camera
    }

    func change(_ camera: CameraView, _ body: VibeCameraBody, as principal: Principal) async throws -> CameraView {
        let properties = PropertyNames.changes(body)
        try Self.check(properties)
        let masks = try Self.masks(body)
        let change = try CameraChange(body, camera, try await volumes(as: principal))
        return try await VibeSubject.camera.naming {
            let changed = try await Self.naming {
                try await recorder.cameras.change(as: principal, camera.id, change)
            }
            try await apply(properties, masks, to: camera.id, as: principal)
            try await link(camera.id, body, as: principal)
            return changed
        }
    }

    /// The ids of volumes by their numbers.
    private func volumes(as principal: Principal) async throws -> [Int64: String] {
        Dictionary(
            try await storageProfiles(as: principal).map { ($0.message.id, $0.volume) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    // MARK: Parts

    private struct Masks: Sendable {
        /// Nil for as they are.
        var privacy: [PrivacyMaskDraft]?
        var motion: [PictureAreaDraft]?
    }

    private static func masks(_ body: VibeCameraBody) throws -> Masks {
        var masks = Masks()
        if body.has("privacy_masks") {
            let polygons = try MaskText.polygons(try body.text("privacy_masks"), "privacy_masks")
            masks.privacy = polygons.map { PrivacyMaskDraft(polygon: $0) }
        }
        if body.has("motion_masks") {
            let polygons = try MaskText.polygons(try body.text("motion_masks"), "motion_masks")
            masks.motion = polygons.map { PictureAreaDraft(polygon: $0) }
        }
        return masks
    }

    /// Masks that are as they were keep their names.
    private func apply(
        _ properties: [String: SettingValue],
        _ masks: Masks,
        to id: String,
        as principal: Principal
    ) async throws {
        if !properties.isEmpty { _ = try await recorder.cameras.change(properties: properties, as: principal, of: id) }
        if let wanted = masks.privacy {
            let now = try await recorder.privacy.masks(as: principal, of: id).items
            if now.filter(\.isEnabled).map(\.polygon) != wanted.map(\.polygon) {
                _ = try await recorder.privacy.replace(as: principal, of: id, wanted)
            }
        }
        if let wanted = masks.motion {
            let now = try await recorder.motionMasks.areas(as: principal, of: id).items
            if now.filter(\.isEnabled).map(\.polygon) != wanted.map(\.polygon) {
                _ = try await recorder.motionMasks.replace(as: principal, of: id, wanted)
            }
        }
    }

    // MARK: The device

    /// Links a camera with the device that the body names, or no longer. One that does not answer now is linked all the same: the
    /// document finds out later what it can.
    private func link(_ id: String, _ body: VibeCameraBody, as principal: Principal) async throws {
        let device = try await recorder.devices.device(as: principal, of: id)
        let old = device?.connection.flatMap { DeviceAddress(url: $0.address) }
        if body.has("onvif_host"), try body.text("onvif_host")?.nothingIfEmpty == nil {
            if device != nil { try await recorder.devices.unlink(as: principal, of: id) }
            return
        }
        var draft = DeviceLinkDraft()
        draft.mayBeAway = true
        guard let host = try body.text("onvif_host") ?? old?.host else { return }
        let port = try body.integer("onvif_port") ?? old?.port ?? DeviceAddress.usualPort
        guard (1...65_535).contains(port) else { throw VibeErrors.invalid("onvif_port", "It is 1 to 65535.") }
        let address = DeviceAddress(host: host, port: port)
        if address != old { draft.address = address.text }
        if let name = try body.optionalText("onvif_username"), name != device?.connection?.username {
            draft.username = .some(name)
        }
        // Shown as null: what comes back so is none that somebody has typed.
        if let password = try body.text("onvif_password")?.nothingIfEmpty { draft.password = .some(password) }
        if let token = try body.optionalText("onvif_profile_token"), token != device?.mainProfile {
            draft.mainProfile = .some(token)
        }
        let engine = try await recorder.cameras.properties(as: principal, of: id)["motion.engine"].asText
        let follows = engine == "ONVIF Edge"
        if follows != device?.followsEvents ?? false { draft.followsEvents = follows }
        let isNew =
            draft.address != nil || draft.username != nil || draft.password != nil || draft.mainProfile != nil
            || draft.followsEvents != nil
        guard isNew else { return }
        let wanted = draft
        try await Self.naming { _ = try await recorder.devices.link(as: principal, of: id, wanted) }
    }

    // MARK: Faults

    /// The domain's names of members, and the document's.
    private static let names = [
        "url": "rtsp_url", "sub_url": "sub_rtsp_url", "transport": "rtsp_transport",
        "sub_transport": "sub_rtsp_transport", "username": "onvif_username", "password": "onvif_password",
        "address": "onvif_host", "main_profile": "onvif_profile_token", "volume": "storage_profile_id",
    ]

    private static func naming<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as DomainError where error.kind == .invalid {
            throw renamed(error) { names[$0] ?? $0 }
        }
    }

    private static func check(_ properties: [String: SettingValue]) throws {
        do throws(DomainError) {
            try CameraProperties.check(properties)
        } catch {
            throw renamed(error, PropertyNames.name(of:))
        }
    }

    private static func renamed(_ error: DomainError, _ name: (String) -> String) -> DomainError {
        var renamed = error
        for place in renamed.faults.indices { renamed.faults[place].member = name(renamed.faults[place].member) }
        return renamed
    }
}
