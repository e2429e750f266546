package import Media

/// Turns the 32-bit timestamps of one sender into ticks that do not wrap (RFC 3550 §5.1).
///
/// Each step is the shorter way round, forward or back, so ticks and timestamps always agree modulo 2³². A jump is
/// only reported: whether it is one mis-stamped picture or a new epoch is for the caller to decide.
package struct TimestampUnwrapper: Sendable {
    package struct Position: Hashable, Sendable {
        package var ticks: MediaTicks
        /// How far this timestamp is from the one before, if that is more than the largest step; else nil.
        package var jump: Int64?
    }

    /// The largest step, in ticks and either direction, that is not a jump.
    package let largestStep: Int64
    private let start: MediaTicks
    private var last: (timestamp: UInt32, ticks: MediaTicks)?

    /// - Parameters:
    ///   - largestStep: in ticks, either direction; say five seconds' worth.
    ///   - start: what the first timestamp becomes.
    package init(largestStep: Int64, start: MediaTicks = .zero) {
        self.largestStep = largestStep
        self.start = start
    }

    package mutating func unwrap(_ timestamp: UInt32) -> Position {
        guard let last else {
            self.last = (timestamp, start)
            return Position(ticks: start, jump: nil)
        }
        let step = Int64(Int32(bitPattern: timestamp &- last.timestamp))
        let ticks = last.ticks + step
        self.last = (timestamp, ticks)
        return Position(ticks: ticks, jump: abs(step) > largestStep ? step : nil)
    }

    /// Where `timestamp` lies, without moving on: for sender reports. Nil before the first ``unwrap(_:)``.
    package func position(of timestamp: UInt32) -> MediaTicks? {
        guard let last else { return nil }
        return last.ticks + Int64(Int32(bitPattern: timestamp &- last.timestamp))
    }

    /// Begins a new epoch: the next timestamp becomes `ticks`, whatever it is.
    package mutating func restart(at ticks: MediaTicks) {
        self = TimestampUnwrapper(largestStep: largestStep, start: ticks)
    }
}
