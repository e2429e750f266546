import NVR
import Reception

/// Adding and changing cameras, with all that the document says of one in one message.
extension VibeRoutes {
    /// Adds a camera. Where something of it is refused, nothing is added.
    func add(_ body: VibeCameraBody, as principal: Principal) async throws -> CameraView {
        let properties = PropertyNames.changes(body)
        let masks = try Self.masks(body)
        try check(properties, masks)
        let draft = try CameraDraft(body, try await volumes(as: principal))
        let camera = try await Self.naming { try await recorder.cameras.add(as: principal, draft) }
        do {
            try await apply(properties, masks, to: camera.id, as: principal)
            let engine = properties[Self.engine] ?? .null
            if case .linked(let link)? = try Self.link(body, nil, engine) {
                try await Self.naming { _ = try await recorder.devices.link(as: principal, of: camera.id, link) }
            }
        } catch {
            _ = try await recorder.archives.remove(as: principal, camera.id, recordings: .keep)
            throw error
        }
        return camera
    }

    /// Changes all that a body speaks of, or nothing: what can be refused is looked at before anything is changed, and a device is
    /// asked before.
    func change(_ camera: CameraView, _ body: VibeCameraBody, as principal: Principal) async throws -> CameraView {
        let properties = PropertyNames.changes(body)
        let masks = try Self.masks(body)
        try check(properties, masks)
        let change = try CameraChange(body, camera, try await volumes(as: principal))
        return try await VibeSubject.camera.naming {
            let device = try await recorder.devices.device(as: principal, of: camera.id)
            let said = try await recorder.cameras.properties(as: principal, of: camera.id)
            try await requireSight(masks, of: camera.id, as: principal)
            let engine = properties[Self.engine] ?? said[Self.engine]
            let link = try Self.link(body, device, engine)
            let work: @Sendable () async throws -> CameraView = {
                let changed = try await recorder.cameras.change(as: principal, camera.id, change)
                try await apply(properties, masks, to: camera.id, as: principal)
                return changed
            }
            return try await Self.naming {
                if case .linked(let draft)? = link {
                    let devices = recorder.devices
                    return try await devices.link(as: principal, of: camera.id, draft, with: change, work).value
                }
                let changed = try await work()
                if case .unlinked? = link { try await recorder.devices.unlink(as: principal, of: camera.id) }
                return changed
            }
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

    /// Whoever changes what hides something must be allowed to see it.
    private func requireSight(_ masks: Masks, of id: String, as principal: Principal) async throws {
        guard let wanted = masks.privacy else { return }
        let now = try await recorder.privacy.masks(as: principal, of: id).items
        guard now.filter(\.isEnabled).map(\.polygon) != wanted.map(\.polygon) else { return }
        try Policy.require(principal, .seeUnmasked, .camera(id))
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

    private enum Link: Sendable {
        case linked(DeviceLinkDraft)
        case unlinked
    }

    /// The property that says who looks for motion.
    private static let engine = "motion.engine"

    /// How a camera shall be linked with the device that the body names, or that it shall be no longer; nil for as it is. One that
    /// does not answer now is linked all the same: the document finds out later what it can.
    ///
    /// - Parameter device: that with which it is linked.
    private static func link(_ body: VibeCameraBody, _ device: DeviceView?, _ engine: SettingValue) throws -> Link? {
        let old = device?.connection.flatMap { DeviceAddress(url: $0.address) }
        if body.has("onvif_host"), try body.text("onvif_host")?.nothingIfEmpty == nil {
            return device == nil ? nil : .unlinked
        }
        var draft = DeviceLinkDraft()
        draft.mayBeAway = true
        guard let host = try body.text("onvif_host") ?? old?.host else { return nil }
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
        let follows = engine.asText == "ONVIF Edge"
        if follows != device?.followsEvents ?? false { draft.followsEvents = follows }
        let isNew =
            draft.address != nil || draft.username != nil || draft.password != nil || draft.mainProfile != nil
            || draft.followsEvents != nil
        return isNew ? .linked(draft) : nil
    }

    // MARK: Faults

    /// The domain's names of members, and the document's.
    private static let names = [
        "url": "rtsp_url", "sub_url": "sub_rtsp_url", "transport": "rtsp_transport",
        "sub_transport": "sub_rtsp_transport", "username": "onvif_username", "password": "onvif_password",
        "address": "onvif_host", "main_profile": "onvif_profile_token", "volume": "storage_profile_id",
        "event_volume": "motion_storage_profile_id", "snapshot_volume": "snapshot_storage_profile_id",
    ]

    private static func naming<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as DomainError where error.kind == .invalid {
            throw renamed(error) { names[$0] ?? $0 }
        }
    }

    /// Before anything is changed.
    private func check(_ properties: [String: SettingValue], _ masks: Masks) throws {
        do throws(DomainError) {
            try CameraProperties.check(properties)
        } catch {
            throw Self.renamed(error, PropertyNames.name(of:))
        }
        do throws(DomainError) {
            try PrivacyMasks.check(masks.privacy ?? [])
        } catch {
            throw Self.renamed(error) { _ in "privacy_masks" }
        }
        do throws(DomainError) {
            try recorder.motionMasks.check(masks.motion ?? [])
        } catch {
            throw Self.renamed(error) { _ in "motion_masks" }
        }
    }

    private static func renamed(_ error: DomainError, _ name: (String) -> String) -> DomainError {
        var renamed = error
        for place in renamed.faults.indices { renamed.faults[place].member = name(renamed.faults[place].member) }
        return renamed
    }
}
