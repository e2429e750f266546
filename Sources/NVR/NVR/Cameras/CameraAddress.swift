import HTTPAuthentication
import Ingest
import NIOCore
import RTSP

/// Checks what someone gives as a camera's address, before anything is connected (design §7).
struct CameraAddress {
    /// With places where it had a password or a token behind the host.
    let url: CameraURL
    /// What stood before the host.
    let username: String?
    let password: String?
    /// The password that stood in the path or the query.
    let inlinePassword: String?
    /// The token that stood there.
    let inlineToken: String?
    /// Which member of the request it is, for errors.
    let member: String

    init(_ text: String, member: String, policy: AddressPolicy) throws(DomainError) {
        self.member = member
        let parsed: (url: CameraURL, credentials: HTTPCredentials?)
        do {
            parsed = try CameraURL.parse(text)
        } catch {
            throw DomainError(
                .invalid,
                "This is not a camera address: it must look like rtsp://192.168.1.20:554/stream, or begin with rtsps://, "
                    + "http:// or https:// (pictures as MJPEG or JPEG).",
                member: member
            )
        }
        // A host that is a literal address can be refused at once; a name is checked when it is connected to.
        let literal = parsed.url.host.lowercased() == "localhost" ? "127.0.0.1" : parsed.url.host
        if let address = try? SocketAddress(ipAddress: literal, port: parsed.url.port),
            let refusal = policy.refusal(of: address)
        {
            throw DomainError(.invalid, refusal, member: member)
        }
        // UniFi Protect's own addresses ask for packets encrypted one by one; without this word they come in the clear,
        // within the encrypted connection.
        let (url, secrets) = parsed.url.withoutQuery("enableSrtp").withoutSecrets()
        self.url = url
        username = parsed.credentials?.username
        password = parsed.credentials.flatMap { $0.password.isEmpty ? nil : $0.password }
        inlinePassword = secrets.passwords.first
        inlineToken = secrets.tokens.first
        for (found, noun) in [(secrets.passwords, "passwords"), (secrets.tokens, "tokens")] {
            guard found.allSatisfy({ CameraLogin.isSame($0, found[0]) }) else {
                throw DomainError(
                    .invalid,
                    "The address has several \(noun) in its path or query, and a camera keeps only one.",
                    member: member
                )
            }
        }
    }

    /// As people call the stream, or the picture, that it leads to.
    var noun: String {
        switch member {
        case "sub_url": "sub stream"
        case "snapshot_url": "snapshots"
        default: "main stream"
        }
    }

    /// The address of single pictures, over HTTP alone.
    static func ofSnapshots(_ text: String, policy: AddressPolicy) throws(DomainError) -> CameraAddress {
        let address = try CameraAddress(text, member: "snapshot_url", policy: policy)
        guard address.url.scheme.isHTTP else {
            throw DomainError(
                .invalid,
                "The address of snapshots begins with http:// or https://, and leads to a JPEG.",
                member: "snapshot_url"
            )
        }
        return address
    }
}
