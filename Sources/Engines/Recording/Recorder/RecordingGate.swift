import Media
import Stream

/// Whether what a stream sends is written, by the orders that its recorder was given. It touches no ring and no clock.
///
/// It closes before the first group of pictures that begins when nothing is wanted any more: so that what is wanted next,
/// however soon, begins with a key frame that no file has, and nothing between the two is missing.
struct RecordingGate {
    enum Change: Hashable {
        /// From now on it is written, from this place in the stream on.
        case opened(Place)
        case none
    }

    enum Place: Hashable {
        /// What the recorder begins with.
        case beginning
        case newestGroup
        case group(notAfter: WallTime)
    }

    /// A group of pictures may last longer than anybody wants to wait for its end: then it ends in its middle.
    private static let patience: Duration = .seconds(10)
    /// The same of a stream that sends nothing.
    private static let silentPatience: Duration = .seconds(2)

    private(set) var isOpen = false
    /// Where what is wanted begins: what is told of earlier times is told as of then.
    private(set) var since = WallTime(nanoseconds: .min)
    /// From here on nothing is wanted; nil while that is not known.
    private(set) var until: WallTime?
    /// How far what was wanted has been written.
    private var done: WallTime?
    private var isFirst = true

    /// Takes up an order.
    mutating func follow(_ order: RecordingOrder, at now: WallTime) -> Change {
        defer { isFirst = false }
        switch order.wish {
        case .everything:
            until = nil
            guard !isOpen else { return .none }
            isOpen = true
            since = isFirst ? since : now
            return .opened(isFirst ? .beginning : .newestGroup)
        case .span(let from, let end):
            guard !isOpen else {
                until = end
                return .none
            }
            // One that has been written is told again until another comes.
            if let end, let done, end <= done { return .none }
            (isOpen, since, until) = (true, from, end)
            return .opened(.group(notAfter: from))
        case .nothing:
            if isOpen { until = min(until ?? now, now) }
            return .none
        }
    }

    /// All that was wanted has been written.
    /// - Returns: until when it was wanted.
    mutating func close(at now: WallTime) -> WallTime {
        let end = until ?? now
        isOpen = false
        done = end
        until = nil
        return end
    }

    /// Whether it is closed now, although no key frame has come.
    ///
    /// - Parameter silence: how long ago the stream has sent something.
    func isOverdue(at now: WallTime, silence: Duration?) -> Bool {
        guard isOpen, let until else { return false }
        let isSilent = silence.map { $0 >= Self.silentPatience } ?? true
        return now - until >= (isSilent ? Self.silentPatience : Self.patience)
    }
}
