package import Media

/// How long the steps of a stream's newest session took.
package struct SessionTiming: Hashable, Sendable {
    /// When the connection was begun; before, the stream may have waited for its turn.
    package var began: MonotonicTime
    /// Until the connection stood.
    package var connecting: Duration?
    /// From the first request to the first bytes of its answer.
    package var roundTrip: Duration?
    /// From the beginning to the first packet of media.
    package var firstPacket: Duration?
}

/// Tells when the first answer and the first packet of a session come.
struct FirstSteps {
    private var asked: MonotonicTime?
    private var isAnswered = false
    private var hasPackets = false

    mutating func ask(at now: MonotonicTime) { asked = asked ?? now }

    /// Bytes came; `hasPackets`: of media too.
    mutating func note(hasPackets: Bool, at now: MonotonicTime) -> (roundTrip: Duration?, isFirstPacket: Bool) {
        var roundTrip: Duration?
        if let asked, !isAnswered {
            isAnswered = true
            roundTrip = now - asked
        }
        let isFirst = hasPackets && !self.hasPackets
        self.hasPackets = self.hasPackets || hasPackets
        return (roundTrip, isFirst)
    }
}
