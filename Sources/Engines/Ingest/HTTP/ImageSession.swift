import HTTPAuthentication
import Media
import Multipart
import NIOHTTP1
import RTSP

/// The conversation with a camera that gives pictures over HTTP: one answer without end in parts
/// (`multipart/x-mixed-replace`), or one JPEG for each request, asked for again and again.
///
/// Feed it what happens and do what it answers. It knows no socket and no clock. One value serves one connection.
struct ImageSession: ~Copyable {
    enum Action {
        case request(HTTPRequestHead)
        /// A picture, as the camera sent it.
        case picture(Bytes)
        /// The session is over; the reason may lead to another address.
        case close(SessionEnd)
    }

    private enum State {
        case idle
        /// A request is out, and its answer has not begun.
        case asking
        case streaming(MultipartParser)
        /// A single picture is coming.
        case receiving
        /// An answer without use is coming, before the request is made again.
        case discarding
        /// Until then nothing is asked for.
        case waiting(until: MonotonicTime)
        case closed
    }

    private let url: CameraURL
    /// Every so many pictures one is wanted.
    private let interval: Int
    /// Pictures that the camera has sent, wanted or not.
    private(set) var pictures = 0
    private var authorizer: Authorizer
    private var state = State.idle
    /// How often this very request was sent with a signature.
    private var signatures = 0
    private var askedAt = MonotonicTime(nanoseconds: 0)
    /// Pictures are put together here.
    private var arena = ByteArena()

    /// Between two pictures of a camera that is asked for each.
    static let period: Duration = .seconds(1)
    private static let answerTimeout: Duration = .seconds(10)
    private static let largestPicture = 8 << 20

    /// - Parameter interval: keep every n-th picture; 1 for all.
    init(url: CameraURL, credentials: HTTPCredentials?, interval: Int) {
        self.url = url
        self.interval = max(1, interval)
        authorizer = Authorizer(credentials: credentials)
    }

    // MARK: Events

    /// Whether what comes now is of a picture.
    var isTakingPictures: Bool {
        switch state {
        case .streaming, .receiving: true
        default: false
        }
    }

    /// The connection stands.
    mutating func connected(now: MonotonicTime) -> [Action] { [ask(now: now)] }

    /// An answer begins.
    mutating func received(_ head: HTTPResponseHead) -> [Action] {
        guard case .asking = state else { return [] }
        switch head.status.code {
        case 200..<300: return begin(head)
        case 401: return unauthorized(head)
        case 300..<400: return redirect(head)
        default: return close(.refused(Self.sentence(for: head.status), Self.fault(for: head.status)))
        }
    }

    /// A part of the answer's body came.
    mutating func received(_ body: Span<UInt8>) -> [Action] {
        switch state {
        case .streaming(var parser):
            var actions: [Action] = []
            while let part = parser.next(in: body, into: &arena) {
                if pictures % interval == 0 { actions.append(.picture(part.body)) }
                pictures += 1
            }
            state = .streaming(parser)
            return actions
        case .receiving:
            arena.append(body)
            guard arena.pendingCount <= Self.largestPicture else {
                return close(.refused("The camera sends a picture of more than 8 MB.", .notAStream))
            }
            return []
        default: return []
        }
    }

    /// The answer is complete.
    mutating func receivedEnd(now: MonotonicTime) -> [Action] {
        switch state {
        case .streaming: return close(.unreachable("The camera ended the stream of pictures."))
        case .receiving:
            pictures += 1
            // One that is not wanted is not asked for.
            state = .waiting(until: askedAt + Self.period * interval)
            return [.picture(arena.finish())]
        case .discarding: return [ask(now: now)]
        default: return []
        }
    }

    /// Time went by. Call it at ``nextDeadline``.
    mutating func tick(now: MonotonicTime) -> [Action] {
        switch state {
        case .waiting(let until) where now >= until:
            signatures = 0
            return [ask(now: now)]
        case .asking, .receiving, .discarding:
            guard now - askedAt >= Self.answerTimeout else { return [] }
            return close(.unreachable("The camera did not answer within 10 s.", .timeout))
        default: return []
        }
    }

    /// When ``tick(now:)`` has something to do.
    var nextDeadline: MonotonicTime? {
        switch state {
        case .waiting(let until): until
        case .asking, .receiving, .discarding: askedAt + Self.answerTimeout
        default: nil
        }
    }

    // MARK: Requests and answers

    private mutating func ask(now: MonotonicTime) -> Action {
        state = .asking
        askedAt = now
        let target = url.requestTarget
        var headers = HTTPHeaders([
            ("Host", url.authority), ("User-Agent", "Nightjar"),
            ("Accept", "multipart/x-mixed-replace, image/jpeg, */*"),
            ("Connection", "keep-alive"),
        ])
        if let signature = authorizer.authorization(method: "GET", uri: target) {
            headers.add(name: "Authorization", value: signature)
            signatures += 1
        }
        return .request(HTTPRequestHead(version: .http1_1, method: .GET, uri: target, headers: headers))
    }

    private mutating func begin(_ head: HTTPResponseHead) -> [Action] {
        authorizer.accepted()
        let type = head.headers.first(name: "Content-Type") ?? ""
        if let boundary = multipartBoundary(inContentType: type) {
            state = .streaming(MultipartParser(boundary: boundary, largestBody: Self.largestPicture))
            return []
        }
        // Some cameras call it `image/jpg`, or nothing at all; a page of text is a mistake in the address.
        guard !type.lowercased().hasPrefix("text/") else {
            return close(
                .refused("The address leads to a page and not to a picture: check its path.", .notAStream)
            )
        }
        arena.discard()
        state = .receiving
        return []
    }

    private mutating func unauthorized(_ head: HTTPResponseHead) -> [Action] {
        switch authorizer.refused(head.headers["WWW-Authenticate"], attempts: signatures) {
        case .retry:
            state = .discarding
            return []
        case .credentialsNeeded: return close(SessionEnd(RTSPFailure.credentialsNeeded))
        case .unsupported: return close(SessionEnd(RTSPFailure.authenticationUnsupported))
        case .refused: return close(SessionEnd(RTSPFailure.passwordRefused))
        }
    }

    private mutating func redirect(_ head: HTTPResponseHead) -> [Action] {
        guard let location = head.headers.first(name: "Location"),
            let target = url.redirected(to: location), target != url
        else { return close(SessionEnd(RTSPFailure.redirectRefused)) }
        state = .closed
        return [.close(SessionEnd(code: "camera-unreachable", sentence: "The camera moved.", redirect: target))]
    }

    private mutating func close(_ end: SessionEnd) -> [Action] {
        state = .closed
        return [.close(end)]
    }

    private static func fault(for status: HTTPResponseStatus) -> SourceFault {
        switch status.code {
        case 403: .forbidden
        case 404: .noSuchStream
        case 503: .busy
        default: .refused
        }
    }

    private static func sentence(for status: HTTPResponseStatus) -> String {
        switch status.code {
        case 403: RTSPFailure.forbidden.description
        case 404: "The camera has no such picture (404): check the path of the address."
        case 503: RTSPFailure.busy(status: 503).description
        default: "The camera refused the request for pictures with status \(status.code)."
        }
    }
}
