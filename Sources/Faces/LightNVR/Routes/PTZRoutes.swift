import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

/// Heads of cameras.
extension LightRoutes {
    var steering: [Endpoint] { moving + homes + presets }

    private static func call(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ answer: @escaping @Sendable (Call) async throws -> Response
    ) -> Endpoint {
        .foreign(method, "/api/streams/{name}/ptz/\(path)", access: .objects(.controlCamera), answer)
    }

    /// The camera that a call names, in the order of the document: is there one, may its head be turned.
    ///
    /// - Throws: `Problem`, 404, 400; `forbidden`.
    private func steered(_ call: Call) async throws -> String {
        let id = try await stream(call, .controlCamera)
        let traits = try await traits(of: id, as: call.principal)
        let device = try await recorder.devices.device(as: call.principal, of: id)
        let isSteerable = traits.isSteerable ?? (device?.facts?.movement != nil)
        guard isSteerable, device != nil else { throw LightErrors.invalid("PTZ not enabled for this stream") }
        return id
    }

    private var moving: [Endpoint] {
        [
            Self.call(.get, "capabilities") { call in
                let id = try await steered(call)
                let wasAsked: Bool
                do {
                    _ = try await recorder.devices.position(as: call.principal, of: id)
                    wasAsked = true
                } catch let error as DomainError {
                    // What is known is told all the same.
                    guard case .camera = error.kind else { throw error }
                    wasAsked = false
                }
                let device = try await recorder.devices.device(as: call.principal, of: id)
                return try .light(LightPTZMessage(device, wasAsked: wasAsked))
            },
            Self.call(.post, "move") { call in try await move(call, .continuous, "PTZ move started") },
            Self.call(.post, "absolute") { call in try await move(call, .absolute, "PTZ absolute move started") },
            Self.call(.post, "relative") { call in try await move(call, .relative, "PTZ relative move started") },
            Self.call(.post, "stop") { call in
                try await recorder.devices.stop(as: call.principal, of: try await steered(call))
                return try .light(done: "PTZ movement stopped")
            },
        ]
    }

    private func move(_ call: Call, _ mode: PTZOrder.Mode, _ message: String) async throws -> Response {
        let id = try await steered(call)
        let order = try PTZOrder(try await call.body(LightMoveBody.self), mode)
        try await recorder.devices.move(as: call.principal, of: id, order)
        return try .light(done: message)
    }

    private var homes: [Endpoint] {
        [
            Self.call(.post, "home") { call in
                try await recorder.devices.goHome(as: call.principal, of: try await steered(call))
                return try .light(done: "PTZ moving to home position")
            },
            Self.call(.post, "set-home") { call in
                try await recorder.devices.setHome(as: call.principal, of: try await steered(call))
                return try .light(done: "PTZ home position set")
            },
        ]
    }

    private var presets: [Endpoint] {
        [
            Self.call(.get, "presets") { call in
                let id = try await steered(call)
                let presets = try await recorder.devices.presets(as: call.principal, of: id).map { preset in
                    LightPresetsMessage.Preset(token: preset.token, name: preset.name)
                }
                return try .light(LightPresetsMessage(presets: presets, count: presets.count))
            },
            Self.call(.post, "goto-preset") { call in
                let id = try await steered(call)
                guard let token = try await call.body(LightPresetBody.self).token?.nothingIfEmpty else {
                    throw LightErrors.invalid("Missing or invalid token")
                }
                try await recorder.devices.goToPreset(as: call.principal, of: id, token)
                return try .light(done: "PTZ moving to preset")
            },
            Self.call(.put, "preset") { call in
                let id = try await steered(call)
                let body = try await call.body(LightPresetBody.self)
                guard let name = body.name?.nothingIfEmpty else { throw LightErrors.invalid("Missing or invalid name") }
                let preset = try await recorder.devices.setPreset(
                    as: call.principal,
                    of: id,
                    name: name,
                    token: body.token?.nothingIfEmpty
                )
                return try .light(LightPresetMessage(token: preset.token))
            },
        ]
    }
}
