import Media

/// Watches over a session that plays: whether packets come, pictures, and key frames among them. Knows no clock.
struct StreamWatch {
    /// What came since the session began to play.
    struct Counts {
        var packets = 0
        /// Units of the leading track, whether they could be used or not.
        var units = 0
        /// Key frames that can be shown.
        var keys = 0
        /// Key frames that came, and of which nothing can be made.
        var unreadableKeys = 0
    }

    enum Verdict: Equatable {
        case fine
        /// Not one packet came since PLAY.
        case nothingCame
        /// For so long key frames have come, and none of them can be shown. The session is to be ended.
        case unreadable(for: Duration)
        /// The session is over.
        case lost(SessionEnd)
    }

    /// So long without a picture, and the camera is left and tried again.
    private let silence: Duration
    /// A key frame is awaited no longer than this where no group is known; cameras with "smart" codings have groups of
    /// half a minute.
    private let firstKey: Duration
    private static let nothing: Duration = .seconds(3)
    /// So long without even a packet.
    static let firstPacket: Duration = .seconds(10)
    /// So many key frames in so long that cannot be shown, and it is no accident.
    private static let mostUnreadable = 2
    private static let unreadableTime: Duration = .seconds(10)

    private var began: MonotonicTime
    private var last: (units: Int, at: MonotonicTime)
    /// With how many had come that cannot be shown.
    private var lastKey: (keys: Int, unreadable: Int, at: MonotonicTime)
    /// Seconds between key frames, smoothed.
    private var group: Double?
    private var hasToldNothing = false

    /// - Parameter silence: 10 s over TCP; longer over UDP, where a lost packet can cost a picture.
    init(silence: Duration, firstKey: Duration = .seconds(60), at now: MonotonicTime) {
        self.silence = silence
        self.firstKey = firstKey
        began = now
        last = (0, now)
        lastKey = (0, 0, now)
    }

    mutating func check(_ counts: Counts, at now: MonotonicTime) -> Verdict {
        noteKeys(counts, at: now)
        if counts.units != last.units {
            last = (counts.units, now)
        }
        if counts.packets == 0, now - began >= Self.nothing, !hasToldNothing {
            hasToldNothing = true
            return .nothingCame
        }
        let silence = counts.packets == 0 ? min(silence, Self.firstPacket) : silence
        if now - last.at >= silence { return .lost(.noVideo(for: silence, connected: counts.packets > 0)) }
        let unreadable = counts.unreadableKeys - lastKey.unreadable
        if unreadable >= Self.mostUnreadable, now - lastKey.at >= Self.unreadableTime {
            return .unreadable(for: Self.unreadableTime)
        }
        let patience = group.map { Duration.seconds(2 * $0 + 10) } ?? firstKey
        guard counts.units > 0, now - lastKey.at >= patience else { return .fine }
        return unreadable > 0 ? .unreadable(for: patience) : .lost(.noKeyFrame(for: patience))
    }

    private mutating func noteKeys(_ counts: Counts, at now: MonotonicTime) {
        guard counts.keys > lastKey.keys else { return }
        if lastKey.keys > 0 {
            let distance = (now - lastKey.at).inSeconds / Double(counts.keys - lastKey.keys)
            group = group.map { $0 + (distance - $0) / 4 } ?? distance
        }
        lastKey = (counts.keys, counts.unreadableKeys, now)
    }
}
