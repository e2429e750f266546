import Media

// Passwords behind the host. Cameras of the XM family, and many that send single pictures, take them there:
// `/user=admin&password=secret&channel=1.sdp`, `/snap.cgi?usr=admin&pwd=secret`.

extension CameraURL {
    /// Where the password goes, in an address that is kept or shown.
    package static let passwordPlace = "{password}"

    /// Whether the camera wants its password behind the host.
    package var hasPasswordPlace: Bool { target.contains(Self.passwordPlace) }

    /// The address with ``passwordPlace`` in the place of every password behind the host, and the passwords in their order,
    /// as they are written there.
    package func withoutPasswords() -> (url: CameraURL, passwords: [String]) {
        var kept = ""
        var rest = target[...]
        var passwords: [String] = []
        while let equals = rest.utf8.firstIndex(of: UInt8(ascii: "=")) {
            let name = rest[..<equals].utf8.split(omittingEmptySubsequences: false) { !Self.isLetter($0) }.last
            let start = rest.utf8.index(after: equals)
            kept += rest[..<start]
            rest = rest[start...]
            let end = Self.endOfValue(rest, isInPath: !kept.utf8.contains(UInt8(ascii: "?")))
            guard Self.isPassword(name.map { Substring($0).lowercased() } ?? "", rest[..<end]) else { continue }
            passwords.append(String(rest[..<end]))
            kept += Self.passwordPlace
            rest = rest[end...]
        }
        return (passwords.isEmpty ? self : replacingTarget(with: kept + rest), passwords)
    }

    /// The address as the camera is asked for it.
    package func filled(with password: String) -> CameraURL {
        guard hasPasswordPlace else { return self }
        func filled(_ text: String) -> CameraURL {
            replacingTarget(with: target.replacing(Self.passwordPlace, with: text))
        }
        // As it was written, for cameras that decode nothing; unless it would then end too early.
        let plain = filled(Self.escaped(password[...]))
        if plain.withoutPasswords().url == self, !plain.hasPasswordPlace { return plain }
        let encoded = password.utf8.map { byte in
            let isPlain = Self.isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + Hexadecimal.encode([byte]).uppercased()
        }
        return filled(encoded.joined())
    }

    private static let names: Set = ["pass", "pas", "pw", "psw", "loginpas", "passphrase", "secret"]
    private static let endings = ["password", "passwd", "passwort", "pwd"]
    /// Words that may also name something else.
    private static let doubtful: Set = ["auth", "authkey", "token", "key", "apikey", "accesskey"]

    private static func isPassword(_ name: String, _ value: Substring) -> Bool {
        guard !value.isEmpty, value != passwordPlace else { return false }
        if names.contains(name) || endings.contains(where: name.hasSuffix) { return true }
        // ONVIF calls the names of its profiles tokens, and they are no secret.
        return doubtful.contains(name) && value.utf8.count >= 6 && !value.lowercased().contains("profile")
    }

    /// Where a value ends: before `&`, in the path before `?`, and before the next name behind `_` or `;`, of which some
    /// cameras make use. A password may hold all else.
    private static func endOfValue(_ text: Substring, isInPath: Bool) -> Substring.Index {
        for index in text.utf8.indices {
            switch text.utf8[index] {
            case UInt8(ascii: "&"): return index
            case UInt8(ascii: "?") where isInPath: return index
            case UInt8(ascii: "_"), UInt8(ascii: ";"):
                let behind = text.utf8[text.utf8.index(after: index)...]
                let name = behind.prefix(while: isLetter)
                if !name.isEmpty, behind.dropFirst(name.count).first == UInt8(ascii: "=") { return index }
            default: break
            }
        }
        return text.endIndex
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
