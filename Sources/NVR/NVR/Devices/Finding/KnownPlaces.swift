import Catalog
import Devices
import ONVIF
import RTSP

/// Where the cameras are that were added already: by their devices, and by their streams.
struct KnownPlaces: Sendable {
    private var devices: [String: String] = [:]
    private var streams: [String: String] = [:]
    /// Of devices, by their addresses: a few, since someone may have added a thousand cameras at one address.
    private(set) var devicePorts: [String: [Int]] = [:]

    private static let mostPorts = 16

    mutating func addDevice(_ address: ServiceAddress, of camera: String) {
        devices[address.authority.lowercased()] = camera
        let ports = devicePorts[address.host] ?? []
        guard ports.count < Self.mostPorts, !ports.contains(address.port) else { return }
        devicePorts[address.host] = ports + [address.port]
    }

    mutating func addStream(_ url: CameraURL, of camera: String) {
        // An own port of HTTP is no stream that a scan asks for.
        guard url.scheme == .rtsp || url.scheme == .rtsps else { return }
        streams["\(url.host.lowercased()):\(url.port)"] = camera
    }

    func camera(at address: ServiceAddress) -> String? { devices[address.authority.lowercased()] }

    /// - Parameter ports: at which the machine speaks RTSP.
    func camera(at host: String, ports: [Int]) -> String? {
        ports.lazy.compactMap { streams["\(host.lowercased()):\($0)"] }.first
    }
}

extension DeviceFinder {
    func knownPlaces() async throws -> KnownPlaces {
        var known = KnownPlaces()
        for (key, text) in try await services.catalog.settings() {
            guard let camera = KeptDevice.camera(of: key), let kept = KeptDevice(text: text),
                let address = ServiceAddress(kept.address)
            else { continue }
            known.addDevice(address, of: camera)
        }
        for record in try await services.catalog.cameras() {
            guard let url = try? CameraURL(record.mainURL) else { continue }
            known.addStream(url, of: record.id.text)
        }
        return known
    }
}
