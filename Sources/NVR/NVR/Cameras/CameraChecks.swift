import Accounts
import Catalog
import RTSP

/// What the members of a camera may be. Each names itself in the error, as the request has it.
enum CameraChecks {
    static let longestName = 200
    static let longestUsername = 256
    static let longestPassword = 1024

    static func name(_ name: String) throws(DomainError) -> String {
        guard !name.isEmpty, AccountRules.isAtMost(longestName, name), !hasControls(name) else {
            throw DomainError(.invalid, "A camera's name has 1 to \(longestName) characters.", member: "name")
        }
        return name
    }

    static func username(_ name: String?) throws(DomainError) -> String? {
        guard let name else { return nil }
        guard AccountRules.isAtMost(longestUsername, name), !hasControls(name) else {
            throw DomainError(
                .invalid,
                "A camera's user name has \(longestUsername) characters at most, all in one line.",
                member: "username"
            )
        }
        return name
    }

    static func password(_ password: String?) throws(DomainError) -> String? {
        guard let password else { return nil }
        guard AccountRules.isAtMost(longestPassword, password) else {
            throw DomainError(
                .invalid,
                "A camera's password has \(longestPassword) characters at most.",
                member: "password"
            )
        }
        return password
    }

    /// Whether there is anything in it that would not stay in one line.
    private static func hasControls(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    }

    static func segment(_ seconds: Int?) throws(DomainError) -> Int? {
        guard let seconds else { return nil }
        guard (10...3600).contains(seconds) else {
            throw DomainError(.invalid, "A segment lasts 10 to 3600 seconds.", member: "segment_seconds")
        }
        return seconds
    }

    static func connect(_ text: String) throws(DomainError) -> CameraConnect {
        guard let connect = CameraConnect(rawValue: text) else {
            throw DomainError(.invalid, "connect is \"always\" or \"on_demand\".", member: "connect")
        }
        return connect
    }

    static func transport(_ text: String?, member: String) throws(DomainError) -> TransportKind? {
        guard let text else { return nil }
        guard let transport = TransportKind(rawValue: text) else {
            throw DomainError(.invalid, "\(member) is \"tcp\" or \"udp\"; null for what works.", member: member)
        }
        return transport
    }

    /// Packets over UDP are not encrypted, so that they are never taken where the address says that all is.
    ///
    /// - Parameter member: of the request, which says one of both.
    static func way(_ transport: TransportKind?, to url: CameraURL?, member: String) throws(DomainError) {
        guard transport == .udp, url?.scheme == .rtsps else { return }
        throw DomainError(
            .invalid,
            "UDP is not encrypted, and so it is not used with an rtsps:// address: choose \"tcp\", or null for what works.",
            member: member
        )
    }

    static func interval(_ interval: Int) throws(DomainError) -> Int {
        guard (1...3600).contains(interval) else {
            throw DomainError(.invalid, "sample_interval is a number from 1 to 3600.", member: "sample_interval")
        }
        return interval
    }

    static func priority(_ priority: Int) throws(DomainError) -> Int {
        guard (1...10).contains(priority) else {
            throw DomainError(.invalid, "priority is a number from 1 to 10.", member: "priority")
        }
        return priority
    }

    static func frameRate(_ rate: Int) throws(DomainError) -> Int {
        guard (0...120).contains(rate) else {
            throw DomainError(.invalid, "hls_max_fps is a number from 1 to 120; 0 for all.", member: "hls_max_fps")
        }
        return rate
    }

    static func days(_ days: Int?, member: String) throws(DomainError) -> Int? {
        guard let days else { return nil }
        guard (0...36_500).contains(days) else {
            throw DomainError(
                .invalid,
                "\(member) is a number of days to 36500; 0 until the room is needed, null for the recorder's own setting.",
                member: member
            )
        }
        return days
    }

    static func quota(_ bytes: Int64?) throws(DomainError) -> Int64? {
        guard let bytes else { return nil }
        guard (1...(1 << 53)).contains(bytes) else {
            throw DomainError(.invalid, "quota_bytes is a number of bytes; null for none.", member: "quota_bytes")
        }
        return bytes
    }

    /// The default volume is the same as none.
    static func volume(_ id: String?, member: String) throws(DomainError) -> String? {
        guard let id, id != Node.volume else { return nil }
        guard CameraID(id) != nil else {
            throw DomainError(.invalid, "\(member) is the id of a volume; null for the default one.", member: member)
        }
        return id
    }

    static func fingerprint(_ text: String?) throws(DomainError) -> String? {
        guard let text else { return nil }
        let digits = text.filter { !":- ".contains($0) }.lowercased()
        guard digits.count == 64, digits.allSatisfy(\.isHexDigit) else {
            throw DomainError(
                .invalid,
                "A certificate's fingerprint is its SHA-256: 64 hexadecimal digits, with colons or without.",
                member: "certificate_fingerprint"
            )
        }
        return digits
    }
}
