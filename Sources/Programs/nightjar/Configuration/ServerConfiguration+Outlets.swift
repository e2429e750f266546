import HTTPServing
import NVR

extension ServerConfiguration {
    /// RTSP addresses of their own that listeners for one camera have (`rtsp_port`), by name: "ipcamera-8555".
    var outlets: [String: RestreamOutletChange] {
        var outlets: [String: RestreamOutletChange] = [:]
        for listener in listeners {
            guard let dialect = listener.dialect, let port = listener.rtspPort, let camera = listener.camera,
                let address = try? SocketAddressText(listener.address)
            else { continue }
            var outlet = RestreamOutletChange()
            outlet.address = "\(address.host.contains(":") ? "[\(address.host)]" : address.host):\(port)"
            outlet.camera = camera
            if dialect == .ipcamera {
                // As its document has them (contracts): clients know the realm, and expect 453 beyond the limits.
                outlet.realm = "IP Camera"
                outlet.mostClients = 10
                outlet.mostClientsPerAddress = 4
            }
            outlets["\(dialect.rawValue)-\(port)"] = outlet
        }
        return outlets
    }
}
