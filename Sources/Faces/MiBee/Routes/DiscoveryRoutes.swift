import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import NVR
import Reception

/// Devices of ONVIF that nobody has added yet.
extension MiBeeRoutes {
    private static let usualTimeout = 5

    var discovery: [Endpoint] {
        [
            .foreign(.post, "/api/onvif/discover", access: .may(.addCameras), discover),
            .foreign(.get, "/api/onvif/discover/{ip}", access: .may(.addCameras), describe),
        ]
    }

    private func discover(_ call: Call) async throws -> Response {
        let fields = call.request.headers
        let isEmpty = (fields[.contentLength] ?? "0") == "0" && fields[.transferEncoding] == nil
        let body = isEmpty ? MiBeeDiscoverBody() : try await call.body(MiBeeDiscoverBody.self)
        let timeout = body.timeout ?? 0
        let found = try await recorder.finder.search(
            as: call.principal,
            seconds: timeout > 0 ? timeout : Self.usualTimeout,
            network: body.target?.nothingIfEmpty
        )
        let online = found.map { $0.device }.filter(\.isOnline)
        let problem = try recorder.finder.status(as: call.principal).problem
        return try .json(MiBeeDiscoveredMessage(online, problem: problem))
    }

    /// With no user name: what a device tells everyone.
    private func describe(_ call: Call) async throws -> Response {
        let ip = try call.path("ip")
        guard (try? SocketAddress(ipAddress: ip, port: 80)) != nil else {
            throw MiBeeErrors.invalid("\(ip.prefix(64)) is no IP address")
        }
        return try await MiBeeErrors.asking {
            let details = try await recorder.finder.describe(as: call.principal, DeviceLogin(address: ip))
            let found = try await recorder.finder.found(as: call.principal).first { $0.device.address == ip }
            return try .json(MiBeeDeviceMessage(details, found: found?.device))
        }
    }
}
