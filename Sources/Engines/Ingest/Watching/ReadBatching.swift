import Media

/// How many bytes must have come before the connection wakes its event loop (`SO_RCVLOWAT`): nothing costs a recorder as
/// much as waking up for every packet.
///
/// Never more than 80 ms of the stream's measured rate, and one byte as long as anyone watches, before the stream plays,
/// and while nothing is read (design §3). Knows no socket and no clock.
struct ReadBatching {
    /// Of the stream, in seconds.
    private static let span = 0.08
    /// A camera that sends less than this in that time is not worth it.
    private static let least = 4 * 1024
    private static let most = 256 * 1024
    /// So long without a read, and what lies there is fetched.
    static let staleAfter: Duration = .milliseconds(150)

    var hasViewers = false
    var isPlaying = false
    private var bytesPerSecond = 0.0
    private var lastRead: MonotonicTime?
    private var isStale = false
    /// As the socket has it.
    private(set) var current = 1

    mutating func note(bytesPerSecond: Double) { self.bytesPerSecond = bytesPerSecond }

    /// Bytes were read.
    mutating func read(at now: MonotonicTime) {
        lastRead = now
        isStale = false
    }

    /// Time went by.
    mutating func tick(now: MonotonicTime) {
        if let lastRead, now - lastRead >= Self.staleAfter { isStale = true }
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
        guard isPlaying, !hasViewers, !isStale else { return 1 }
        let bytes = min(Int(bytesPerSecond * Self.span), Self.most)
        return bytes < Self.least ? 1 : bytes
    }
}
