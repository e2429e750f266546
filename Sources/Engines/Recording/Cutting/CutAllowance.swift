import Media

/// How often a new file may be begun: a camera that begins its stream anew with every picture, by its format or its
/// clock, must not flood the disk with files and the catalogue with rows.
struct CutAllowance {
    /// Between two files in the long run.
    static let interval: Duration = .seconds(1)
    /// So many may follow one another at once, after a time without any.
    static let burst = 10

    /// When all that was taken is made up for.
    private var madeUpAt: MonotonicTime?

    /// - Returns: whether a file may be begun now; then it counts as begun.
    mutating func take(at now: MonotonicTime) -> Bool {
        let due = max(madeUpAt ?? now, now) + Self.interval
        guard due - now <= Self.interval * Self.burst else { return false }
        madeUpAt = due
        return true
    }
}
