import Media
import ONVIF

/// A question to the simulated device, with all that its answer depends on.
struct DeviceRequest {
    var state: DeviceState
    let plan: OddityPlan
    /// Host and port as the client named them, and those of the streams.
    let authority: String
    let streamAuthority: String
    let isSecure: Bool
    /// Of the request.
    let path: String
    let now: MonotonicTime
    /// By the device's clock.
    var wall: WallTime

    /// Behind a router nobody knows by which address he is reached.
    private static let inside = "192.168.1.108"

    /// "http://192.0.2.10/onvif/media_service".
    func address(_ target: String) -> String {
        if plan.has(.onvifForeignAddresses) { return "http://\(Self.inside)\(target)" }
        return "http\(isSecure ? "s" : "")://\(authority)\(target)"
    }

    func streamAddress(_ path: String) -> String {
        if plan.has(.onvifForeignAddresses) { return "rtsp://\(Self.inside):554/\(path)" }
        return "rtsp\(isSecure ? "s" : "")://\(streamAuthority)/\(path)"
    }

    static func path(of service: ONVIFService) -> String {
        switch service {
        case .device: "/onvif/device_service"
        case .media: "/onvif/media_service"
        case .media2: "/onvif/media2_service"
        case .ptz: "/onvif/ptz_service"
        case .imaging: "/onvif/imaging_service"
        case .events: "/onvif/event_service"
        case .deviceIO: "/onvif/deviceio_service"
        case .recording: "/onvif/recording_service"
        case .search: "/onvif/search_service"
        case .replay: "/onvif/replay_service"
        case .subscription: "/onvif/subscription/"
        }
    }

    /// Those that it announces.
    var services: [ONVIFService] {
        let own: [ONVIFService] = [.device, .media, .media2, .ptz, .imaging, .events, .deviceIO, .recording, .replay]
        return plan.has(.onvifNoSearch) ? own : own + [.search]
    }

    /// Throws where the device has promised what it cannot do.
    func expectHonesty() throws(SOAPFault) {
        guard plan.has(.onvifLies) else { return }
        throw SOAPFault(.receiver, ["ActionNotSupported"], reason: "Optional Action Not Implemented")
    }
}
