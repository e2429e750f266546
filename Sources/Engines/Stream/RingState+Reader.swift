import Media

/// One who reads a ring.
extension RingState {
    struct Reader {
        let identifier: Int
        let keeps: Bool
        let waking: StreamReader.Waking
        let onWake: @Sendable () -> Void
        var cursor: Int
        /// A reader that starts or goes on in the middle of a time line learns its format first.
        var pendingFormat: StreamFormat?
        var skipped: SkippedUnits?
        var isArmed = true
        /// It came, or fell behind, where nothing can be decoded: it goes on with the next place where a decoder can start.
        var awaitsStart = false
        var lastWake: MonotonicTime?
    }
}

extension RingState.Reader {
    /// - Parameter isGroupStart: whether the item is a key frame of the picture. Every block of sound is a key, and must
    ///   not wake anyone for that.
    func wants(_ item: StreamItem, isGroupStart: Bool) -> Bool {
        guard case .atMost(let interval) = waking, case .unit(let unit) = item, !isGroupStart else { return true }
        guard let lastWake else { return true }
        // At the same moments for all streams that are read together: threads that are awake do the work of many.
        return Self.slot(of: unit.arrival, interval) != Self.slot(of: lastWake, interval)
    }

    private static func slot(of time: MonotonicTime, _ interval: Duration) -> Int64 {
        time.nanoseconds / max(interval.inNanoseconds, 1)
    }

    /// Notes that the reader will not see the item; of those that are no units it is told in other ways.
    mutating func skip(_ item: RingItem) {
        switch item {
        case .item(.unit(let unit)): SkippedUnits.note(unit, bytes: unit.payload.count, in: &skipped)
        case .stored(let stored): SkippedUnits.note(stored.unit, bytes: stored.place.count, in: &skipped)
        case .item: break
        }
    }
}
