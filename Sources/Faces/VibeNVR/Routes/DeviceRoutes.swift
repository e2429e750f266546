import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

/// Cameras of ONVIF: what they are, and their heads.
extension VibeRoutes {
    var devices: [Endpoint] { looking + moves + homes + presets }

    private var looking: [Endpoint] { [.foreign(.post, "/onvif/probe", access: .may(.addCameras), probe)] }

    /// A call about the head of the camera whose number stands behind it.
    private func head(
        _ method: HTTPRequest.Method,
        _ name: String,
        _ action: Action = .controlCamera,
        _ answer: @escaping @Sendable (Call, String) async throws -> Response
    ) -> Endpoint {
        .foreign(method, "/onvif/ptz/\(name)/{id}", access: .objects(action)) { call in
            try await answer(call, try await camera(call, action))
        }
    }

    private var moves: [Endpoint] {
        [
            head(.post, "move") { call, id in
                let order = PTZOrder(try await call.body(VibeMoveBody.self))
                return try await asking("PTZ Move command failed", of: id, call) { devices in
                    try await devices.move(as: call.principal, of: id, order)
                    return try .vibe(status: "ok")
                }
            },
            head(.post, "stop") { call, id in
                try await asking("PTZ Stop command failed", of: id, call) { devices in
                    try await devices.stop(as: call.principal, of: id)
                    return try .vibe(status: "ok")
                }
            },
            head(.post, "probe-features", .manageCamera) { call, id in
                try await asking("The camera cannot be asked what it can", of: id, call) { devices in
                    try .json(VibeFeaturesMessage(try await devices.probe(as: call.principal, of: id).facts))
                }
            },
        ]
    }

    private var homes: [Endpoint] {
        [
            head(.post, "goto-home") { call, id in
                try await asking("The camera cannot go home", status: .badRequest, of: id, call) { devices in
                    try await devices.goHome(as: call.principal, of: id)
                    return try .vibe(status: "success")
                }
            },
            head(.post, "set-home") { call, id in
                try await asking("The home position cannot be set", status: .badRequest, of: id, call) { devices in
                    try await devices.setHome(as: call.principal, of: id)
                    return try .vibe(status: "success")
                }
            },
        ]
    }

    private var presets: [Endpoint] {
        [
            head(.post, "goto-preset") { call, id in
                guard let token = try await call.body(VibePresetBody.self).token else {
                    throw VibeErrors.invalid("preset_token", "Field required")
                }
                return try await asking("The camera cannot go to the preset", of: id, call) { devices in
                    try await devices.goToPreset(as: call.principal, of: id, token)
                    return try .vibe(status: "success")
                }
            },
            head(.get, "presets") { call, id in
                let found = try await places(of: id, as: call.principal)
                return try .json(found.map { VibePresetMessage(token: $0.token, name: $0.name) })
            },
        ]
    }

    /// The document has none of a camera that does not tell of any.
    private func places(of id: String, as principal: Principal) async throws -> [PTZPresetView] {
        do {
            return try await VibeSubject.camera.naming {
                // Also finds out whether there is such a camera.
                _ = try await recorder.cameras.camera(as: principal, id)
                return try await recorder.devices.presets(as: principal, of: id)
            }
        } catch let error as DomainError where error.isOfDevice {
            return []
        }
    }

    /// What a device refuses, in the document's words.
    private func asking(
        _ words: String,
        status: HTTPResponse.Status = .internalServerError,
        of id: String,
        _ call: Call,
        _ work: (CameraDevices) async throws -> Response
    ) async throws -> Response {
        _ = try await VibeSubject.camera.naming { try await recorder.cameras.camera(as: call.principal, id) }
        do {
            return try await work(recorder.devices)
        } catch let error as DomainError where error.isOfDevice {
            throw VibeErrors.problem(status, "\(words): \(error.sentence)")
        }
    }

    // MARK: One that is no camera yet

    private func probe(_ call: Call) async throws -> Response {
        let body = try await call.body(VibeProbeBody.self)
        guard let ip = body.ip?.nothingIfEmpty else { throw VibeErrors.invalid("ip", "Field required") }
        guard let port = body.port else { throw VibeErrors.invalid("port", "Field required") }
        guard (1...65_535).contains(port) else { throw VibeErrors.invalid("port", "Input should be greater than 0") }
        let login = DeviceLogin(
            address: DeviceAddress(host: ip, port: port).text,
            username: body.user?.nothingIfEmpty,
            password: body.password?.nothingIfEmpty
        )
        do {
            let details = try await recorder.finder.describe(as: call.principal, login)
            return try .json(VibeProbeMessage(details, ip: ip, port: port))
        } catch let error as DomainError where error.isOfDevice {
            throw VibeErrors.problem(.badRequest, "Could not retrieve device information: \(error.sentence)")
        }
    }
}

extension DomainError {
    /// Whether it is the device that does not do what was asked, or there is none.
    fileprivate var isOfDevice: Bool {
        switch kind {
        case .camera, .unsupported, .conflict, .notFound: true
        default: false
        }
    }
}
