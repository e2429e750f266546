import Devices
import Foundation
import Ingest
package import Media
import NIOCore
import ONVIF

/// A device that was found in the network, as it has introduced itself.
package struct FoundDevice: Codable, Hashable, Sendable {
    /// By which it is the same at another address: "urn:uuid:…".
    package var endpoint: String
    /// Of IP, where it answered from.
    package var address: String
    /// Of its device service.
    package var deviceURL: String
    package var name: String
    package var hardware: String
    package var location: String
    /// Of ONVIF, as it says: "Streaming", "T", "G".
    package var profiles: [String]
    /// Whether it answered when it was looked for last, and has not said goodbye since.
    package var isOnline: Bool
    /// Nanoseconds since 1970.
    var seenAt: Int64

    package var lastSeen: WallTime { WallTime(nanoseconds: seenAt) }

    enum CodingKeys: String, CodingKey {
        case endpoint, address, name, hardware, location, profiles
        case deviceURL = "device_url"
        case isOnline = "online"
        case seenAt = "seen_at"
    }

    private static let longest = 200
    private static let mostProfiles = 16

    /// - Parameter policy: which addresses a camera may have.
    init(_ found: DiscoveryCollector.Found, at now: WallTime, policy: AddressPolicy) {
        func line(_ text: String?) -> String {
            let plain = (text ?? "").unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
            return String(String(String.UnicodeScalarView(plain)).prefix(Self.longest))
        }
        endpoint = line(found.device.endpoint)
        address = found.sender
        deviceURL = Self.service(found, policy).description
        name = line(found.device.scopes.name)
        hardware = line(found.device.scopes.hardware)
        location = line(found.device.scopes.location)
        profiles = found.device.scopes.profiles.prefix(Self.mostProfiles).map { line($0) }
        isOnline = true
        seenAt = now.nanoseconds
    }

    /// Where it says that it is, at the address that it has answered from.
    private static func service(_ found: DiscoveryCollector.Found, _ policy: AddressPolicy) -> ServiceAddress {
        let all = found.device.addresses.compactMap { ServiceAddress($0) }
        if ServiceAddress.isLinkLocal(found.sender), let announced = announced(all, policy) { return announced }
        if let own = all.first(where: { $0.host.lowercased() == found.sender.lowercased() }) { return own }
        // One behind a router, or with an address that it had before.
        guard var first = all.first(where: { !$0.host.contains(":") }) ?? all.first else {
            return ServiceAddress(host: found.sender)
        }
        first.host = found.sender
        return first
    }

    /// Where one is that has answered from a link-local address, as all do that are asked by version 6 (RFC 6724 §5, rule 2): by that
    /// it is not reached, so that its own word counts, as far as a camera may be there. First of version 6, by which it was heard.
    private static func announced(_ all: [ServiceAddress], _ policy: AddressPolicy) -> ServiceAddress? {
        let usable = all.filter { address in
            // A name, or a number of the Internet's version 4, could be anybody's.
            guard !ServiceAddress.isLinkLocal(address.host),
                address.host.contains(":") || AddressRange(address.host)?.isPrivate == true,
                let socket = try? SocketAddress(ipAddress: address.host, port: address.port)
            else { return false }
            return policy.refusal(of: socket) == nil
        }
        return usable.first { $0.host.contains(":") } ?? usable.first
    }

    /// The same; where it has not said where it is, as long as it answers from the same address, there where it was known to be.
    func placed(by known: [FoundDevice], saysWhere: Bool) -> FoundDevice {
        guard !saysWhere, let old = known.first(where: { $0.endpoint == endpoint && $0.address == address }) else {
            return self
        }
        var device = self
        device.deviceURL = old.deviceURL
        return device
    }

    // MARK: Keeping

    /// Among the catalogue's settings.
    static let key = "found-devices"
    static let most = 256

    static func read(_ text: String?) -> [FoundDevice] {
        guard let text, let found = try? JSONDecoder().decode([FoundDevice].self, from: Data(text.utf8)) else {
            return []
        }
        return Array(found.prefix(most))
    }

    static func text(_ found: [FoundDevice]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(found), as: UTF8.self)
    }

    /// Those that are known, after a search that found these: each device once, by version 4 of IP where it answers by both.
    static func merged(_ known: [FoundDevice], _ found: [FoundDevice]) -> [FoundDevice] {
        var byEndpoint: [String: FoundDevice] = [:]
        for device in found {
            if let other = byEndpoint[device.endpoint], !other.address.contains(":") { continue }
            byEndpoint[device.endpoint] = device
        }
        let places = Set(byEndpoint.values.map(\.deviceURL))
        // One at the same place with another name is the same, started anew.
        let gone = known.filter { byEndpoint[$0.endpoint] == nil && !places.contains($0.deviceURL) }.map { device in
            var device = device
            device.isOnline = false
            return device
        }
        let all = byEndpoint.values.sorted { ($0.address, $0.endpoint) < ($1.address, $1.endpoint) }
        // Those that were not seen for longest give way.
        return Array((all + gone.sorted { $0.seenAt > $1.seenAt }).prefix(most))
    }

    /// The same when one of them says hello; by version 6 of IP only where nothing else is known of it.
    ///
    /// - Parameter saysWhere: whether it has said where it is. Else what was known of that stays.
    static func merged(
        _ known: [FoundDevice],
        greeted device: FoundDevice,
        saysWhere: Bool = true
    ) -> [FoundDevice] {
        let device = device.placed(by: known, saysWhere: saysWhere)
        let other = known.first { $0.endpoint == device.endpoint }
        if let other, other.isOnline, device.address.contains(":"), !other.address.contains(":") { return known }
        let others = known.filter { $0.endpoint != device.endpoint && $0.deviceURL != device.deviceURL }
        return Array(([device] + others).prefix(most))
    }
}

/// How looking for devices stands.
package struct SearchStatus: Hashable, Sendable {
    /// Whether it is done all the time, and how often.
    package var isEnabled: Bool
    package var interval: Int
    /// Looked through besides the machine's own networks.
    package var network: String?
    /// Private networks that this machine is in, as ranges of addresses.
    package var networks: [String]
    package var isRunning: Bool
    /// Whether cameras that come and go are heard.
    package var isListening: Bool
    package var lastRun: WallTime?
    /// Why nobody can be found by multicast.
    package var problem: String?
    package var found: Int
}
