/// A service of a device.
package enum ONVIFService: String, Hashable, Sendable, CaseIterable, Codable {
    case device, media, media2, ptz, imaging, events, deviceIO, recording, search, replay
    /// A subscription to events: it has an address of its own.
    case subscription

    /// By which a device names it; nil for what it does not name.
    package var namespace: String? {
        switch self {
        case .device: ONVIFNamespace.device
        case .media: ONVIFNamespace.media
        case .media2: ONVIFNamespace.media2
        case .ptz: ONVIFNamespace.ptz
        case .imaging: ONVIFNamespace.imaging
        case .events: ONVIFNamespace.events
        case .deviceIO: ONVIFNamespace.deviceIO
        case .recording: ONVIFNamespace.recording
        case .search: ONVIFNamespace.search
        case .replay: ONVIFNamespace.replay
        case .subscription: nil
        }
    }

    package init?(namespace: String) {
        // Some devices end it with a slash, or write it in other letters.
        var plain = namespace.lowercased()
        if plain.hasSuffix("/") { plain.removeLast() }
        guard let service = Self.allCases.first(where: { $0.namespace?.lowercased() == plain }) else { return nil }
        self = service
    }
}
