import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

extension VibeRoutes {
    private static let path = "/settings"

    var settings: [Endpoint] {
        [
            .foreign(.get, Self.path, access: .may(.manageSystem)) { call in
                let settings = try recorder.settings.view(as: call.principal).byKey
                let all = SettingName.all.map { ($0.name, VibeSettingValueMessage($0.shown(settings))) }
                return try .json(Dictionary(all, uniquingKeysWith: { first, _ in first }))
            },
            .foreign(.get, "\(Self.path)/engine/debug-status", access: .may(.manageSystem), debugStatus),
            .foreign(.get, "\(Self.path)/{key}", access: .may(.followChanges)) { call in
                let name = try call.path("key")
                if !SettingName.open.contains(name) { try Policy.require(call.principal, .manageSystem) }
                guard let known = SettingName.byName[name] else { return try .json(VibeNoSettingMessage(key: name)) }
                return try .json(known.shown(try recorder.settings.view(as: call.principal).byKey))
            },
            .foreign(.put, "\(Self.path)/{key}", access: .may(.manageSystem)) { call in
                let name = try call.path("key")
                let text = try await Self.value(call)
                let settings = try await change([name: text], as: call.principal)
                guard let known = SettingName.byName[name] else { throw Problem(.notFound) }
                return try .json(known.shown(settings))
            },
            .foreign(.post, "\(Self.path)/bulk", access: .may(.manageSystem)) { call in
                let body = try await call.body([String: SettingValue].self)
                let texts = try body.mapValues { value in try Self.text(value) }
                _ = try await change(texts, as: call.principal)
                return try .vibe(message: "Settings updated successfully", count: texts.count)
            },
            .foreign(.post, "\(Self.path)/cleanup", access: .may(.manageSystem), cleanUp),
        ]
    }

    /// - Returns: all settings as they are then, by their keys.
    func change(_ texts: [String: String], as principal: Principal) async throws -> [String: SettingView] {
        var wishes = SettingWishes()
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) { try wishes.add(name, text) }
        wishes.keepTheDocumentsTopics(try recorder.settings.view(as: principal).byKey)
        return try await wishes.make(recorder.settings, as: principal).byKey
    }

    /// In the body, as the document has it, or in the query, as its program does.
    private static func value(_ call: Call) async throws -> String {
        if let text = try call.query("value", longest: 4096) { return text }
        guard let value = try await call.body(VibeSettingBody.self).value else {
            throw VibeErrors.invalid("value", "Field required")
        }
        return try text(value)
    }

    private static func text(_ value: SettingValue) throws -> String {
        switch value {
        case .text(let text): return text
        case .bool(let bool): return bool ? "true" : "false"
        case .integer(let integer): return "\(integer)"
        case .number(let number): return "\(number)"
        case .null: return ""
        case .list, .object: throw VibeErrors.invalid("value", "Input should be a valid string")
        }
    }

    // MARK: The engine

    /// How each camera stands, by its number.
    private func debugStatus(_ call: Call) async throws -> Response {
        let cameras = try await recorder.cameras.list(as: call.principal)
        let numbers = try await numbers(of: .camera, cameras.map(\.id))
        let motions = try await motions(numbers, as: call.principal)
        var status: [String: SettingValue] = [:]
        for camera in cameras {
            guard let number = numbers[camera.id] else { continue }
            let main = camera.status.main
            status["\(number)"] = .object([
                "running": .bool(camera.isEnabled),
                "connected": .bool(camera.status.state == .recording || camera.status.state == .watching),
                "health": .text(camera.status.vibeHealth),
                "reason": .text(camera.status.reason),
                // Without a password: none stands in what is shown.
                "rtsp_url": .orNull(camera.connection?.url),
                "recording": .bool(camera.status.state == .recording),
                "motion": .bool(motions["\(number)"] != nil),
                "frames": .integer(main?.frames ?? 0),
                "lost_packets": .integer(main?.lostPackets ?? 0),
                "bits_per_second": .integer(main?.bitsPerSecond ?? 0),
            ])
        }
        return try .json(status)
    }

    // MARK: Cleaning up

    /// Deletes at once what the rules say, of one camera or of one kind where that is asked for.
    private func cleanUp(_ call: Call) async throws -> Response {
        let body = try await call.hasBody ? call.body(VibeCleanupBody.self) : VibeCleanupBody()
        let type = try body.mediaType ?? call.query("media_type")
        let number = try body.cameraID ?? call.integer("camera_id").map { Int64($0) }
        switch type {
        case nil, VibeEventQuery.video?, VibeEventQuery.snapshot?: break
        default: throw VibeErrors.invalid("media_type", "It is video or snapshot.")
        }
        var camera: String?
        if let number {
            camera = try await id(of: .camera, number)
            guard camera != nil else { throw VibeSubject.camera.missing }
        }
        var (deleted, bytes) = (0, Int64(0))
        if type != VibeEventQuery.snapshot {
            let sum = try await cleanFilms(of: camera, as: call.principal)
            (deleted, bytes) = (deleted + sum.recordings, bytes + sum.bytes)
        }
        if type != VibeEventQuery.video {
            let sum = try await cleanPictures(of: camera, as: call.principal)
            (deleted, bytes) = (deleted + sum.snapshots, bytes + sum.bytes)
        }
        return try .json(
            VibeCleanupMessage(
                message: "Manual cleanup completed successfully",
                deleted: deleted,
                megabytes: RecordingWords.megabytes(bytes)
            )
        )
    }

    private func cleanFilms(of camera: String?, as principal: Principal) async throws -> StorageSum {
        guard let camera else { return try await recorder.keeping.cleanUp(as: principal) }
        var sum = StorageSum.nothing
        let plan = try await recorder.keeping.plan(as: principal, within: .zero, limit: Keeping.longestList)
        for item in plan.items where item.camera == camera {
            do {
                try await recorder.keeping.delete(as: principal, item.recording)
                sum.recordings += 1
                sum.bytes += item.bytes
            } catch let error as DomainError where error.kind == .notFound || error.kind == .conflict {
                // Gone meanwhile, or guarded.
                continue
            }
        }
        return sum
    }

    private func cleanPictures(of camera: String?, as principal: Principal) async throws -> SnapshotSum {
        let days = recorder.settings.value(\.storage.snapshotDays)
        guard days > 0 else { return SnapshotSum() }
        var purge = SnapshotPurge()
        purge.camera = camera
        purge.olderThanDays = days
        return try await recorder.album.purge(as: principal, purge)
    }
}

extension Call {
    /// Whether anything was sent along: whoever sends JSON says so.
    fileprivate var hasBody: Bool { request.headers[.contentType] != nil }
}
