import HTTPServing
import NVR

/// How a camera is reached, and what it sends: the document's pairs of protocol and encoding.
struct CameraWay: Hashable {
    enum Kind: String { case rtsp, http, onvif, xiaomi }

    var kind: Kind
    /// "h264", "h265", "mjpeg" or "jpeg".
    var encoding: String

    private static let encodings: [Kind: [String]] = [
        .rtsp: ["h264", "h265", "mjpeg"], .http: ["jpeg", "mjpeg"], .onvif: ["h264", "h265", "mjpeg", ""],
        .xiaomi: ["h264", "h265", ""],
    ]
    /// As older programs say both at once.
    private static let joined: [String: (Kind, String)] = [
        "rtsp_h264": (.rtsp, "h264"), "rtsp_mjpeg": (.rtsp, "mjpeg"), "http_jpeg": (.http, "jpeg"),
    ]

    /// - Parameters:
    ///   - name: of the protocol.
    ///   - encoding: nil for the protocol's usual one.
    /// - Throws: `Problem`, INVALID_INPUT.
    init(_ name: String?, encoding: String?) throws {
        guard let name, !name.isEmpty else { throw MiBeeErrors.invalid("protocol is required") }
        if let (kind, usual) = Self.joined[name] {
            self.kind = kind
            self.encoding = encoding ?? usual
        } else {
            guard let kind = Kind(rawValue: name) else {
                throw MiBeeErrors.invalid("protocol is rtsp, http, onvif or xiaomi")
            }
            self.kind = kind
            self.encoding = encoding ?? Self.encodings[kind]?.first ?? ""
        }
        guard Self.encodings[kind]?.contains(self.encoding) == true else {
            throw MiBeeErrors.invalid("the encoding does not go with the protocol \(kind.rawValue)")
        }
    }

    /// By the link with a device, and else by the scheme of a camera's address.
    static func kind(of camera: CameraView, _ device: DeviceView?) -> Kind {
        guard device == nil else { return .onvif }
        return camera.connection?.url.lowercased().hasPrefix("http") == true ? .http : .rtsp
    }

    /// Whether an address is one of this protocol; whether it is good, the recorder says.
    func check(_ url: String) throws {
        let schemes = kind == .rtsp ? ["rtsp://", "rtsps://"] : ["http://", "https://"]
        guard schemes.contains(where: { url.lowercased().hasPrefix($0) }) else {
            throw MiBeeErrors.invalid(
                "invalid URL format: a camera of the protocol \(kind.rawValue) begins with \(schemes[0])"
            )
        }
    }
}
