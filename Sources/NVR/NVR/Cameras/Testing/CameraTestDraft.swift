import Catalog
import HTTPAuthentication
import Ingest
import RTSP

/// What shall be tried: of a camera that is not added yet all that is needed, of one that exists what shall be different;
/// there a member that is nil is as it is kept.
package struct CameraTestDraft: Sendable {
    package var url: String?
    package var username: String??
    /// Where it is not given, the kept one is used, but shown to no other host than it is kept for.
    package var password: String??
    /// "tcp" or "udp"; nil for what works.
    package var transport: String??
    package var certificateFingerprint: String??
    package var recordsAudio: Bool?
    /// Of a camera that exists: "main" or "sub".
    package var stream = "main"

    package init() {}

    /// Whether it names anything that would make another session than the kept settings do.
    var isChange: Bool {
        url != nil || username != nil || password != nil || transport != nil || certificateFingerprint != nil
            || recordsAudio != nil
    }
}

/// What is pulled in a test, and what is to be said of it beforehand.
struct CameraTestSource {
    var source: StreamSource
    /// The kept password, or token, was not used, because the address is of another host.
    var withheldPassword = false
}

extension CameraRules {
    /// - Parameter record: the camera as it is kept; nil for one that is not added yet.
    func testSource(
        _ draft: CameraTestDraft,
        of record: CameraRecord?,
        _ kind: StreamKind
    ) throws(DomainError) -> CameraTestSource {
        let kept = kind == .main ? record?.mainURL : record?.subURL
        guard let text = draft.url ?? kept else {
            let sentence =
                record == nil
                ? "An address is needed: rtsp://192.168.1.20:554/stream." : "The camera has no sub stream."
            throw DomainError(.invalid, sentence, member: record == nil ? "url" : "stream")
        }
        // Only the simulated cameras' own addresses are exempt from the loopback rule.
        let isDemo = record?.isDemo == true && (draft.url == nil || draft.url == kept)
        let address = try CameraAddress(text, member: "url", policy: policy(isDemo: isDemo))
        let transport: TransportKind? =
            switch draft.transport {
            case .some(let text): try CameraChecks.transport(text, member: "transport")
            case .none: kind == .main ? record?.mainTransport : record?.subTransport
            }
        if draft.url != nil || draft.transport != nil {
            try CameraChecks.way(transport, to: address.url, member: draft.transport == nil ? "url" : "transport")
        }
        let (login, isWithheld) = try login(draft, address, record)
        let showsToken = record.map { mayShowToken(of: $0, to: address.url) } ?? true
        let keptToken = address.url.hasTokenPlace && showsToken ? record.flatMap(token) : nil
        var source = StreamSource(
            name: record.map { "\($0.id)/\(kind.rawValue)/test" } ?? "test",
            url: address.url.filled(password: login.password, token: address.inlineToken ?? keptToken),
            credentials: isWithheld
                ? nil : login.username.map { HTTPCredentials(username: $0, password: login.password ?? "") },
            takesAudio: draft.recordsAudio ?? record?.recordAudio ?? true,
            policy: policy(isDemo: isDemo)
        )
        source.transport = transport.flatMap { StreamTransport(rawValue: $0.rawValue) }
        source.certificateFingerprint = try CameraChecks.fingerprint(
            draft.certificateFingerprint ?? record?.certificateFingerprint
        )
        let needsToken = address.url.hasTokenPlace && address.inlineToken == nil
        return CameraTestSource(source: source, withheldPassword: isWithheld || needsToken && !showsToken)
    }

    /// The kept password counts where none is given, as far as it may be shown there.
    private func login(
        _ draft: CameraTestDraft,
        _ address: CameraAddress,
        _ record: CameraRecord?
    ) throws(DomainError) -> (CameraLogin, isWithheld: Bool) {
        let given = try CameraLogin(
            username: CameraChecks.username(draft.username ?? nil),
            password: CameraChecks.password(draft.password ?? nil),
            main: address,
            others: []
        )
        let username = draft.username == nil ? given.username ?? record?.username : given.username
        guard draft.password == nil, given.password == nil, let record, record.sealedPassword != nil,
            username != nil || address.url.hasPasswordPlace
        else { return (CameraLogin(username: username, password: given.password), false) }
        guard mayShowPassword(of: record, to: address.url) else {
            return (CameraLogin(username: username, password: nil), true)
        }
        return (CameraLogin(username: username, password: password(of: record)), false)
    }
}
