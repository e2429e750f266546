import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NVR
import Reception

/// Devices of ONVIF that nobody has added yet.
extension LightRoutes {
    var devices: [Endpoint] {
        [
            .foreign(.get, "/api/onvif/discovery/status", access: .may(.addCameras)) { call in
                let status = try recorder.finder.status(as: call.principal)
                return try .light(
                    LightDiscoveryMessage(
                        enabled: status.isEnabled,
                        network: status.network ?? "auto",
                        interval: status.interval
                    )
                )
            },
            .foreign(.post, "/api/onvif/discovery/discover", access: .may(.addCameras)) { call in
                let wanted = try await call.optionalBody(LightDiscoverBody.self)?.network?.nothingIfEmpty
                let found = try await recorder.finder.search(
                    as: call.principal,
                    network: wanted == "auto" ? nil : wanted
                )
                return try .light(LightDevicesMessage(found.map { $0.device }))
            },
            .foreign(.get, "/api/onvif/devices", access: .may(.addCameras)) { call in
                let found = try await recorder.finder.found(as: call.principal)
                return try .light(LightDevicesMessage(found.map { $0.device }))
            },
            .foreign(.get, "/api/onvif/device/profiles", access: .may(.addCameras)) { call in
                let details = try await recorder.finder.describe(as: call.principal, try Self.login(call))
                return try .light(LightProfilesMessage(profiles: details.profiles.map { .init($0) }))
            },
            .foreign(.post, "/api/onvif/device/add", access: .may(.addCameras), addDevice),
            .foreign(.post, "/api/onvif/device/test", access: .may(.addCameras)) { call in
                let body = try await call.body(LightDeviceBody.self)
                guard let url = (body.url ?? body.deviceURL)?.nothingIfEmpty else {
                    throw LightErrors.invalid("Missing or invalid url")
                }
                let login = DeviceLogin(
                    address: url,
                    username: body.username?.nothingIfEmpty,
                    password: body.password?.nothingIfEmpty
                )
                _ = try await recorder.finder.describe(as: call.principal, login)
                return try .light(done: "ONVIF connection successful")
            },
        ]
    }

    /// The document names no parameters: clients use header fields, and a query serves as well.
    ///
    /// - Throws: `Problem`, 400.
    private static func login(_ call: Call) throws -> DeviceLogin {
        let fields = call.request.headers
        let text = try fields[.deviceURL] ?? call.query("device_url", longest: 2048)
        guard let address = text?.nothingIfEmpty else { throw LightErrors.invalid("Missing device_url parameter") }
        let username = try fields[.deviceUsername] ?? call.query("username")
        let password = try fields[.devicePassword] ?? call.query("password", longest: 1024)
        return DeviceLogin(
            address: address,
            username: username?.nothingIfEmpty,
            password: password?.nothingIfEmpty
        )
    }

    private func addDevice(_ call: Call) async throws -> Response {
        let body = try await call.body(LightDeviceBody.self)
        guard let address = body.deviceURL?.nothingIfEmpty, let token = body.profileToken?.nothingIfEmpty,
            let streamName = body.streamName?.nothingIfEmpty
        else { throw LightErrors.invalid("Missing required fields (device_url, profile_token, stream_name)") }
        let name = try LightStreamBody.checked(streamName)
        guard try await book(call).camera(name) == nil else { throw LightErrors.streamExists }
        var camera = CameraDraft(name: name, url: address)
        camera.hasOwnName = true
        camera.username = body.username?.nothingIfEmpty
        camera.password = body.password?.nothingIfEmpty
        camera.connect = "always"
        var draft = DeviceAddDraft(camera)
        draft.mainProfile = token
        let wanted = draft
        do {
            _ = try await LightErrors.naming { try await recorder.finder.add(as: call.principal, wanted) }
        } catch let error as DomainError where error.kind == .invalid && error.member == "main_profile" {
            throw LightSubject.profile.missing
        }
        return try .light(LightAddedDeviceMessage(streamName: name), status: .created)
    }
}
