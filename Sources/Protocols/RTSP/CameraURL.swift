package import HTTPAuthentication
import Media

/// The address of a camera's stream or pictures, without the credentials that stand before a host. Some cameras want a
/// password behind it, too: ``withoutPasswords()``.
package struct CameraURL: Hashable, Sendable, CustomStringConvertible {
    package enum Scheme: String, Hashable, Sendable {
        case rtsp, rtsps, http, https

        package var defaultPort: Int {
            switch self {
            case .rtsp: 554
            case .rtsps: 322
            case .http: 80
            case .https: 443
            }
        }

        /// Whether all is encrypted.
        package var isSecure: Bool { self == .rtsps || self == .https }
        /// Whether pictures are asked for one by one, or come in parts of one answer.
        package var isHTTP: Bool { self == .http || self == .https }
    }

    package private(set) var scheme: Scheme
    /// A name or an address; of IPv6 without the brackets.
    package private(set) var host: String
    /// As it was written; nil where the scheme's own port is meant.
    package private(set) var explicitPort: Int?
    /// Everything behind the host, query included, as it was written: empty, or beginning with `/` or `?`.
    package private(set) var target: String

    package var port: Int { explicitPort ?? scheme.defaultPort }

    /// As it stands in a request line; the same bytes go into Digest's `uri`.
    package var description: String {
        let host = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return "\(scheme.rawValue)://\(host)\(explicitPort.map { ":\($0)" } ?? "")\(target)"
    }

    /// Reads a URL that a person or a camera wrote, and drops the credentials that may be in it.
    package init(_ text: String) throws(CameraURLError) {
        self = try Self.parse(text).url
    }

    /// Reads a URL and takes the user name and the password out of it.
    ///
    /// A password may hold any of `@ / : %` as far as it can be told apart: the host begins after the last `@` before
    /// the first `/` or, where that gives no host, after the first `@` that does. `%41` is decoded, a lone `%` stays.
    package static func parse(_ text: String) throws(CameraURLError) -> (url: CameraURL, credentials: HTTPCredentials?)
    {
        guard text.utf8.count <= 8192 else { throw .tooLong }
        var rest = text[...].trimmed
        var scheme: Scheme?
        // Some cameras answer `rtsp://rtsp://host`.
        while let (found, behind) = Self.scheme(of: rest) {
            scheme = scheme ?? found
            rest = behind
        }
        guard let scheme else { throw .wrongScheme }
        let (userInfo, location) = try split(rest)
        let end = location.utf8.firstIndex(where: Self.endsAuthority) ?? location.endIndex
        guard let authority = RTSPAuthority(location[..<end]) else { throw .noHost }
        let url = CameraURL(
            scheme: scheme,
            host: authority.host,
            explicitPort: authority.port,
            target: Self.escaped(location[end...])
        )
        return (url, userInfo.map(Self.credentials))
    }

    private init(scheme: Scheme, host: String, explicitPort: Int?, target: String) {
        self.scheme = scheme
        self.host = host
        self.explicitPort = explicitPort
        self.target = target
    }

    /// The scheme that a text begins with, and what is behind its slashes.
    static func scheme(of text: Substring) -> (Scheme, Substring)? {
        for scheme in [Scheme.rtsp, .rtsps, .http, .https] {
            let prefix = scheme.rawValue + "://"
            if text.hasASCIIPrefix(prefix) { return (scheme, Substring(text.utf8.dropFirst(prefix.utf8.count))) }
        }
        return nil
    }

    private static func endsAuthority(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    private static func split(_ text: Substring) throws(CameraURLError) -> (userInfo: Substring?, location: Substring) {
        let end = text.utf8.firstIndex(where: endsAuthority) ?? text.endIndex
        let at = UInt8(ascii: "@")
        func location(after index: Substring.Index) -> Substring? {
            let behind = text[text.utf8.index(after: index)...]
            let end = behind.utf8.firstIndex(where: endsAuthority) ?? behind.endIndex
            return RTSPAuthority(behind[..<end]) == nil ? nil : behind
        }
        if let last = text[..<end].utf8.lastIndex(of: at) {
            if let found = location(after: last) { return (text[..<last], found) }
        } else if RTSPAuthority(text[..<end]) != nil {
            return (nil, text)
        }
        for index in text.utf8.indices where text.utf8[index] == at {
            if let found = location(after: index) { return (text[..<index], found) }
        }
        throw .noHost
    }

    private static func credentials(_ userInfo: Substring) -> HTTPCredentials {
        let colon = userInfo.utf8.firstIndex(of: UInt8(ascii: ":"))
        let password = colon.map { userInfo[userInfo.utf8.index(after: $0)...] } ?? ""
        return HTTPCredentials(
            username: percentDecoded(userInfo[..<(colon ?? userInfo.endIndex)]),
            password: percentDecoded(password)
        )
    }

    /// `%41` is decoded, a lone `%` stays.
    package static func percentDecoded(_ text: Substring) -> String {
        let bytes = Array(text.utf8)
        var decoded: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = Hexadecimal.value(of: bytes[index + 1]),
                let low = Hexadecimal.value(of: bytes[index + 2])
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// What may not stand in a request line or between the quotes of Digest's `uri` is written as `%XX`.
    static func escaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte <= UInt8(ascii: " ") || byte >= 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(contentsOf: Hexadecimal.encode([byte]).uppercased().utf8)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension CameraURL {
    /// The URL of a `control` attribute, with this one as the base.
    ///
    /// Not as RFC 3986 joins, but as cameras expect since live555: what is relative goes behind the base, query or not,
    /// after exactly one slash; what begins with `/` or `?` goes there as it is. An absolute one may name a host that
    /// only the camera knows, so the base's host stays.
    package func resolving(control: String?) -> CameraURL {
        let control = (control ?? "")[...].trimmed
        guard !control.isEmpty, control != "*" else { return self }
        if Self.scheme(of: control)?.0.isHTTP == false {
            return (try? Self.parse(String(control)).url).map { replacingTarget(with: $0.target) } ?? self
        }
        let isRaw = control.utf8.first == UInt8(ascii: "/") || control.utf8.first == UInt8(ascii: "?")
        let slash = isRaw || target.utf8.last == UInt8(ascii: "/") ? "" : "/"
        return replacingTarget(with: target + slash + Self.escaped(control))
    }

    /// The URL of a `Content-Base` or `Content-Location` header, with this one as the request's: it may lack the
    /// scheme, or be a path alone. Nil where nothing can be made of it.
    package func resolving(contentBase: String) -> CameraURL? {
        let text = contentBase[...].trimmed
        if text.utf8.first == UInt8(ascii: "/") { return replacingTarget(with: Self.escaped(text)) }
        let hasScheme = Self.scheme(of: text)?.0.isHTTP == false
        guard hasScheme || beginsWithAddress(text) else { return nil }
        let absolute = hasScheme ? String(text) : "\(scheme.rawValue)://\(text)"
        return (try? Self.parse(absolute).url).map { replacingTarget(with: $0.target) }
    }

    /// "live/" without a scheme is hardly a host of that name, nor is "http://".
    private func beginsWithAddress(_ text: Substring) -> Bool {
        let first = text.utf8.prefix { !Self.endsAuthority($0) }
        let colon = UInt8(ascii: ":")
        return (first.contains(UInt8(ascii: ".")) || first.contains(colon)) && first.last != colon
            || Substring(first).isASCII(host.lowercased())
    }

    /// Without this word, if it is the whole query.
    package func withoutQuery(_ word: String) -> CameraURL {
        let (path, query) = target[...].cut(at: "?")
        return query.map { $0 == word } == true ? replacingTarget(with: String(path)) : self
    }

    func replacingTarget(with target: String) -> CameraURL {
        var url = self
        url.target = target
        return url
    }
}

/// Why a text is not the URL of a stream. Never holds the text, which may hold a password.
package enum CameraURLError: Error, Hashable, CustomStringConvertible {
    case wrongScheme
    case noHost
    case tooLong

    package var description: String {
        switch self {
        case .wrongScheme: "the address must begin with rtsp://, rtsps://, http:// or https://"
        case .noHost: "the address has no valid host and port"
        case .tooLong: "the address is longer than 8192 bytes"
        }
    }
}
