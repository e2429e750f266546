import Cryptography
package import Media
import SDP

/// A recorder's conversation with a camera on one connection: OPTIONS, DESCRIBE, SETUP for each track, PLAY, a
/// keep-alive now and then, TEARDOWN.
///
/// Feed it what happens and do what it answers. It knows nothing of packets: the owner takes interleaved frames from
/// the framer as soon as ``RTSPClientAction/granted(_:)`` told the channels, and watches over their coming itself,
/// since an answer to a keep-alive says nothing about media. One value serves one connection; afterwards make a new
/// one.
package struct RTSPClientSession: Sendable {
    enum State: Sendable {
        case idle, asking, described, settingUp, starting, playing
        /// With the reason to be given when the connection closes.
        case tearingDown(RTSPFailure?)
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
        var url: RTSPURL
        var sequence: Int
        /// How often it went out signed.
        var signatures: Int
        var deadline: MonotonicTime
    }

    let configuration: Configuration
    var authorizer: RTSPAuthorizer
    var state = State.idle
    var sequence = 0
    /// The request of the handshake that is not answered yet.
    var exchange: Exchange?
    /// The last keep-alive, while it is not answered.
    var keepAlive: Exchange?
    var keepAliveDue: MonotonicTime?
    var advertised: Set<RTSPMethod> = []
    var description: SessionDescription?
    var base: RTSPURL
    /// The URL of the whole session, for PLAY, keep-alives and TEARDOWN.
    var aggregate: RTSPURL
    var chosen: [Int] = []
    var tracks: [RTSPTrack] = []
    var sessionIdentifier: String?
    var sessionTimeout = Duration.seconds(60)

    /// The method used for keep-alives, to be remembered for this camera; nil until it is known.
    package internal(set) var keepAliveMethod: RTSPMethod?

    /// - Parameter random: so many random bytes, for the client's nonces.
    package init(
        _ configuration: Configuration,
        random: @escaping @Sendable (Int) -> [UInt8] = { randomBytes($0) }
    ) {
        self.configuration = configuration
        authorizer = RTSPAuthorizer(credentials: configuration.credentials, random: random)
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
    package mutating func setUp(_ media: [Int], now: MonotonicTime) -> [RTSPClientAction] {
        guard case .described = state, let description else { return [] }
        chosen = media.filter { description.media.indices.contains($0) }
        guard !chosen.isEmpty else { return fail(.nothingToPlay, now: now) }
        state = .settingUp
        return setUpTrack(at: 0, now: now)
    }

    /// Time went by. Call it at ``nextDeadline``.
    package mutating func tick(now: MonotonicTime) -> [RTSPClientAction] {
        if let exchange, exchange.deadline <= now {
            if case .tearingDown(let failure) = state { return close(failure) }
            return fail(.noAnswer(exchange.method, within: configuration.requestTimeout), now: now)
        }
        if case .playing = state, let due = keepAliveDue, due <= now { return [sendKeepAlive(now: now)] }
        return []
    }

    /// The owner wants no more: a session is torn down on this very connection, because servers of the live555 family
    /// go on writing to a connection that was just closed.
    package mutating func stop(now: MonotonicTime) -> [RTSPClientAction] {
        switch state {
        case .closed, .tearingDown: []
        default: tearDown(nil, now: now)
        }
    }

    /// When ``tick(now:)`` has something to do.
    package var nextDeadline: MonotonicTime? {
        switch state {
        case .closed: nil
        case .playing: keepAliveDue
        default: exchange?.deadline
        }
    }

    // MARK: Requests

    mutating func request(
        _ purpose: Purpose,
        _ method: RTSPMethod,
        _ url: RTSPURL,
        signatures: Int? = nil,
        now: MonotonicTime
    ) -> RTSPClientAction {
        sequence += 1
        let timeout = purpose == .teardown ? configuration.teardownTimeout : configuration.requestTimeout
        let exchange = Exchange(
            purpose: purpose,
            method: method,
            url: url,
            sequence: sequence,
            signatures: signatures ?? (authorizer.signs ? 1 : 0),
            deadline: now + timeout
        )
        if purpose == .keepAlive {
            keepAlive = exchange
        } else {
            self.exchange = exchange
        }
        // Some cameras want this very order.
        var headers = RTSPHeaders([("CSeq", String(sequence)), ("User-Agent", configuration.userAgent)])
        if let signature = authorizer.authorization(method: method, uri: url.description) {
            headers.add("Authorization", signature)
        }
        if let sessionIdentifier { headers.add("Session", sessionIdentifier) }
        switch purpose {
        case .describe: headers.add("Accept", "application/sdp")
        case .setUp(let place):
            let channels = RTSPChannels.usual(for: place)
            // Without `mode`, which some servers refuse.
            headers.add("Transport", "RTP/AVP/TCP;unicast;interleaved=\(channels.rtp)-\(channels.rtcp)")
        // Some servers refuse to play without a range.
        case .play: headers.add("Range", "npt=0.000-")
        case .options, .keepAlive, .teardown: break
        }
        return .send(RTSPRequest(method, url: url.description, headers: headers).serialized())
    }

    mutating func setUpTrack(at place: Int, now: MonotonicTime) -> [RTSPClientAction] {
        guard let description, chosen.indices.contains(place) else { return [] }
        let url = base.resolving(control: description.media[chosen[place]].control)
        return [request(.setUp(place), .setup, url, now: now)]
    }

    mutating func sendKeepAlive(now: MonotonicTime) -> RTSPClientAction {
        keepAliveDue = now + keepAliveInterval
        let method = keepAliveMethod ?? .options
        return request(.keepAlive, method, aggregate, now: now)
    }

    /// Half of the camera's timeout, but no more than 25 s and no less than 1 s.
    var keepAliveInterval: Duration { max(.seconds(1), min(sessionTimeout / 2, .seconds(25))) }

    // MARK: Ends

    mutating func fail(_ failure: RTSPFailure, now: MonotonicTime) -> [RTSPClientAction] {
        tearDown(failure, now: now)
    }

    private mutating func tearDown(_ failure: RTSPFailure?, now: MonotonicTime) -> [RTSPClientAction] {
        guard sessionIdentifier != nil else { return close(failure) }
        state = .tearingDown(failure)
        keepAlive = nil
        return [request(.teardown, .teardown, aggregate, now: now)]
    }

    mutating func close(_ failure: RTSPFailure?) -> [RTSPClientAction] {
        state = .closed
        exchange = nil
        keepAlive = nil
        return [.close(failure)]
    }
}
