import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NVR
import Reception

extension MiBeeRoutes {
    private static let path = "/api/cameras/{id}"

    var cameras: [Endpoint] {
        [
            .foreign(.get, "/api/cameras", access: .objects(.seeCamera)) { call in
                let declared = try await recorder.cameras.declaredCodecs(as: call.principal)
                var messages: [MiBeeCameraMessage] = []
                for camera in try await recorder.cameras.list(as: call.principal) {
                    messages.append(try await message(of: camera, declared: declared[camera.id], as: call.principal))
                }
                return try .json(messages)
            },
            .foreign(.post, "/api/cameras", access: .may(.addCameras), add),
            .foreign(.get, Self.path, access: .camera(.seeCamera, parameter: "id")) { call in
                let id = try call.path("id")
                let camera = try await MiBeeSubject.camera(id).naming {
                    try await recorder.cameras.camera(as: call.principal, id)
                }
                return try .json(try await message(of: camera, as: call.principal))
            },
            .foreign(.put, Self.path, access: .camera(.manageCamera, parameter: "id"), change),
            .foreign(.delete, Self.path, access: .camera(.manageCamera, parameter: "id")) { call in
                let id = try call.path("id")
                try await MiBeeSubject.camera(id).naming {
                    _ = try await recorder.archives.remove(as: call.principal, id, recordings: .archive)
                }
                return try .json(MiBeeDeletedCameraMessage(status: "deleted", archived: true))
            },
            .foreign(.post, "/api/cameras/test-connection", access: .may(.addCameras), test),
            .foreign(.post, "\(Self.path)/start", access: .camera(.manageCamera, parameter: "id"), start),
            .foreign(.post, "\(Self.path)/stop", access: .camera(.manageCamera, parameter: "id")) { call in
                let id = try call.path("id")
                var change = CameraChange()
                change.isRecorded = false
                try await MiBeeSubject.camera(id).naming {
                    _ = try await recorder.cameras.change(as: call.principal, id, change)
                }
                return try .mibee(status: "stopped")
            },
        ]
    }

    // MARK: Adding and changing

    private func add(_ call: Call) async throws -> Response {
        let body = try await call.body(MiBeeCameraBody.self)
        let way = try CameraWay(body.protocol, encoding: body.encoding)
        try Self.requireBuilt(way)
        let draft = try CameraDraft(body, way)
        let camera: CameraView
        do {
            camera = try await recorder.cameras.add(as: call.principal, draft)
        } catch let error as DomainError where error.kind == .conflict && error.member == "id" {
            throw MiBeeErrors.problem(.cameraAlreadyExists, "camera already exists: \(draft.identifier ?? "")")
        }
        try await recorder.cameras.declare(codec: way.encoding.nothingIfEmpty, as: call.principal, of: camera.id)
        let message = try await message(of: camera, declared: way.encoding, as: call.principal)
        return try .json(message, status: .created)
    }

    private func change(_ call: Call) async throws -> Response {
        let id = try call.path("id")
        let body = try await call.body(MiBeeCameraBody.self)
        return try await MiBeeSubject.camera(id).naming {
            let old = try await recorder.cameras.camera(as: call.principal, id)
            let kind = body.protocol ?? CameraWay.kind(of: old.connection?.url ?? "").rawValue
            let way = try body.encoding.map { try CameraWay(kind, encoding: $0) }
            let change = try CameraChange(body, of: old)
            let camera = try await recorder.cameras.change(as: call.principal, id, change)
            if let way { try await recorder.cameras.declare(codec: way.encoding, as: call.principal, of: id) }
            return try .json(try await message(of: camera, as: call.principal))
        }
    }

    private func test(_ call: Call) async throws -> Response {
        let body = try await call.body(MiBeeCameraBody.self)
        let way = try CameraWay(body.protocol, encoding: body.encoding)
        guard let url = body.url?.nothingIfEmpty else { throw MiBeeErrors.invalid("url is required") }
        try Self.requireBuilt(way)
        try way.check(url)
        var draft = CameraTestDraft()
        draft.url = url
        draft.username = body.username?.nothingIfEmpty
        draft.password = body.password?.nothingIfEmpty
        return try .json(MiBeeCameraTestMessage(try await recorder.cameras.test(as: call.principal, draft), way))
    }

    /// What cannot be added yet, after what was sent has been looked at.
    private static func requireBuilt(_ way: CameraWay) throws {
        guard way.kind == .onvif || way.kind == .xiaomi else { return }
        throw MiBeeErrors.problem(
            .notImplemented,
            "cameras of the protocol \(way.kind.rawValue) are not built yet in this version of Nightjar; add it as rtsp or http"
        )
    }

    // MARK: Recording

    private func start(_ call: Call) async throws -> Response {
        let id = try call.path("id")
        return try await MiBeeSubject.camera(id).naming {
            let camera = try await recorder.cameras.camera(as: call.principal, id)
            guard camera.isEnabled else { throw MiBeeErrors.problem(.cameraDisabled, "camera is disabled: \(id)") }
            guard !camera.isRecorded else {
                guard camera.status.code == "disk-full" else {
                    throw MiBeeErrors.problem(.cameraAlreadyRunning, "camera already running: \(id)")
                }
                throw MiBeeErrors.problem(.storageFull, "storage full: disk space critically low")
            }
            var change = CameraChange()
            change.isRecorded = true
            _ = try await recorder.cameras.change(as: call.principal, id, change)
            return try .mibee(status: "started")
        }
    }

    // MARK: Messages

    private func message(of camera: CameraView, as principal: Principal) async throws -> MiBeeCameraMessage {
        let declared = try await recorder.cameras.declaredCodecs(as: principal)[camera.id]
        return try await message(of: camera, declared: declared, as: principal)
    }

    private func message(
        of camera: CameraView,
        declared: String?,
        as principal: Principal
    ) async throws -> MiBeeCameraMessage {
        var last: WallTime?
        let hasPictures = camera.isRecorded && camera.status.main?.lastFrameAt != nil
        if !hasPictures, Policy.may(principal, .playRecordings, .camera(camera.id)) {
            var query = Archive.Query()
            query.camera = camera.id
            query.limit = 1
            last = try await recorder.archive.recordings(as: principal, query).items.first?.end
        }
        return MiBeeCameraMessage(camera, declared: declared, lastRecorded: last)
    }
}
