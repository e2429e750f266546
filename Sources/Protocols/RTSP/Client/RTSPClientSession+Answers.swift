import HTTPAuthentication
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
        readSession(response, for: answered.purpose)
        if response.status == 401 { return unauthorized(response, answered, now: now) }
        if response.status < 400 { authorizer.accepted() }
        if (300...399).contains(response.status), let redirect = redirect(response, answered, now: now) {
            return redirect
        }
        switch answered.purpose {
        case .options: return takeOptions(response, now: now)
        case .describe where response.isGood: return takeDescription(response, now: now)
        case .setUp(let place): return takeSetUp(response, answered, at: place, now: now)
        case .play where response.isGood: return takePlay(response, now: now)
        case .play where response.status == 454 && session.differ && !session.hasChanged:
            return playByOtherIdentifier(now: now)
        case .describe, .play: return fail(failure(response, to: answered.method), now: now)
        case .keepAlive:
            takeKeepAlive(response, to: answered.method)
            return []
        case .teardown:
            // Whatever the camera says, the session is over: some answer 500 when it is gone already.
            if response.status >= 400 { note(.teardownRefused) }
            return tornDown()
        }
    }

    func failure(_ response: RTSPResponse, to method: RTSPMethod) -> RTSPFailure {
        RTSPFailure(response, to: method, over: configuration.transport)
    }

    private mutating func tornDown() -> [RTSPClientAction] {
        if case .tearingDown(let last) = state { finish(with: last) } else { [] }
    }

    /// The request that a response answers: by its number or, where there is none or a wrong one, by there being no
    /// other.
    private mutating func exchange(answeredBy response: RTSPResponse) -> Exchange? {
        let open = [exchange, keepAlive].compactMap { $0 }
        guard let number = response.headers["CSeq"].flatMap({ Int($0) }) else {
            note(.answerWithoutNumber)
            return open.count == 1 ? open[0] : nil
        }
        if let exact = open.first(where: { $0.sequence == number }) { return exact }
        guard open.count == 1, let only = open.first else { return nil }
        // An old number may be a late answer to something long given up, but some cameras answer a keep-alive with it.
        guard only.purpose == .keepAlive || number > only.sequence else { return nil }
        note(.answerWithWrongNumber)
        return only
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
        if answered.purpose == .teardown { return tornDown() }
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
        guard let target = configuration.url.redirected(to: location), target != answered.url else {
            return fail(.redirectRefused, now: now)
        }
        return end(with: .redirect(target), now: now)
    }

    /// Advice only: some cameras answer 404 here and play all the same.
    private mutating func takeOptions(_ response: RTSPResponse, now: MonotonicTime) -> [RTSPClientAction] {
        if response.status >= 400 { note(.optionsRefused) }
        for header in response.headers.values(of: "Public") {
            for name in header[...].fields(separatedBy: ",").prefix(32) {
                advertised.insert(RTSPMethod(rawValue: name.uppercased()))
            }
        }
        return [request(.describe, .describe, configuration.url, now: now)]
    }

    private mutating func takeDescription(_ response: RTSPResponse, now: MonotonicTime) -> [RTSPClientAction] {
        // Cameras leave the content type out or embellish it; the text itself tells.
        if response.headers["Content-Type"]?[...].hasASCIIPrefix("application/sdp") != true {
            note(.descriptionUntyped)
        }
        guard let description = try? SessionDescription(parsing: response.body.span) else {
            return fail(.descriptionUnreadable, now: now)
        }
        guard !description.media.isEmpty else { return fail(.nothingToPlay, now: now) }
        self.description = description
        let header = response.headers["Content-Base"] ?? response.headers["Content-Location"]
        base = header.flatMap { configuration.url.resolving(contentBase: $0) } ?? configuration.url
        // Only an absolute URL of the session says more than the headers do.
        if let control = description.control, CameraURL.scheme(of: control[...]) != nil {
            base = base.resolving(control: control)
        }
        aggregate = base.resolving(control: description.control)
        state = .described
        return [.described(description, base: base)]
    }

    private mutating func takePlay(_ response: RTSPResponse, now: MonotonicTime) -> [RTSPClientAction] {
        if let header = response.headers["RTP-Info"] { RTPInfo.apply(header, to: &tracks) }
        state = .playing
        if session.differ { memory.wantsNewestSession = session.usesNewest }
        beginKeepAlives(now: now)
        return [.playing(tracks)]
    }
}
