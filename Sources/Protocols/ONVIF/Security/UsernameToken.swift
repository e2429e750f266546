import Cryptography
package import HTTPAuthentication
package import Media
package import XML

/// A proof of a password in the header of a message (WS-Security UsernameToken Profile 1.0): the password itself, or a hash
/// of it with a nonce and the time, by the clock of whoever checks it.
package struct UsernameToken: Sendable {
    package let username: String
    /// As it stands in the message.
    package let created: String
    package let nonce: [UInt8]
    private let shown: String
    private let isDigest: Bool

    private static let base = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
    private static let digestType = base + "username-token-profile-1.0#PasswordDigest"
    private static let nonceEncoding = base + "soap-message-security-1.0#Base64Binary"
    private static let longestText = 512

    /// - Parameters:
    ///   - created: by the clock of the device that is to check it.
    ///   - nonce: random.
    package init(_ credentials: HTTPCredentials, created: WallTime, nonce: [UInt8]) {
        username = credentials.username
        self.created = XMLDateTime(created).description
        self.nonce = nonce
        shown = Self.digest(of: credentials.password, nonce: nonce, created: self.created)
        isDigest = true
    }

    /// The token of a message's header; nil where there is none that is whole.
    package init?(header: [XMLElement]) {
        guard let token = header.first(where: { $0.name.local == "Security" })?.child("UsernameToken"),
            let username = token.child("Username")?.trimmedText, let password = token.child("Password"),
            username.utf8.count <= Self.longestText, password.text.utf8.count <= Self.longestText
        else { return nil }
        self.username = username
        isDigest = password.attribute("Type")?.hasSuffix("#PasswordDigest") ?? false
        shown = isDigest ? password.trimmedText : password.text
        created = token.child("Created")?.trimmedText ?? ""
        guard created.utf8.count <= 64, let nonce = Base64.decode(token.child("Nonce")?.trimmedText ?? ""),
            nonce.count <= Self.longestText, !isDigest || !created.isEmpty
        else { return nil }
        self.nonce = nonce
    }

    /// Whether it proves this password; in constant time. How old it is, and whether it was used before, is another
    /// question: ``TokenRegister``.
    package func matches(password: String) -> Bool {
        let expected = isDigest ? Self.digest(of: password, nonce: nonce, created: created) : password
        return constantTimeEqual(Array(shown.utf8), Array(expected.utf8))
    }

    /// Whether it is a hash, which can be used but once.
    var isOnce: Bool { isDigest }

    package var element: XMLElement {
        func part(_ name: String, _ namespace: String, _ text: String, _ attributes: [String: String] = [:])
            -> XMLElement
        {
            XMLElement(
                XMLName(namespace, name),
                attributes: attributes.map { XMLAttribute(name: XMLName("", $0.key), value: $0.value) },
                text: text
            )
        }
        let security = ONVIFNamespace.security
        let token = XMLElement(
            XMLName(security, "UsernameToken"),
            children: [
                part("Username", security, username),
                part("Password", security, shown, ["Type": Self.digestType]),
                part("Nonce", security, Base64.encode(nonce), ["EncodingType": Self.nonceEncoding]),
                part("Created", ONVIFNamespace.securityUtility, created),
            ]
        )
        // Without mustUnderstand: devices that want HTTP Digest refuse a message that they must understand and do not.
        return XMLElement(XMLName(security, "Security"), children: [token])
    }

    private static func digest(of password: String, nonce: [UInt8], created: String) -> String {
        Base64.encode(SHA1.hash(nonce + Array(created.utf8) + Array(password.utf8)))
    }
}
