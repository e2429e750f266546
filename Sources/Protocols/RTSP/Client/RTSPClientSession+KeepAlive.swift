package import Media

extension RTSPClientSession {
    /// So many keep-alives back it can be told whether one of them ended the stream.
    private static var mostRemembered: Int { 16 }
    private static var deathComesWithin: Duration { .seconds(5) }

    mutating func beginKeepAlives(now: MonotonicTime) {
        keepAliveMethod = memory.nextKeepAliveMethod(advertised: advertised)
        playingSince = now
        keepAliveDue = now + keepAliveInterval
    }

    var keepAliveInterval: Duration { memory.keepAlivePeriod(timeout: sessionTimeout) }

    mutating func sendKeepAlive(now: MonotonicTime) -> RTSPClientAction {
        let method = keepAliveMethod ?? .options
        // Some cameras never answer. The media tell whether there is life.
        if keepAlive != nil { note(.keepAliveUnanswered) }
        keepAliveDue = now + keepAliveInterval
        keepAlivesSent = keepAlivesSent.suffix(Self.mostRemembered - 1) + [(now, method)]
        return request(.keepAlive, method, aggregate, now: now)
    }

    /// A camera may advertise a method that it then refuses; that never ends the session.
    mutating func takeKeepAlive(_ response: RTSPResponse, to method: RTSPMethod) {
        if response.isGood { memory.accepted(method) }
        guard response.status >= 400 else { return }
        note(.keepAliveRefused)
        memory.refused(method)
        keepAliveMethod = memory.nextKeepAliveMethod(advertised: advertised)
    }

    /// The stream ended without our wish: the camera closed the connection, or sends nothing any more. Call it once,
    /// before ``stop(now:)``; then ``memory`` knows whether the keep-alives are to blame.
    ///
    /// - Parameter lastMedia: when the last packet came; nil where none did.
    package mutating func died(lastMedia: MonotonicTime?) {
        guard case .playing = state, !hasDied, let playingSince, let lastMedia else { return }
        hasDied = true
        let keepAlive = keepAlivesSent.last { $0.at <= lastMedia }
        let interval = lastMedia - (keepAlive?.at ?? playingSince)
        if let keepAlive, interval <= min(Self.deathComesWithin, keepAliveInterval / 2) {
            note(.keepAliveEndsStream)
            memory.diedAfterKeepAlive(keepAlive.method)
        } else {
            memory.diedOtherwise(hadExpired: interval * 10 >= sessionTimeout * 9)
        }
    }
}
