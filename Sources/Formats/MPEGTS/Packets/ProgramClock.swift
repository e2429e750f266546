import Media

/// Decides where programme clock references stand: in every access unit of the leading track, and in packets of their own
/// where more than 100 ms would pass without one (ISO/IEC 13818-1 §2.7.2).
///
/// All times are unwrapped ticks of 90 kHz.
struct ProgramClock: Sendable {
    /// An access unit arrives so long before it is decoded: half a second, which leaves room for sound and picture that
    /// come one after the other.
    static let lead: Int64 = 45_000
    /// Between two references.
    static let longestInterval: Int64 = 9000
    /// Of those in packets of their own.
    private static let fillInterval: Int64 = 8100
    /// A longer hole is not filled, but jumped over: ten seconds.
    private static let longestFill: Int64 = 900_000

    private var last: Int64?

    /// A reference that must be written before a unit of any track; to be asked until there is none. None comes before the
    /// first that was given by ``reference(at:)``.
    mutating func overdue(before decodeTime: Int64) -> Int64? {
        guard let last else { return nil }
        let time = decodeTime.saturatingSubtracting(Self.lead)
        let interval = time.saturatingSubtracting(last)
        guard interval > Self.longestInterval else { return nil }
        let next = interval > Self.longestFill ? time : last + Self.fillInterval
        self.last = next
        return next
    }

    /// The reference for a unit of the leading track. It never goes back: behind other tracks that are far ahead it goes on
    /// from theirs, and there is none once it would lie behind the unit's own time.
    mutating func reference(at decodeTime: Int64) -> Int64? {
        let time = decodeTime.saturatingSubtracting(Self.lead)
        let next = last.map { max(time, $0.saturatingAdding(1)) } ?? time
        guard next < decodeTime else { return nil }
        last = next
        return next
    }
}
