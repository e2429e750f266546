package import Catalog
import Media

/// Where the planner's recordings come from: each source gives them in the order in which they go.
package enum RetentionSource: Hashable, Sendable {
    /// Those of one stream on one volume that go by their camera's rule, the oldest first.
    case rule(CameraID, StreamKind, volume: String, isEvent: Bool)
    /// Those of all cameras that have a time of their own, those whose time ends first before all others.
    case ownTime
}

/// What is known of a source: the recordings that go next of it.
struct Shelf {
    let source: RetentionSource
    /// Of a rule: how long its recordings are kept; nil until the room is needed.
    let term: Duration?
    private(set) var rows: [ExpirableSegment] = []
    private var taken = 0
    /// There are no more than those that are here.
    private(set) var isComplete = false
    /// The last that was read.
    private(set) var last: ExpirableSegment?

    /// Of the few that have a time of their own; beyond that none of them is looked for to make room.
    private static let most = 10_000

    init(_ source: RetentionSource, term: Duration?) {
        self.source = source
        self.term = term
    }

    var first: ExpirableSegment? { taken < rows.count ? rows[taken] : nil }

    /// More must be read to know which goes next.
    var needsMore: Bool { first == nil && !isComplete }

    mutating func supply(_ more: [ExpirableSegment], isLast: Bool) {
        rows.removeFirst(taken)
        taken = 0
        rows += more
        last = more.last ?? last
        isComplete = isLast || rows.count >= Self.most
    }

    mutating func removeFirst() { taken += 1 }

    /// The first for which `condition` holds.
    func first(where condition: (ExpirableSegment) -> Bool) -> ExpirableSegment? {
        rows[taken...].first(where: condition)
    }

    mutating func remove(_ segment: ExpirableSegment) {
        if let index = rows[taken...].firstIndex(of: segment) { rows.remove(at: index) }
    }
}
