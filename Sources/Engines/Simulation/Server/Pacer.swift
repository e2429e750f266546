import NIOCore

/// What sends something at its time, on one event loop.
protocol Paced: AnyObject {
    /// Sends what is due.
    ///
    /// - Parameter ticket: the one with which it was given to the pacer; with another by now, nothing is to be sent.
    /// - Returns: when the next is due, in nanoseconds of the machine's clock; nil when there is none.
    func sendDue(ticket: Int) -> Int64?
}

/// Wakes the sessions of one event loop when their units are due: with one timer for all of them, and at most once in a
/// tick, so that hundreds of sessions cost no more wake-ups than a few.
final class Pacer: NIOScheduledCallbackHandler {
    /// Nanoseconds of a tick; also the most by which an idle machine is late.
    static let tick: Int64 = 1_000_000

    /// A session's turn; it is void when the session's ticket is another by then.
    private struct Turn {
        let session: any Paced
        let ticket: Int
    }

    private let eventLoop: any EventLoop
    private var queue = DueQueue<Turn>()
    private var alarm: (callback: NIOScheduledCallback, at: Int64)?

    /// - Precondition: called on the event loop, like all else here.
    init(eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// - Parameter due: nanoseconds of the machine's clock.
    func add(_ session: any Paced, ticket: Int, due: Int64) {
        queue.insert(Turn(session: session, ticket: ticket), due: due)
        setAlarm()
    }

    func handleScheduledCallback(eventLoop: some EventLoop) {
        alarm = nil
        let now = Int64(NIODeadline.now().uptimeNanoseconds)
        while let turn = queue.popFirst(dueBy: now) {
            // Who is behind has the next turn after all others, and after what else the event loop has to do.
            if let due = turn.session.sendDue(ticket: turn.ticket) { queue.insert(turn, due: max(due, now + 1)) }
        }
        setAlarm()
    }

    private func setAlarm() {
        guard let due = queue.nextDue else { return }
        let at = (due + Self.tick - 1) / Self.tick * Self.tick
        if let alarm {
            guard at < alarm.at else { return }
            alarm.callback.cancel()
        }
        // Fails only when the event loop is shut down, and then nothing is to be sent.
        let deadline = NIODeadline.uptimeNanoseconds(UInt64(max(at, 0)))
        alarm = (try? eventLoop.assumeIsolated().scheduleCallback(at: deadline, handler: self)).map { ($0, at) }
    }
}
