import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

/// Cameras of ONVIF: what they are, their heads, their pictures, their networks.
extension MiBeeRoutes {
    var devices: [Endpoint] { asking + steering + presets + imaging + keeping }

    private static func camera(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ action: Action,
        _ answer: @escaping @Sendable (Call) async throws -> Response
    ) -> Endpoint {
        .foreign(method, "/api/cameras/{id}/\(path)", access: .camera(action, parameter: "id"), answer)
    }

    /// Asks the device of the camera that a call names, in the order of the document: is there one, is it of ONVIF, does it
    /// answer.
    private func asked(_ call: Call, _ work: (CameraDevices, String) async throws -> Response) async throws -> Response
    {
        let id = try call.path("id")
        let device = try await MiBeeSubject.camera(id).naming {
            try await recorder.devices.device(as: call.principal, of: id)
        }
        guard device != nil else { throw MiBeeErrors.problem(.onvifNotCamera, "not an ONVIF camera: \(id)") }
        return try await MiBeeErrors.asking { try await work(recorder.devices, id) }
    }

    private var asking: [Endpoint] {
        [
            Self.camera(.get, "onvif/profiles", .manageCamera) { call in
                try await asked(call) { devices, id in
                    let details = try await devices.probe(as: call.principal, of: id)
                    guard !details.profiles.isEmpty else {
                        throw MiBeeErrors.problem(.onvifNoProfiles, "no media profiles: \(id)")
                    }
                    return try .json(MiBeeProfilesMessage(details))
                }
            },
            Self.camera(.get, "onvif/capabilities", .manageCamera) { call in
                try await asked(call) { devices, id in
                    try .json(MiBeeCapabilitiesMessage(try await devices.probe(as: call.principal, of: id)))
                }
            },
            Self.camera(.get, "snapshot/uri", .manageCamera) { call in
                try await asked(call) { devices, id in
                    let details = try await devices.probe(as: call.principal, of: id)
                    let main = try await devices.device(as: call.principal, of: id)?.mainProfile ?? details.mainProfile
                    let profiles = details.profiles.filter { $0.token == main } + details.profiles
                    guard let uri = profiles.lazy.compactMap(\.snapshotURL).first else {
                        throw MiBeeErrors.problem(.notFound, "the camera has no snapshot URI: \(id)")
                    }
                    return try .json(MiBeeURIMessage(uri: uri))
                }
            },
        ]
    }

    private var steering: [Endpoint] {
        [
            Self.camera(.post, "ptz/move", .controlCamera) { call in
                let order = try PTZOrder(try await call.body(MiBeeMoveBody.self))
                return try await asked(call) { devices, id in
                    try await devices.move(as: call.principal, of: id, order)
                    return try .mibee(status: "moving")
                }
            },
            Self.camera(.post, "ptz/stop", .controlCamera) { call in
                try await asked(call) { devices, id in
                    try await devices.stop(as: call.principal, of: id)
                    return try .mibee(status: "stopped")
                }
            },
            Self.camera(.get, "ptz/status", .controlCamera) { call in
                try await asked(call) { devices, id in
                    try .json(MiBeePositionMessage(try await devices.position(as: call.principal, of: id)))
                }
            },
        ]
    }

    private var presets: [Endpoint] {
        [
            Self.camera(.get, "ptz/presets", .controlCamera) { call in
                try await asked(call) { devices, id in
                    let presets: [PTZPresetView]
                    do {
                        presets = try await devices.presets(as: call.principal, of: id)
                    } catch let error as DomainError where error.kind == .unsupported {
                        // One whose head does not move keeps none.
                        presets = []
                    }
                    return try .json(MiBeePresetsMessage(presets: presets.map(MiBeePresetsMessage.Preset.init)))
                }
            },
            Self.camera(.post, "ptz/presets", .controlCamera) { call in
                let body = try await call.body(MiBeePresetBody.self)
                guard let name = body.name?.nothingIfEmpty else { throw MiBeeErrors.invalid("name is required") }
                return try await asked(call) { devices, id in
                    let preset = try await devices.setPreset(as: call.principal, of: id, name: name)
                    return try .json(MiBeeTokenMessage(token: preset.token))
                }
            },
            Self.camera(.post, "ptz/presets/{token}/goto", .controlCamera) { call in
                try await asked(call) { devices, id in
                    try await devices.goToPreset(as: call.principal, of: id, try call.path("token"))
                    return try .mibee(status: "ok")
                }
            },
            Self.camera(.delete, "ptz/presets/{token}", .controlCamera) { call in
                try await asked(call) { devices, id in
                    try await devices.removePreset(as: call.principal, of: id, try call.path("token"))
                    return try .mibee(status: "ok")
                }
            },
        ]
    }

    private var imaging: [Endpoint] {
        [
            Self.camera(.get, "imaging/settings", .controlCamera) { call in
                try await asked(call) { devices, id in
                    try .json(MiBeeImagingMessage(try await devices.imaging(as: call.principal, of: id)))
                }
            },
            Self.camera(.put, "imaging/settings", .controlCamera) { call in
                let change = try ImagingChange(try await call.body(MiBeeImagingBody.self))
                return try await asked(call) { devices, id in
                    _ = try await devices.change(as: call.principal, imagingOf: id, change)
                    return try .mibee(status: "ok")
                }
            },
            Self.camera(.get, "imaging/options", .controlCamera) { call in
                try await asked(call) { devices, id in
                    try .json(MiBeeImagingOptionsMessage(try await devices.imaging(as: call.principal, of: id)))
                }
            },
        ]
    }

    private var keeping: [Endpoint] {
        [
            Self.camera(.post, "onvif/reboot", .manageCamera) { call in
                try await asked(call) { devices, id in
                    try await devices.reboot(as: call.principal, of: id)
                    return try .mibee(status: "ok")
                }
            },
            Self.camera(.get, "onvif/network", .manageCamera) { call in
                try await asked(call) { devices, id in
                    try .json(MiBeeNetworkMessage(try await devices.network(as: call.principal, of: id)))
                }
            },
            Self.camera(.put, "onvif/network", .manageCamera) { call in
                let body = try await call.body(MiBeeNetworkBody.self)
                return try await asked(call) { devices, id in
                    let now = try await devices.network(as: call.principal, of: id)
                    for change in try DeviceNetworkChange.changes(body, now) {
                        _ = try await devices.change(as: call.principal, networkOf: id, change)
                    }
                    return try .mibee(status: "ok")
                }
            },
        ]
    }
}
