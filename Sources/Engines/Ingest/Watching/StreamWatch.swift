import Media

/// Watches over a session that plays: whether packets come, pictures, and key frames among them. Knows no clock.
struct StreamWatch {
    /// What came since the session began to play.
    struct Counts {
        var packets = 0
        /// Units of the leading track, whether they could be used or not.
        var units = 0
        var keys = 0
    }

    enum Verdict: Equatable {
        case fine
        /// Not one packet came since PLAY.
        case nothingCame
        /// The session is over.
        case lost(SessionEnd)
    }

    /// So long without a picture, and the camera is left and tried again.
    private let silence: Duration
    /// A key frame is awaited no longer than this where no group is known; cameras with "smart" codings have groups of
    /// half a minute.
    private static let firstKey: Duration = .seconds(60)
    private static let nothing: Duration = .seconds(3)

    private var began: MonotonicTime
    private var last: (units: Int, at: MonotonicTime)
    private var lastKey: (keys: Int, at: MonotonicTime)
    /// Seconds between key frames, smoothed.
    private var group: Double?
    private var hasToldNothing = false

    /// - Parameter silence: 10 s over TCP; longer over UDP, where a lost packet can cost a picture.
    init(silence: Duration, at now: MonotonicTime) {
        self.silence = silence
        began = now
        last = (0, now)
        lastKey = (0, now)
    }

    mutating func check(_ counts: Counts, at now: MonotonicTime) -> Verdict {
        noteKeys(counts.keys, at: now)
        if counts.units != last.units {
            last = (counts.units, now)
        }
        if counts.packets == 0, now - began >= Self.nothing, !hasToldNothing {
            hasToldNothing = true
            return .nothingCame
        }
        let silent = now - last.at
        if silent >= silence { return .lost(.noVideo(for: silence, connected: counts.packets > 0)) }
        let patience = group.map { Duration.seconds(2 * $0 + 10) } ?? Self.firstKey
        if counts.units > 0, now - lastKey.at >= patience { return .lost(.noKeyFrame(for: patience)) }
        return .fine
    }

    private mutating func noteKeys(_ keys: Int, at now: MonotonicTime) {
        guard keys > lastKey.keys else { return }
        if lastKey.keys > 0 {
            let distance = (now - lastKey.at).inSeconds / Double(keys - lastKey.keys)
            group = group.map { $0 + (distance - $0) / 4 } ?? distance
        }
        lastKey = (keys, now)
    }
}
