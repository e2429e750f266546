import Media
import SDP

extension RTSPClientSession {
    mutating func take(_ response: RTSPResponse, now: MonotonicTime) -> [RTSPClientAction] {
        guard response.status >= 200, let answered = exchange(answeredBy: response) else { return [] }
        if answered.purpose == .keepAlive {
            keepAlive = nil
        } else {
            exchange = nil
        }
        readSession(response)
        if response.status == 401 { return unauthorized(response, answered, now: now) }
        if response.status < 400 { authorizer.accepted() }
        if (300...399).contains(response.status), let redirect = redirect(response, answered, now: now) {
            return redirect
        }
        let isGood = (200...299).contains(response.status)
        switch answered.purpose {
        case .options: return takeOptions(response, now: now)
        case .describe where isGood: return takeDescription(response, now: now)
        case .setUp(let place): return takeSetUp(response, answered, at: place, now: now)
        case .play where isGood: return takePlay(response, now: now)
        case .describe, .play: return fail(RTSPFailure(response, to: answered.method), now: now)
        case .keepAlive:
            if response.status >= 400 { chooseNextKeepAliveMethod() }
            return []
        case .teardown:
            // Whatever the camera says, the session is over: some answer 500 when it is gone already.
            if case .tearingDown(let failure) = state { return close(failure) }
            return []
        }
    }

    /// The request that a response answers: by its number or, where there is none or a wrong one, by there being no
    /// other.
    private func exchange(answeredBy response: RTSPResponse) -> Exchange? {
        let open = [exchange, keepAlive].compactMap { $0 }
        guard let number = response.headers["CSeq"].flatMap({ Int($0) }) else { return open.count == 1 ? open[0] : nil }
        if let exact = open.first(where: { $0.sequence == number }) { return exact }
        guard open.count == 1, let only = open.first else { return nil }
        // An old number may be a late answer to something long given up, but some cameras answer a keep-alive with it.
        return only.purpose == .keepAlive || number > only.sequence ? only : nil
    }

    /// The first session identifier stays, even where a camera makes a new one for each track.
    private mutating func readSession(_ response: RTSPResponse) {
        guard let header = response.headers["Session"] else { return }
        let fields = header[...].fields(separatedBy: ";")
        switch state {
        case .settingUp:
            if sessionIdentifier == nil, response.status < 300, let first = fields.first {
                sessionIdentifier = String(first)
            }
        case .starting, .playing: break
        default: return
        }
        for field in fields.dropFirst() {
            let (name, value) = field.cut(at: "=")
            guard name.isASCII("timeout"), let seconds = value.flatMap({ Int($0) }), seconds > 0 else { continue }
            sessionTimeout = .seconds(min(seconds, 3600))
        }
    }

    private mutating func unauthorized(
        _ response: RTSPResponse,
        _ answered: Exchange,
        now: MonotonicTime
    ) -> [RTSPClientAction] {
        let verdict = authorizer.refused(response, attempts: answered.signatures)
        if verdict == .retry {
            let signatures = answered.signatures + 1
            return [request(answered.purpose, answered.method, answered.url, signatures: signatures, now: now)]
        }
        if answered.purpose == .keepAlive { return [] }
        if case .tearingDown(let failure) = state { return close(failure) }
        switch verdict {
        case .credentialsNeeded: return fail(.credentialsNeeded, now: now)
        case .unsupported: return fail(.authenticationUnsupported, now: now)
        case .refused, .retry: return fail(.passwordRefused, now: now)
        }
    }

    /// Nil where a redirection means nothing.
    private mutating func redirect(
        _ response: RTSPResponse,
        _ answered: Exchange,
        now: MonotonicTime
    ) -> [RTSPClientAction]? {
        switch answered.purpose {
        case .options, .keepAlive, .teardown: return nil
        case .describe, .setUp, .play: break
        }
        guard let location = response.headers["Location"] else { return fail(.redirectRefused, now: now) }
        let isPath = location.utf8.first == UInt8(ascii: "/")
        let target = isPath ? configuration.url.resolving(contentBase: location) : try? RTSPURL(location)
        guard let target, target != answered.url, !(configuration.url.scheme == .rtsps && target.scheme == .rtsp) else {
            return fail(.redirectRefused, now: now)
        }
        state = .closed
        return [.redirect(target)]
    }

    /// Advice only: some cameras answer 404 here and play all the same.
    private mutating func takeOptions(_ response: RTSPResponse, now: MonotonicTime) -> [RTSPClientAction] {
        for header in response.headers.values(of: "Public") {
            for name in header[...].fields(separatedBy: ",").prefix(32) {
                advertised.insert(RTSPMethod(rawValue: name.uppercased()))
            }
        }
        return [request(.describe, .describe, configuration.url, now: now)]
    }

    private mutating func takeDescription(_ response: RTSPResponse, now: MonotonicTime) -> [RTSPClientAction] {
        // Cameras leave the content type out or embellish it; the text itself tells.
        guard let description = try? SessionDescription(parsing: response.body.span) else {
            return fail(.descriptionUnreadable, now: now)
        }
        guard !description.media.isEmpty else { return fail(.nothingToPlay, now: now) }
        self.description = description
        let header = response.headers["Content-Base"] ?? response.headers["Content-Location"]
        base = header.flatMap { configuration.url.resolving(contentBase: $0) } ?? configuration.url
        // Only an absolute URL of the session says more than the headers do.
        if let control = description.control, RTSPURL.scheme(of: control[...]) != nil {
            base = base.resolving(control: control)
        }
        aggregate = base.resolving(control: description.control)
        state = .described
        return [.described(description, base: base)]
    }

    private mutating func takeSetUp(
        _ response: RTSPResponse,
        _ answered: Exchange,
        at place: Int,
        now: MonotonicTime
    ) -> [RTSPClientAction] {
        var actions: [RTSPClientAction] = []
        if (200...299).contains(response.status) {
            guard let track = track(response, answered, at: place) else { return fail(.transportRefused, now: now) }
            tracks.append(track)
            actions.append(.granted(tracks))
        } else if tracks.isEmpty {
            return fail(RTSPFailure(response, to: .setup), now: now)
        }
        if place + 1 < chosen.count { return actions + setUpTrack(at: place + 1, now: now) }
        state = .starting
        return actions + [request(.play, .play, aggregate, now: now)]
    }

    /// The channels are those that the camera grants, whatever it calls the transport. Where it grants none, or those
    /// of another track, it means those that were asked for.
    private func track(_ response: RTSPResponse, _ answered: Exchange, at place: Int) -> RTSPTrack? {
        let header = response.headers["Transport"].flatMap { RTSPTransportHeader.all(in: $0).first }
        if let header, header.interleaved == nil, header.hasPorts || header.isMulticast { return nil }
        let taken: [RTSPChannels] = tracks.map { track in
            switch track.transport {
            case .interleaved(let channels): channels
            }
        }
        let wanted = [header?.channels, .usual(for: place)].compactMap { $0 }
        guard let channels = wanted.first(where: { pair in !taken.contains { $0.overlaps(pair) } }) else { return nil }
        return RTSPTrack(
            media: chosen[place],
            url: answered.url,
            transport: .interleaved(channels),
            ssrc: header?.ssrc
        )
    }

    private mutating func takePlay(_ response: RTSPResponse, now: MonotonicTime) -> [RTSPClientAction] {
        if let header = response.headers["RTP-Info"] { RTPInfo.apply(header, to: &tracks) }
        state = .playing
        let known = configuration.keepAliveMethod ?? Self.keepAliveMethods.first { advertised.contains($0) }
        keepAliveMethod = known ?? .options
        keepAliveDue = now + keepAliveInterval
        return [.playing(tracks)]
    }

    /// In the order of preference; OPTIONS is understood by every server.
    private static var keepAliveMethods: [RTSPMethod] { [.setParameter, .getParameter, .options] }

    /// A camera may advertise a method that it then refuses; that never ends the session.
    private mutating func chooseNextKeepAliveMethod() {
        let tried = Self.keepAliveMethods.firstIndex(of: keepAliveMethod ?? .options) ?? 0
        let rest = Self.keepAliveMethods.dropFirst(tried + 1)
        keepAliveMethod = rest.first { advertised.contains($0) } ?? .options
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
