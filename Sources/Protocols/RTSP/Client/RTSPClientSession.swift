import Cryptography
import HTTPAuthentication
package import Media
import SDP

/// A recorder's conversation with a camera on one connection: OPTIONS, DESCRIBE, SETUP for each track, PLAY, a
/// keep-alive now and then, TEARDOWN.
///
/// Feed it what happens and do what it answers. It knows nothing of packets: the owner takes them as soon as
/// ``RTSPClientAction/granted(_:)`` told their ways, from the framer or from its UDP sockets, and watches over their
/// coming itself, since an answer to a keep-alive says nothing about media. One value serves one connection, with one
/// DESCRIBE; afterwards make a new one, and give it this one's ``memory``.
package struct RTSPClientSession: Sendable {
    enum State: Sendable {
        case idle, asking, described, settingUp, starting, playing
        /// With what the owner is told when the answer is there.
        case tearingDown(RTSPClientAction)
        case closed
    }

    /// What a request is for.
    enum Purpose: Hashable, Sendable {
        case options, describe, play, keepAlive, teardown
        /// With the place in `chosen`.
        case setUp(Int)
    }

    struct Exchange: Sendable {
        var purpose: Purpose
        var method: RTSPMethod
        var url: CameraURL
        var sequence: Int
        /// How often it went out signed.
        var signatures: Int
        var deadline: MonotonicTime
    }

    /// A medium of the description that the owner wants.
    struct Choice: Sendable {
        var media: Int
        /// Where its datagrams are to go.
        var ports: RTSPPorts?
    }

    /// What a camera calls the session: one name or, where it makes a new one for each track, several.
    struct SessionIdentifiers: Sendable {
        var first: String?
        var newest: String?
        var usesNewest = false
        var hasChanged = false

        var used: String? { usesNewest ? newest : first }
        var differ: Bool { newest != first }
    }

    private static let lossesOfStepAllowed = 3

    let configuration: Configuration
    var authorizer: Authorizer
    var state = State.idle
    var sequence = 0
    /// The request of the handshake that is not answered yet.
    var exchange: Exchange?
    /// The last keep-alive, while it is not answered.
    var keepAlive: Exchange?
    var keepAliveDue: MonotonicTime?
    var playingSince: MonotonicTime?
    /// The newest keep-alives.
    var keepAlivesSent: [(at: MonotonicTime, method: RTSPMethod)] = []
    var hasDied = false
    var advertised: Set<RTSPMethod> = []
    var description: SessionDescription?
    var base: CameraURL
    /// The URL of the whole session, for PLAY, keep-alives and TEARDOWN.
    var aggregate: CameraURL
    var chosen: [Choice] = []
    var tracks: [RTSPTrack] = []
    var session = SessionIdentifiers()
    var sessionTimeout = Duration.seconds(60)
    private var lossesOfStep: [MonotonicTime] = []

    /// The method used for keep-alives; nil until the stream plays.
    package internal(set) var keepAliveMethod: RTSPMethod?
    /// What was learned about this camera, here and before: to be kept for the next session.
    package internal(set) var memory: RTSPMemory
    /// What the camera did wrong on this connection, and how often.
    package private(set) var oddities: [RTSPOddity: Int] = [:]

    /// - Parameter random: so many random bytes, for the client's nonces.
    package init(
        _ configuration: Configuration,
        random: @escaping @Sendable (Int) -> [UInt8] = { randomBytes($0) }
    ) {
        self.configuration = configuration
        memory = configuration.memory
        authorizer = Authorizer(
            credentials: configuration.credentials,
            allowsBasic: configuration.allowsBasic,
            random: random
        )
        base = configuration.url
        aggregate = configuration.url
    }

    // MARK: Events

    /// The connection stands.
    package mutating func connected(now: MonotonicTime) -> [RTSPClientAction] {
        guard case .idle = state else { return [] }
        state = .asking
        return [request(.options, .options, configuration.url, now: now)]
    }

    /// A message came.
    package mutating func received(_ message: RTSPMessage, now: MonotonicTime) -> [RTSPClientAction] {
        switch message {
        case .request(let request): answer(request)
        case .response(let response): take(response, now: now)
        }
    }

    /// Sets up these media of the description, in this order, and plays them. The first must succeed; another that the
    /// camera refuses is left out.
    ///
    /// - Parameter ports: for ``RTSPDelivery/datagrams``, a pair of our own ports for each of the media, bound already.
    ///   A medium without one is left out.
    package mutating func setUp(
        _ media: [Int],
        ports: [RTSPPorts] = [],
        now: MonotonicTime
    ) -> [RTSPClientAction] {
        guard case .described = state, let description else { return [] }
        switch configuration.transport {
        case .interleaved: chosen = media.map { Choice(media: $0) }
        case .datagrams: chosen = zip(media, ports).map { Choice(media: $0, ports: $1) }
        }
        chosen.removeAll { !description.media.indices.contains($0.media) }
        guard !chosen.isEmpty else { return fail(.nothingToPlay, now: now) }
        state = .settingUp
        return setUpTrack(at: 0, now: now)
    }

    /// Time went by. Call it at ``nextDeadline``.
    package mutating func tick(now: MonotonicTime) -> [RTSPClientAction] {
        if let exchange, exchange.deadline <= now {
            if case .tearingDown(let last) = state {
                note(.teardownUnanswered)
                return finish(with: last)
            }
            return fail(.noAnswer(exchange.method, within: configuration.requestTimeout), now: now)
        }
        if case .playing = state, let due = keepAliveDue, due <= now { return [sendKeepAlive(now: now)] }
        return []
    }

    /// The owner wants no more: a session is torn down on this very connection, because servers of the live555 family
    /// go on writing to a connection that was just closed.
    package mutating func stop(now: MonotonicTime) -> [RTSPClientAction] { end(with: .close(nil), now: now) }

    /// The framer had to look for its step (``RTSPInput/skipped(_:)``): packets were lost. More than three times in a
    /// minute, and the session ends with ``RTSPFailure/outOfStep``.
    package mutating func lostStep(now: MonotonicTime) -> [RTSPClientAction] {
        if isEnding { return [] }
        note(.outOfStep)
        lossesOfStep.removeAll { now - $0 >= .seconds(60) }
        lossesOfStep.append(now)
        return lossesOfStep.count > Self.lossesOfStepAllowed ? fail(.outOfStep, now: now) : []
    }

    /// The framer gave up. Read no more, but write what this answers: the session is torn down all the same, and closes
    /// at its deadline without an answer.
    package mutating func becameUnreadable(_ error: RTSPFramingError, now: MonotonicTime) -> [RTSPClientAction] {
        fail(.unreadable(error), now: now)
    }

    /// The owner saw the camera do something wrong that only it can see, such as ``RTSPOddity/foreignChannel``.
    package mutating func note(_ oddity: RTSPOddity) { oddities[oddity, default: 0] += 1 }

    /// When ``tick(now:)`` has something to do.
    package var nextDeadline: MonotonicTime? {
        switch state {
        case .closed: nil
        case .playing: keepAliveDue
        default: exchange?.deadline
        }
    }

    // MARK: Ends

    private var isEnding: Bool {
        switch state {
        case .tearingDown, .closed: true
        case .idle, .asking, .described, .settingUp, .starting, .playing: false
        }
    }

    mutating func fail(_ failure: RTSPFailure, now: MonotonicTime) -> [RTSPClientAction] {
        end(with: .close(failure), now: now)
    }

    /// Tears down what there is, and tells the owner `last` after that.
    mutating func end(with last: RTSPClientAction, now: MonotonicTime) -> [RTSPClientAction] {
        if isEnding { return [] }
        guard session.used != nil || !tracks.isEmpty else { return finish(with: last) }
        state = .tearingDown(last)
        keepAlive = nil
        return [request(.teardown, .teardown, aggregate, now: now)]
    }

    mutating func finish(with last: RTSPClientAction) -> [RTSPClientAction] {
        state = .closed
        exchange = nil
        keepAlive = nil
        return [last]
    }
}
