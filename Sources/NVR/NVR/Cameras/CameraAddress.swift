import HTTPAuthentication
import Ingest
import NIOCore
import RTSP

/// Checks what someone gives as a camera's address, before anything is connected (design §7).
struct CameraAddress {
    let url: CameraURL
    let credentials: HTTPCredentials?

    /// - Parameter member: which member of the request this is, for the error.
    init(_ text: String, member: String, policy: AddressPolicy) throws(DomainError) {
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
        url = parsed.url.withoutQuery("enableSrtp")
        credentials = parsed.credentials
    }
}
