import Media
import RTSP

/// What a camera does oddly in its conversation: stands between one connection and its RTSP session.
struct OddMessages {
    enum Verdict {
        /// The session gets this request.
        case take(RTSPRequest)
        /// The session does not get it, and this is the answer.
        case answer([UInt8])
        case ignore
    }

    private let plan: OddityPlan
    private let takesDatagramsOnly: Bool
    private var gate: CameraGate?
    /// The number of the request before the one at hand.
    private var number: String?
    /// The session's own identifier, and those that were told besides.
    private var identifier: String?
    private var aliases: Set<String> = []

    private static let keepingMethods: [RTSPMethod] = [.options, .getParameter, .setParameter]
    private static let oddities: [CameraOddity] = [
        .keepAliveRefused, .keepAliveUnanswered, .keepAliveKills, .noCSeq, .sessionChanges, .wrongSSRC, .nonceExpires,
        .digest, .redirect, .refuseAudioSetup,
    ]

    /// - Returns: nil where nothing is odd.
    init?(_ configuration: CameraServer.Configuration, now: MonotonicTime) {
        plan = configuration.oddities
        takesDatagramsOnly = configuration.transports == .datagrams
        guard takesDatagramsOnly || Self.oddities.contains(where: plan.has) else { return nil }
        if CameraGate.isOdd(plan) { gate = configuration.credentials.map { CameraGate($0, plan, now: now) } }
    }

    /// Whether this request ends the stream soon.
    func isFatal(_ request: RTSPRequest) -> Bool { plan.has(.keepAliveKills) && request.method == .setParameter }

    // MARK: Requests

    /// - Parameters:
    ///   - isPlaying: whether the session plays.
    ///   - clip: of the stream that was described; nil before.
    mutating func verdict(
        on request: RTSPRequest,
        isPlaying: Bool,
        clip: Clip?,
        now: MonotonicTime
    ) -> Verdict {
        defer { number = request.headers["CSeq"] ?? number }
        if isPlaying, let verdict = verdict(onKeepAlive: request) { return verdict }
        if let answer = redirection(of: request) { return .answer(answer) }
        if request.method != .options,
            let challenges = gate?.refusal(
                of: request.headers["Authorization"],
                method: request.method.rawValue,
                uri: request.url,
                now: now
            )
        {
            return .answer(answer(401, to: request, challenges.map { ("WWW-Authenticate", $0) }))
        }
        var request = request
        if request.method == .setup {
            if plan.has(.refuseAudioSetup), let clip, isSound(request.url, of: clip) {
                return .answer(answer(500, to: request))
            }
            if takesDatagramsOnly {
                guard let left = withoutInterleaved(request) else { return .answer(answer(461, to: request)) }
                request = left
            }
        }
        return .take(withOwnIdentifier(request))
    }

    private func verdict(onKeepAlive request: RTSPRequest) -> Verdict? {
        guard Self.keepingMethods.contains(request.method) else { return nil }
        if plan.has(.keepAliveUnanswered) { return .ignore }
        guard plan.has(.keepAliveRefused), request.method != .options else { return nil }
        // As a Tapo-like camera does it, which offers the method all the same.
        let headers = RTSPHeaders([("CSeq", number ?? "0")])
        return .answer(RTSPResponse(status: 400, headers: headers).serialized())
    }

    private func redirection(of request: RTSPRequest) -> [UInt8]? {
        guard request.method == .describe, let path = plan.text(of: .redirect), let url = try? CameraURL(request.url),
            url.target != "/" + path
        else { return nil }
        let host = url.host.utf8.contains(UInt8(ascii: ":")) ? "[\(url.host)]" : url.host
        let location = "\(url.scheme.rawValue)://\(host):\(url.port)/\(path)"
        return answer(302, to: request, [("Location", location)])
    }

    private func isSound(_ url: String, of clip: Clip) -> Bool {
        clip.tracks.indices.contains { clip.tracks[$0].format.kind == .audio && url.hasSuffix("trackID=\($0)") }
    }

    private func withoutInterleaved(_ request: RTSPRequest) -> RTSPRequest? {
        let offers = (request.headers["Transport"] ?? "")[...].fields(separatedBy: ",").filter { offer in
            !offer.lowercased().contains("/tcp") && !offer.lowercased().contains("interleaved")
        }
        guard !offers.isEmpty else { return nil }
        return replacing("Transport", of: request, by: offers.joined(separator: ","))
    }

    private func withOwnIdentifier(_ request: RTSPRequest) -> RTSPRequest {
        guard let identifier, let named = request.headers["Session"],
            aliases.contains(String(named[...].cut(at: ";").before))
        else { return request }
        return replacing("Session", of: request, by: identifier)
    }

    private func replacing(_ name: String, of request: RTSPRequest, by value: String) -> RTSPRequest {
        var request = request
        request.headers = request.headers.replacing(name, by: value)
        return request
    }

    private func answer(_ status: Int, to request: RTSPRequest, _ fields: [(String, String)] = []) -> [UInt8] {
        var headers: [(String, String)] = []
        if let number = request.headers["CSeq"], !plan.has(.noCSeq) { headers.append(("CSeq", number)) }
        return RTSPResponse(status: status, headers: RTSPHeaders(headers + fields)).serialized()
    }

    // MARK: Answers

    /// What goes out in place of an answer of the session's.
    mutating func altered(_ bytes: [UInt8]) -> [UInt8] {
        var framer = RTSPFramer()
        guard case .message(.response(var answer)) = try? framer.next(in: bytes.span) else { return bytes }
        // It is written anew with the body.
        answer.headers = answer.headers.replacing("Content-Length", by: nil)
        if plan.has(.noCSeq) { answer.headers = answer.headers.replacing("CSeq", by: nil) }
        if let transport = answer.headers["Transport"] {
            if plan.has(.wrongSSRC) {
                let source = Hexadecimal.encode((0..<4).map { _ in UInt8.random(in: .min ... .max) })
                answer.headers = answer.headers.replacing("Transport", by: "\(transport);ssrc=\(source)")
            }
            if plan.has(.sessionChanges) { changeSession(of: &answer) }
        }
        return answer.serialized()
    }

    /// H264DVR 1.0 does so, and takes them all.
    private mutating func changeSession(of answer: inout RTSPResponse) {
        guard let named = answer.headers["Session"] else { return }
        let (own, rest) = named[...].cut(at: ";")
        guard identifier == String(own) else {
            identifier = String(own)
            return
        }
        let alias = Hexadecimal.encode((0..<8).map { _ in UInt8.random(in: .min ... .max) })
        aliases.insert(alias)
        answer.headers = answer.headers.replacing("Session", by: alias + (rest.map { ";\($0)" } ?? ""))
    }
}

extension RTSPHeaders {
    /// The same with another value of a header, or without it.
    fileprivate func replacing(_ name: String, by value: String?) -> RTSPHeaders {
        let lower = name.lowercased()
        return RTSPHeaders(
            fields.compactMap { field in
                guard field.name.lowercased() == lower else { return (field.name, field.value) }
                return value.map { (field.name, $0) }
            }
        )
    }
}
