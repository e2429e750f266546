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
                let devices = Dictionary(
                    try await recorder.devices.all(as: call.principal).map { ($0.camera, $0) },
                    uniquingKeysWith: { first, _ in first }
                )
                var messages: [MiBeeCameraMessage] = []
                for camera in try await recorder.cameras.list(as: call.principal) {
                    let id = camera.id
                    messages.append(try await message(of: camera, devices[id], declared[id], as: call.principal))
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
            camera = try await added(draft, body, way, as: call.principal)
        } catch let error as DomainError where error.kind == .conflict && error.member == "id" {
            throw MiBeeErrors.problem(.cameraAlreadyExists, "camera already exists: \(draft.identifier ?? "")")
        }
        try await recorder.cameras.declare(codec: way.encoding.nothingIfEmpty, as: call.principal, of: camera.id)
        return try .json(try await message(of: camera, as: call.principal), status: .created)
    }

    private func added(
        _ draft: CameraDraft,
        _ body: MiBeeCameraBody,
        _ way: CameraWay,
        as principal: Principal
    ) async throws -> CameraView {
        guard way.kind == .onvif else { return try await recorder.cameras.add(as: principal, draft) }
        var device = DeviceAddDraft(draft)
        device.mainProfile = body.profileToken?.nothingIfEmpty
        // The document adds what it is told, and finds out later whether it answers.
        device.mayBeAway = true
        let wanted = device
        return try await MiBeeErrors.asking { try await recorder.finder.add(as: principal, wanted) }
    }

    private func change(_ call: Call) async throws -> Response {
        let id = try call.path("id")
        let body = try await call.body(MiBeeCameraBody.self)
        return try await MiBeeSubject.camera(id).naming {
            let old = try await recorder.cameras.camera(as: call.principal, id)
            let device = try await recorder.devices.device(as: call.principal, of: id)
            let now = CameraWay.kind(of: old, device)
            let way = try CameraWay(body.protocol ?? now.rawValue, encoding: body.encoding)
            try Self.requireBuilt(way)
            let change = try CameraChange(body, way)
            let principal = call.principal
            let work: @Sendable () async throws -> Void = {
                _ = try await recorder.cameras.change(as: principal, id, change)
                guard body.encoding != nil else { return }
                try await recorder.cameras.declare(codec: way.encoding.nothingIfEmpty, as: principal, of: id)
            }
            if let link = Self.link(device, body, way) {
                // Asked before anything is changed.
                _ = try await MiBeeErrors.asking {
                    try await recorder.devices.link(as: principal, of: id, link, with: change, work)
                }
            } else {
                try await work()
                if device != nil, body.protocol != nil, way.kind != .onvif {
                    try await recorder.devices.unlink(as: principal, of: id)
                }
            }
            let camera = try await recorder.cameras.camera(as: principal, id)
            return try .json(try await message(of: camera, as: principal))
        }
    }

    /// How a camera is linked with another device than it is, where the body names one.
    private static func link(_ device: DeviceView?, _ body: MiBeeCameraBody, _ way: CameraWay) -> DeviceLinkDraft? {
        guard way.kind == .onvif, let address = body.address(way), address != device?.connection?.address else {
            return nil
        }
        var draft = DeviceLinkDraft()
        draft.address = address
        draft.takesStreams = true
        return draft
    }

    private func test(_ call: Call) async throws -> Response {
        let body = try await call.body(MiBeeCameraBody.self)
        let way = try CameraWay(body.protocol, encoding: body.encoding)
        guard let address = body.address(way) else { throw MiBeeErrors.invalid("url is required") }
        try Self.requireBuilt(way)
        try way.check(address)
        let (username, password) = (body.username?.nothingIfEmpty, body.password?.nothingIfEmpty)
        var draft = CameraTestDraft()
        draft.url = address
        if way.kind == .onvif {
            let login = DeviceLogin(address: address, username: username, password: password)
            do {
                let details = try await recorder.finder.describe(as: call.principal, login)
                draft.url = details.profiles.first { $0.token == details.mainProfile }?.streamURL
            } catch let error as DomainError where error.isOfCamera {
                return try .json(MiBeeCameraTestMessage(failing: error.sentence, way))
            }
            guard draft.url != nil else {
                return try .json(MiBeeCameraTestMessage(failing: "The camera tells of no profile with a stream.", way))
            }
        }
        draft.username = .some(username)
        draft.password = .some(password)
        return try .json(MiBeeCameraTestMessage(try await recorder.cameras.test(as: call.principal, draft), way))
    }

    /// What cannot be added yet, after what was sent has been looked at.
    private static func requireBuilt(_ way: CameraWay) throws {
        guard way.kind == .xiaomi else { return }
        throw MiBeeErrors.problem(
            .notImplemented,
            "cameras of the protocol xiaomi are not built yet in this version of Nightjar"
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
        let device = try await recorder.devices.device(as: principal, of: camera.id)
        return try await message(of: camera, device, declared, as: principal)
    }

    private func message(
        of camera: CameraView,
        _ device: DeviceView?,
        _ declared: String?,
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
        return MiBeeCameraMessage(camera, device, declared: declared, lastRecorded: last)
    }
}
