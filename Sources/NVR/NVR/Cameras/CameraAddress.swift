import Ingest
import NIOCore
import RTSP

/// Checks what someone gives as a camera's address, before anything is connected (design §7).
struct CameraAddress {
    let url: RTSPURL
    let credentials: RTSPCredentials?

    /// - Parameter member: which member of the request this is, for the error.
    init(_ text: String, member: String, policy: AddressPolicy) throws(DomainError) {
        let parsed: (url: RTSPURL, credentials: RTSPCredentials?)
        do {
            parsed = try RTSPURL.parse(text)
        } catch {
            throw DomainError(
                .invalid,
                "This is not a camera address: it must look like rtsp://192.168.1.20:554/stream.",
                member: member
            )
        }
        guard parsed.url.scheme == .rtsp else {
            throw DomainError(.invalid, "rtsps addresses cannot be recorded yet; use the rtsp address.", member: member)
        }
        // A host that is a literal address can be refused at once; a name is checked when it is connected to.
        let literal = parsed.url.host.lowercased() == "localhost" ? "127.0.0.1" : parsed.url.host
        if let address = try? SocketAddress(ipAddress: literal, port: parsed.url.port),
            let refusal = policy.refusal(of: address)
        {
            throw DomainError(.invalid, refusal, member: member)
        }
        url = parsed.url
        credentials = parsed.credentials
    }
}
