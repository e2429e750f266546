import HTTPServing
import HTTPTypes
import NVR
import Reception

/// Brings back what a document has, as the document's product does it: it adds and changes, and takes nothing away. What cannot
/// be is passed over and told.
struct VibeRestore {
    let routes: VibeRoutes
    let principal: Principal
    let body: VibeBackupBody

    private static let mostCameras = 1000
    private static let mostProfiles = 100
    private static let mostTold = 200

    /// What is known of a camera that is there.
    private struct Known {
        var camera: CameraView
        var number: Int64
    }

    /// - Returns: what could not be brought back.
    func carryOut() async throws -> [String] {
        guard body.cameras.count <= Self.mostCameras, (body.profiles ?? []).count <= Self.mostProfiles else {
            throw VibeErrors.problem(.badRequest, "There is more in it than a recorder has.")
        }
        var skipped: [String] = []
        let now = try routes.recorder.settings.view(as: principal).byKey
        // What something is switched on for comes before the switch.
        for (name, text) in settings.sorted(by: { Self.rank($0.0) < Self.rank($1.0) }) {
            guard SettingName.byName[name]?.shown(now).value != text else { continue }
            try await trying("The setting \(name.prefix(64))", &skipped) {
                _ = try await routes.change([name: text], as: principal)
            }
        }
        try await restoreProfiles(&skipped)
        try await restoreCameras(&skipped)
        return Array(skipped.prefix(Self.mostTold))
    }

    private static func rank(_ name: String) -> (Int, String) { (name.hasSuffix("_enabled") ? 1 : 0, name) }

    /// Whoever may not do it ends it; all else is passed over.
    private func trying(_ what: String, _ skipped: inout [String], _ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let error as DomainError where error.kind != .forbidden && error.kind != .unproven {
            skipped.append("\(what): \(error.sentence)")
        } catch let problem as Problem {
            skipped.append("\(what): \(problem.detail ?? problem.title)")
        }
    }

    // MARK: Settings

    /// Those that mean nothing here are left out. Secrets are shown as stars, and are in no document.
    private var settings: [(String, String)] {
        VibeBackupBody.settings(body.settings).compactMap { key, value in
            guard let known = SettingName.byName[key], !known.isSecret, let text = value.asText else { return nil }
            return (key, text)
        }
    }

    // MARK: Storage profiles

    private func restoreProfiles(_ skipped: inout [String]) async throws {
        let known = Set(try await routes.storageProfiles(as: principal).map(\.message.name))
        for profile in body.profiles ?? [] {
            guard let name = profile.name, let path = profile.path, !known.contains(name) else { continue }
            try await trying("The storage profile \(name.prefix(64))", &skipped) {
                var draft = VolumeDraft(name: name, path: path)
                draft.note = profile.note ?? ""
                draft.limitBytes = try RecordingWords.bytes(profile.largest ?? 0, "max_size_gb")
                let wanted = draft
                _ = try await routes.recorder.volumes.add(as: principal, wanted)
            }
        }
    }

    // MARK: Cameras

    private func restoreCameras(_ skipped: inout [String]) async throws {
        let cameras = try await routes.recorder.cameras.list(as: principal)
        let numbers = try await routes.numbers(of: .camera, cameras.map(\.id))
        let known = cameras.compactMap { camera in numbers[camera.id].map { Known(camera: camera, number: $0) } }
        var taken: Set<String> = []
        for members in body.cameras {
            // Numbers of storage profiles are those of the recorder that wrote it.
            let wanted = VibeCameraBody(members).without([
                "storage_profile_id", "motion_storage_profile_id", "snapshot_storage_profile_id",
            ])
            let name = wanted["name"]?.asText ?? "without a name"
            let found = Self.match(wanted, known.filter { !taken.contains($0.camera.id) })
            if let found { taken.insert(found.id) }
            try await trying("The camera \(name.prefix(64))", &skipped) {
                if let found {
                    _ = try await routes.change(found, wanted, as: principal)
                } else {
                    _ = try await routes.add(wanted, as: principal)
                }
            }
        }
    }

    /// The camera that is meant: by its number where it has the name or the address too, else by both, else by the address.
    private static func match(_ wanted: VibeCameraBody, _ known: [Known]) -> CameraView? {
        let (name, url) = (wanted["name"]?.asText, wanted["rtsp_url"]?.asText)
        let number = wanted["id"]?.asInteger.map { Int64($0) }
        func hasName(_ one: Known) -> Bool { one.camera.name == name }
        func hasAddress(_ one: Known) -> Bool { url != nil && one.camera.connection?.url == url }
        func isMeant(_ one: Known) -> Bool { one.number == number && (hasName(one) || hasAddress(one)) }
        if let one = known.first(where: isMeant) { return one.camera }
        if let one = known.first(where: { hasName($0) && hasAddress($0) }) { return one.camera }
        return known.first { hasAddress($0) }?.camera
    }
}
