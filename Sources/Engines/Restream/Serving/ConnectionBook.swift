import Glibc
import Media
import NIOCore

/// One address of the server, to tell its connections from others'.
final class RestreamDoor: Sendable {
    let step: RestreamDoorstep

    init(_ step: RestreamDoorstep) { self.step = step }

    var entrance: RestreamEntrance { step.entrance }
}

/// The open connections of the server, counted in all and by address. On its event loop.
final class ConnectionBook {
    private let limits: RestreamLimits
    private struct Entry {
        let channel: any Channel
        let household: String
        let door: RestreamDoor
        /// It was given a stream.
        var hasPlace = false
    }

    private var entries: [ObjectIdentifier: Entry] = [:]
    private var households: [String: Int] = [:]
    private var isClosing = false

    init(limits: RestreamLimits) { self.limits = limits }

    var count: Int { entries.count }

    /// Takes a connection in; false where there is no room for it.
    ///
    /// - Parameter door: the address of the server by which it came.
    func add(_ channel: any Channel, by door: RestreamDoor) -> Bool {
        let household = Self.household(channel.remoteAddress)
        guard !isClosing, entries.count < limits.connections,
            households[household, default: 0] < limits.connectionsPerAddress
        else { return false }
        entries[ObjectIdentifier(channel)] = Entry(channel: channel, household: household, door: door)
        households[household, default: 0] += 1
        return true
    }

    /// Whether a connection may be given a stream at its address of the server: once it was, it keeps its place.
    func takePlace(_ channel: any Channel) -> Bool {
        guard let own = entries[ObjectIdentifier(channel)] else { return false }
        guard !own.hasPlace else { return true }
        let others = entries.values.filter { $0.hasPlace && $0.door === own.door }
        let step = own.door.step
        guard others.count < step.most ?? .max,
            others.count(where: { $0.household == own.household }) < step.mostPerAddress ?? .max
        else { return false }
        entries[ObjectIdentifier(channel)]?.hasPlace = true
        return true
    }

    func remove(_ channel: any Channel) {
        guard let household = entries.removeValue(forKey: ObjectIdentifier(channel))?.household else { return }
        let left = households[household, default: 1] - 1
        households[household] = left > 0 ? left : nil
    }

    /// Those that came by this address of the server.
    func open(by door: RestreamDoor) -> [any Channel] {
        entries.values.filter { $0.door === door }.map(\.channel)
    }

    var all: [any Channel] { entries.values.map(\.channel) }

    /// Takes no more in.
    ///
    /// - Returns: those that are open.
    func close() -> [any Channel] {
        isClosing = true
        return entries.values.map(\.channel)
    }

    /// An IPv4 address, or the network of 64 bits of an IPv6 one: everyone has 2^64 addresses of his own there.
    static func household(_ address: SocketAddress?) -> String {
        guard let text = address?.plainAddress else { return "" }
        var bytes = [UInt8](repeating: 0, count: 16)
        guard text.contains(":"), inet_pton(AF_INET6, text, &bytes) == 1 else { return text }
        return Hexadecimal.encode(Array(bytes[..<8]))
    }
}

extension SocketAddress {
    /// Without port and zone; an IPv4 address that IPv6 carries is one of IPv4.
    var plainAddress: String? {
        guard let text = ipAddress else { return nil }
        let plain = String(text.prefix { $0 != "%" })
        return plain.hasPrefix("::ffff:") && plain.contains(".") ? String(plain.dropFirst(7)) : plain
    }
}
