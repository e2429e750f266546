import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

extension VibeRoutes {
    private static let path = "/cameras/{id}"

    var cameras: [Endpoint] {
        [
            .foreign(.get, "/cameras", access: .objects(.seeCamera)) { call in
                let skip = try call.integer("skip", from: 0) ?? 0
                let limit = try call.integer("limit", from: 1) ?? 100
                let all = try await messages(as: call.principal).dropFirst(skip).prefix(min(limit, 10_000))
                return try .json(call.isByKey ? all.map(\.summarized) : Array(all))
            },
            .foreign(.post, "/cameras", access: .may(.addCameras)) { call in
                let body = VibeCameraBody(try await call.body([String: SettingValue].self))
                let camera = try await add(body, as: call.principal)
                return try .json(try await message(of: camera, as: call.principal))
            },
            .foreign(.get, Self.path, access: .objects(.seeCamera)) { call in
                let found = try await message(of: try await view(call, .seeCamera), as: call.principal)
                return try .json(call.isByKey ? found.summarized : found)
            },
            .foreign(.put, Self.path, access: .objects(.manageCamera)) { call in
                let camera = try await view(call, .manageCamera)
                let body = VibeCameraBody(try await call.body([String: SettingValue].self))
                let changed = try await change(camera, body, as: call.principal)
                return try .json(try await message(of: changed, as: call.principal))
            },
            .foreign(.delete, Self.path, access: .objects(.manageCamera), remove),
            .foreign(.post, "\(Self.path)/snapshot", access: .objects(.recordByHand)) { call in
                let id = try await camera(call, .recordByHand)
                try await VibeSubject.camera.naming {
                    _ = try await recorder.album.take(as: call.principal, of: id)
                }
                return try .vibe(status: "success", "Snapshot triggered")
            },
            .foreign(.post, "\(Self.path)/recording", access: .objects(.manageCamera), toggle),
        ]
    }

    /// The camera that a call names.
    private func view(_ call: Call, _ action: Action) async throws -> CameraView {
        let id = try await camera(call, action)
        return try await VibeSubject.camera.naming { try await recorder.cameras.camera(as: call.principal, id) }
    }

    /// The document keeps the recordings; so does this, unless the call says otherwise.
    private func remove(_ call: Call) async throws -> Response {
        let camera = try await view(call, .manageCamera)
        let message = try await message(of: camera, as: call.principal)
        let erases = try call.bool("delete_media") ?? false
        try await VibeSubject.camera.naming {
            _ = try await recorder.archives.remove(
                as: call.principal,
                camera.id,
                recordings: erases ? .erase : .keep
            )
        }
        return try .json(message)
    }

    /// Records without a break, or again as before that.
    private func toggle(_ call: Call) async throws -> Response {
        let camera = try await view(call, .manageCamera)
        let properties = try await recorder.cameras.properties(as: call.principal, of: camera.id)
        var change = CameraChange()
        let previous = "movie.previous_mode"
        if camera.mode == "continuous" {
            change.mode = try RecordingWords.mode(properties[previous].asText ?? "Off")
        } else {
            change.mode = "continuous"
            let word = SettingValue.text(RecordingWords.word(of: camera))
            _ = try await recorder.cameras.change(properties: [previous: word], as: call.principal, of: camera.id)
        }
        change.subMode = change.mode
        let wanted = change
        let changed = try await VibeSubject.camera.naming {
            try await recorder.cameras.change(as: call.principal, camera.id, wanted)
        }
        return try .json(try await message(of: changed, as: call.principal))
    }

    // MARK: Messages

    /// All cameras that the asker may see, in the document's order.
    func messages(as principal: Principal) async throws -> [VibeCameraMessage] {
        let cameras = try await recorder.cameras.list(as: principal)
        let numbers = try await numbers(of: .camera, cameras.map(\.id))
        let properties = try await recorder.cameras.properties(as: principal)
        let devices = Dictionary(
            try await recorder.devices.all(as: principal).map { ($0.camera, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let profiles = try await storageProfiles(as: principal)
        var found: [VibeCameraMessage] = []
        for camera in cameras {
            // One that was removed meanwhile is left out.
            guard let number = numbers[camera.id], let said = properties[camera.id] else { continue }
            found.append(try await message(camera, number, said, devices[camera.id], profiles, as: principal))
        }
        return found.sorted { $0.order < $1.order }
    }

    func message(of camera: CameraView, as principal: Principal) async throws -> VibeCameraMessage {
        try await message(
            camera,
            try await recorder.numbers.number(of: .camera, camera.id),
            try await recorder.cameras.properties(as: principal, of: camera.id),
            try await recorder.devices.device(as: principal, of: camera.id),
            try await storageProfiles(as: principal),
            as: principal
        )
    }

    private func message(
        _ camera: CameraView,
        _ number: Int64,
        _ properties: CameraProperties,
        _ device: DeviceView?,
        _ profiles: [VibeProfile],
        as principal: Principal
    ) async throws -> VibeCameraMessage {
        let facts = CameraFacts(
            number: number,
            properties: properties,
            device: device,
            masks: try await recorder.privacy.masks(as: principal, of: camera.id).items,
            motionMasks: try await recorder.motionMasks.areas(as: principal, of: camera.id).items,
            profiles: Dictionary(profiles.map { ($0.volume, $0.message) }, uniquingKeysWith: { first, _ in first })
        )
        return VibeCameraMessage(camera, facts, recorder.settings, recorder.localTime)
    }
}

extension Call {
    /// Whoever shows an API key is told less of cameras.
    var isByKey: Bool { principal.credential == .apiKey }
}
