import Media

/// How many bytes must have come before the connection wakes its event loop (`SO_RCVLOWAT`): nothing costs a recorder as
/// much as waking up for every packet.
///
/// As long as nobody watches, what came is fetched at the loop's tick, of all its cameras at once: one wake-up for all of
/// them. In between only what exceeds 100 ms of the stream's measured rate wakes the loop (design §3), so that no camera
/// finds the receive window closed. One byte does as long as anyone watches, and before the stream plays. Knows no socket and
/// no clock.
struct ReadBatching {
    /// Of the stream, in seconds.
    private static let span = 0.1
    /// A camera that sends less than this in that time is not worth it.
    private static let least = 4 * 1024
    private static let most = 256 * 1024
    /// What was read so shortly before a tick is left until the next.
    private static let recent: Duration = .milliseconds(40)

    var hasViewers = false
    var isPlaying = false
    private var bytesPerSecond = 0.0
    private var lastRead: MonotonicTime?
    private var isDue = false
    /// As the socket has it.
    private(set) var current = 1

    mutating func note(bytesPerSecond: Double) { self.bytesPerSecond = bytesPerSecond }

    /// Bytes were read.
    mutating func read(at now: MonotonicTime) {
        lastRead = now
        isDue = false
    }

    /// The loop ticks: what has come is to be fetched. Setting the socket to one byte has it reported at once (Linux's
    /// `tcp_set_rcvlowat`).
    mutating func tick(now: MonotonicTime) {
        if let lastRead, now - lastRead >= Self.recent { isDue = true }
    }

    /// What the socket is to be set to; nil where it is that already.
    mutating func change() -> Int? {
        let wanted = wanted
        // Small changes of the rate are not worth a system call.
        let isClose = wanted > 1 && current > 1 && abs(wanted - current) * 4 < current
        guard wanted != current, !isClose || wanted < current else { return nil }
        current = wanted
        return wanted
    }

    private var wanted: Int {
        guard isPlaying, !hasViewers, !isDue else { return 1 }
        let bytes = min(Int(bytesPerSecond * Self.span), Self.most)
        return bytes < Self.least ? 1 : bytes
    }
}
