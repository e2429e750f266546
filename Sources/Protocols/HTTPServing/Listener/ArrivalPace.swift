import Media

/// Whether the body of a request comes fast enough.
///
/// Only the time in which we want to read counts: a client is not to blame while a disk of ours is slow.
struct ArrivalPace: Sendable {
    /// What a client may always take, whatever it sends.
    let grace: Duration
    /// In bytes per second, over the whole body.
    let slowest: Int

    private var received: Int64 = 0
    private var waited: Duration = .zero
    private var waitingSince: MonotonicTime?

    init(grace: Duration, slowest: Int) {
        self.grace = grace
        self.slowest = max(1, slowest)
    }

    /// We want more.
    mutating func wait(now: MonotonicTime) {
        if waitingSince == nil { waitingSince = now }
    }

    /// Something came.
    mutating func receive(_ bytes: Int, now: MonotonicTime) {
        let (sum, overflow) = received.addingReportingOverflow(Int64(bytes))
        received = overflow ? .max : sum
        pause(now: now)
    }

    /// Nothing is wanted for a while.
    mutating func pause(now: MonotonicTime) {
        if let waitingSince { waited += max(.zero, now - waitingSince) }
        waitingSince = nil
    }

    /// When the client is too slow unless more has come by then; nil while it is not waited for.
    var deadline: MonotonicTime? {
        guard let waitingSince else { return nil }
        // Beyond a year it does not matter, and cannot overflow.
        let earned = Duration.seconds(min(Double(received) / Double(slowest), 31_536_000))
        return waitingSince + max(.zero, grace + earned - waited)
    }
}

/// A client that sends its body too slowly. The route that reads the body throws it, and it becomes an answer.
struct BodyTooSlow: Error {}
