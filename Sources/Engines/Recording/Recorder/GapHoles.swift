import Catalog
import Media

/// The short holes of one file that are close together, which make one gap.
struct GapHoles {
    /// Holes that are further apart are gaps of their own.
    static let nearness: Duration = .seconds(10)
    /// So there is hardly more than one gap of holes a minute, and it is told which minute.
    static let longest: Duration = .seconds(60)

    private let ticket: Int
    private let start: WallTime
    private var end: WallTime
    private var missing: Duration
    private var count = 1
    private let reason: GapReason
    private let detail: String
    private var isTold = false

    init(ticket: Int, start: WallTime, end: WallTime, reason: GapReason, detail: String) {
        self.ticket = ticket
        self.start = start
        self.end = end
        self.reason = reason
        self.detail = detail
        missing = end - start
    }

    /// - Returns: whether the hole is one of these now.
    mutating func add(from start: WallTime, to end: WallTime, _ reason: GapReason) -> Bool {
        guard reason == self.reason, start >= self.end, start - self.end < Self.nearness,
            end - self.start <= Self.longest
        else { return false }
        self.end = end
        missing += end - start
        count += 1
        isTold = false
        return true
    }

    /// What is to be told, if it was not.
    mutating func takeChange() -> GapChange? {
        guard !isTold else { return nil }
        isTold = true
        guard count > 1 else {
            return .holes(ticket: ticket, start: start, end: end, missing: nil, reason, detail: detail)
        }
        let words = "\(detail) That was \(count) times; what came between is there."
        return .holes(ticket: ticket, start: start, end: end, missing: missing, reason, detail: words)
    }
}
