import Media

/// What happens to a session, oddly, some time after its PLAY.
struct OddityTimeline {
    enum Turn: Equatable {
        /// Nothing more is sent.
        case silence
        /// The connection is cut in the middle of the next packet.
        case cut
        /// Random bytes are thrown in.
        case garbage
        case jump(Duration)
        case changeOfClip
        case changeOfSources
    }

    /// The earliest first.
    private var turns: [(at: MonotonicTime, turn: Turn)] = []

    init() {}

    /// - Parameter start: when the session began to play.
    init(_ plan: OddityPlan, from start: MonotonicTime) {
        let plain: [(CameraOddity, Turn)] = [
            (.silenceAfter, .silence), (.closeAfter, .cut), (.garbageAfter, .garbage), (.spsChangeAfter, .changeOfClip),
            (.ssrcChangeAfter, .changeOfSources),
        ]
        for (oddity, turn) in plain {
            if let after = plan.seconds(of: oddity) { add(turn, at: start + after) }
        }
        if let (after, interval) = plan.jump(of: .clockJump) { add(.jump(interval), at: start + after) }
    }

    var isEmpty: Bool { turns.isEmpty }

    mutating func add(_ turn: Turn, at time: MonotonicTime) {
        let place = turns.firstIndex { $0.at > time } ?? turns.count
        turns.insert((time, turn), at: place)
    }

    /// Takes the first turn that has come.
    mutating func next(by now: MonotonicTime) -> Turn? {
        guard let first = turns.first, first.at <= now else { return nil }
        return turns.removeFirst().turn
    }
}
