import HTTPAuthentication
import Media
import SDP

extension RTSPClientSession {
    mutating func request(
        _ purpose: Purpose,
        _ method: RTSPMethod,
        _ url: CameraURL,
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
        if let identifier = session.used { headers.add("Session", identifier) }
        switch purpose {
        case .describe: headers.add("Accept", "application/sdp")
        case .setUp(let place): headers.add("Transport", wantedTransport(at: place))
        // Some servers, Parrot's among them, refuse to play without a range.
        case .play: headers.add("Range", "npt=0.000-")
        case .options, .keepAlive, .teardown: break
        }
        return .send(RTSPRequest(method, url: url.description, headers: headers).serialized())
    }

    /// Without `mode`, which some servers refuse.
    private func wantedTransport(at place: Int) -> String {
        if let ports = chosen[place].ports { return "RTP/AVP;unicast;client_port=\(ports.rtp)-\(ports.rtcp)" }
        let channels = RTSPChannels.usual(for: place)
        return "RTP/AVP/TCP;unicast;interleaved=\(channels.rtp)-\(channels.rtcp)"
    }

    mutating func setUpTrack(at place: Int, now: MonotonicTime) -> [RTSPClientAction] {
        guard let description, chosen.indices.contains(place) else { return [] }
        let url = base.resolving(control: description.media[chosen[place].media].control)
        return [request(.setUp(place), .setup, url, now: now)]
    }

    /// Some servers ask us whether we are still there.
    func answer(_ request: RTSPRequest) -> [RTSPClientAction] {
        if case .closed = state { return [] }
        let isKnown = [.options, .getParameter, .setParameter].contains(request.method)
        var headers = RTSPHeaders()
        if let number = request.headers["CSeq"] { headers.add("CSeq", number) }
        headers.add("User-Agent", configuration.userAgent)
        return [.send(RTSPResponse(status: isKnown ? 200 : 501, headers: headers).serialized())]
    }
}
