import Media

// Secrets behind the host. Cameras of the XM family, and many that send single pictures, take the password there:
// `/user=admin&password=secret&channel=1.sdp`, `/snap.cgi?usr=admin&pwd=secret`. Others, and restreamers, want a token there,
// some beside a user name and a password: `/live?token=…`.

extension CameraURL {
    /// Where the password goes, in an address that is kept or shown.
    package static let passwordPlace = "{password}"
    /// Where the token goes, in an address that is kept or shown.
    package static let tokenPlace = "{token}"

    /// Whether the camera wants its password behind the host.
    package var hasPasswordPlace: Bool { target.contains(Self.passwordPlace) }
    package var hasTokenPlace: Bool { target.contains(Self.tokenPlace) }

    /// What stands behind a host that nobody else may see, in its order and as it is written there.
    package struct Secrets: Hashable, Sendable {
        package var passwords: [String] = []
        package var tokens: [String] = []

        package var isEmpty: Bool { passwords.isEmpty && tokens.isEmpty }
    }

    private enum SecretKind { case password, token }

    /// The address with ``passwordPlace`` in the place of every password behind the host, and ``tokenPlace`` in that of every
    /// token.
    package func withoutSecrets() -> (url: CameraURL, secrets: Secrets) {
        var kept = ""
        var rest = target[...]
        var secrets = Secrets()
        while let equals = rest.utf8.firstIndex(of: UInt8(ascii: "=")) {
            let name = rest[..<equals].utf8.split(omittingEmptySubsequences: false) { !Self.isLetter($0) }.last
            let start = rest.utf8.index(after: equals)
            kept += rest[..<start]
            rest = rest[start...]
            let end = Self.endOfValue(rest, isInPath: !kept.utf8.contains(UInt8(ascii: "?")))
            let value = rest[..<end]
            switch Self.kind(of: value, named: name.map { Substring($0).lowercased() } ?? "") {
            case nil: continue
            case .password?:
                secrets.passwords.append(String(value))
                kept += Self.passwordPlace
            case .token?:
                secrets.tokens.append(String(value))
                kept += Self.tokenPlace
            }
            rest = rest[end...]
        }
        return (secrets.isEmpty ? self : replacingTarget(with: kept + rest), secrets)
    }

    /// The address as the camera is asked for it.
    package func filled(password: String?, token: String?) -> CameraURL {
        filled(Self.tokenPlace, with: token ?? "").filled(Self.passwordPlace, with: password ?? "")
    }

    private func filled(_ place: String, with secret: String) -> CameraURL {
        guard target.contains(place) else { return self }
        func filled(_ text: String) -> CameraURL { replacingTarget(with: target.replacing(place, with: text)) }
        // As it was written, for cameras that decode nothing; unless it would then end too early.
        let plain = filled(Self.escaped(secret[...]))
        let holdsPlace = secret.contains(Self.passwordPlace) || secret.contains(Self.tokenPlace)
        if !holdsPlace, plain.shape == shape { return plain }
        let encoded = secret.utf8.map { byte in
            let isPlain = Self.isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + Hexadecimal.encode([byte]).uppercased()
        }
        return filled(encoded.joined())
    }

    /// What is left of the target without secrets. Of an address that somebody has written, a password may stand where a token
    /// would be looked for.
    private var shape: String {
        withoutSecrets().url.target.replacing(Self.tokenPlace, with: Self.passwordPlace)
    }

    private static let names: Set = ["pass", "pas", "pw", "psw", "loginpas", "passphrase", "secret"]
    private static let endings = ["password", "passwd", "passwort", "pwd"]
    /// Tokens; but the words may also name something else.
    private static let tokens: Set = ["auth", "authkey", "token", "key", "apikey", "accesskey"]

    private static func kind(of value: Substring, named name: String) -> SecretKind? {
        guard !value.isEmpty, value != passwordPlace, value != tokenPlace else { return nil }
        if names.contains(name) || endings.contains(where: name.hasSuffix) { return .password }
        // ONVIF calls the names of its profiles tokens, and they are no secret.
        let isToken = tokens.contains(name) && value.utf8.count >= 6 && !value.lowercased().contains("profile")
        return isToken ? .token : nil
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
