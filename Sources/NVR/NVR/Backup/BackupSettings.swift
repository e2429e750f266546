import Media

/// Which of the catalogue's settings are configuration, and which of those are secrets.
///
/// Named are those that a backup holds, not those that it passes over: a backup that somebody has made up must not be
/// able to set what ties a catalogue to its machine, such as the identity of its volume or the key of its tokens.
enum BackupSettings {
    /// What people have set, by the keys that they know.
    static let prefix = "settings."

    private static let longestKey = 200
    /// Bytes of a nonce and a tag: the least that anything sealed has.
    private static let leastSealed = 28

    static func holds(_ key: String) -> Bool { key.utf8.count <= longestKey && key.hasPrefix(prefix) }

    /// As people know it: `mqtt.port`.
    static func name(of key: String) -> String { BackupHeader.printable(String(key.dropFirst(prefix.count)), 80) }

    /// To whom the secret with this key belongs.
    static func owner(of key: String) -> String { "setting/\(key.dropFirst(prefix.count))" }

    enum Content: Hashable {
        case value(String)
        case secret(String)
        /// It is sealed, but not under this key.
        case locked
    }

    /// What is kept: a value as JSON, or what is sealed in hexadecimal. No JSON is that many hexadecimal digits.
    static func content(_ kept: String, of key: String, _ masterKey: MasterKey) -> Content {
        guard let sealed = Hexadecimal.decode(kept), sealed.count >= leastSealed else { return .value(kept) }
        return masterKey.open(sealed, for: owner(of: key)).map { .secret($0) } ?? .locked
    }

    static func seal(_ secret: String, of key: String, _ masterKey: MasterKey) -> String? {
        masterKey.seal(secret, for: owner(of: key)).map { Hexadecimal.encode($0) }
    }
}
