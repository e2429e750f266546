import HTTPAuthentication
import Media
import Multipart
import NIOHTTP1
import RTSP

/// The conversation with a camera that gives pictures over HTTP: one answer without end in parts
/// (`multipart/x-mixed-replace`), or one JPEG for each request, asked for again and again.
///
/// Feed it what happens and do what it answers. It knows no socket and no clock. One value serves a session, which may take
/// several connections: many cameras close theirs after each answer, some without a word.
struct ImageSession: ~Copyable {
    enum Action {
        /// Make another connection; ``connected(now:)`` tells that it stands.
        case connect
        /// On the connection that stands.
        case request(HTTPRequestHead)
        /// Close the connection: the camera takes no further request on it. The session goes on.
        case disconnect
        /// A picture, as the camera sent it.
        case picture(Bytes)
        /// The session is over; the reason may lead to another address.
        case close(SessionEnd)
    }

    private enum State {
        case idle
        /// A connection is being made, for a request.
        case connecting
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
    private let allowsBasic: Bool
    private var authorizer: Authorizer
    private var state = State.idle
    /// Whether there is a connection that takes requests.
    private var hasConnection = false
    /// Whether the camera closes it after the answer that is coming.
    private var closesAfterAnswer = false
    /// That came on this connection, complete.
    private var answers = 0
    /// Whether the request that is out was signed, and how many signatures of it were refused.
    private var isSigned = false
    private var refusals = 0
    private var askedAt = MonotonicTime(nanoseconds: 0)
    /// Pictures are put together here.
    private var arena = ByteArena()

    /// Between two pictures of a camera that is asked for each.
    static let period: Duration = .seconds(1)
    private static let answerTimeout: Duration = .seconds(10)
    private static let largestPicture = 8 << 20

    /// - Parameters:
    ///   - interval: keep every n-th picture; 1 for all.
    ///   - allowsBasic: whether the camera may have the password in the clear.
    init(url: CameraURL, credentials: HTTPCredentials?, interval: Int, allowsBasic: Bool = true) {
        self.url = url
        self.interval = max(1, interval)
        self.allowsBasic = allowsBasic
        authorizer = Authorizer(credentials: credentials, allowsBasic: allowsBasic)
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
    mutating func connected(now: MonotonicTime) -> [Action] {
        switch state {
        case .idle, .connecting: break
        default: return []
        }
        hasConnection = true
        (closesAfterAnswer, answers) = (false, 0)
        return [ask(now: now)]
    }

    /// The camera closed the connection. Between two answers that is its right, also where it has not said so before, and
    /// a request may be on its way to it then.
    mutating func disconnected() -> [Action] {
        hasConnection = false
        switch state {
        case .waiting: return []
        case .discarding: return [connect()]
        case .asking where answers > 0: return [connect()]
        default: return close(.unreachable("The camera closed the connection."))
        }
    }

    /// An answer begins.
    mutating func received(_ head: HTTPResponseHead) -> [Action] {
        guard case .asking = state else { return [] }
        closesAfterAnswer = !head.isKeepAlive
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
            return arena.pendingCount <= Self.largestPicture ? [] : close(.pictureTooLarge)
        default: return []
        }
    }

    /// The answer is complete.
    mutating func receivedEnd(now: MonotonicTime) -> [Action] {
        answers += 1
        switch state {
        case .streaming: return close(.unreachable("The camera ended the stream of pictures."))
        case .receiving:
            pictures += 1
            // One that is not wanted is not asked for.
            state = .waiting(until: askedAt + Self.period * interval)
            return [.picture(arena.finish())] + disconnect()
        case .discarding: return disconnect() + [askOrConnect(now: now)]
        default: return []
        }
    }

    private mutating func disconnect() -> [Action] {
        guard closesAfterAnswer, hasConnection else { return [] }
        hasConnection = false
        return [.disconnect]
    }

    /// Time went by. Call it at ``nextDeadline``.
    mutating func tick(now: MonotonicTime) -> [Action] {
        switch state {
        case .waiting(let until) where now >= until:
            refusals = 0
            return [askOrConnect(now: now)]
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

    private mutating func askOrConnect(now: MonotonicTime) -> Action { hasConnection ? ask(now: now) : connect() }

    private mutating func connect() -> Action {
        state = .connecting
        return .connect
    }

    private mutating func ask(now: MonotonicTime) -> Action {
        state = .asking
        askedAt = now
        let target = url.requestTarget
        var headers = HTTPHeaders([
            ("Host", url.authority), ("User-Agent", "Nightjar"),
            ("Accept", "multipart/x-mixed-replace, image/jpeg, */*"),
            ("Connection", "keep-alive"),
        ])
        let signature = authorizer.authorization(method: "GET", uri: target)
        isSigned = signature != nil
        if let signature { headers.add(name: "Authorization", value: signature) }
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
        if isSigned { refusals += 1 }
        switch authorizer.refused(head.headers["WWW-Authenticate"], attempts: refusals) {
        case .retry:
            state = .discarding
            return []
        case .credentialsNeeded: return close(SessionEnd(RTSPFailure.credentialsNeeded))
        case .unsupported:
            return close(allowsBasic ? SessionEnd(RTSPFailure.authenticationUnsupported) : .passwordKept(from: url))
        case .refused: return close(SessionEnd(RTSPFailure.passwordRefused))
        }
    }

    private mutating func redirect(_ head: HTTPResponseHead) -> [Action] {
        guard let location = head.headers.first(name: "Location"),
            let target = url.redirected(to: location), target != url
        else { return close(SessionEnd(RTSPFailure.redirectRefused)) }
        state = .closed
        return [.close(.redirected(to: target))]
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
