import Catalog
import Media

/// What the catalogue has not been told yet, in order.
struct CommitBacklog {
    /// Stands for the id of a gap that has none yet: the recorder, and its own number.
    struct Ticket: Hashable, Sendable {
        var recorder: Int
        var number: Int
    }

    struct NewGap: Sendable {
        var ticket: Ticket
        var camera: CameraID
        var stream: StreamKind
        var start: WallTime
        var end: WallTime?
        /// Nil where all is missing.
        var missing: Duration?
        var reason: GapReason
        var detail: String
    }

    enum Item: Sendable {
        case change(SegmentChange)
        case gapBegan(NewGap)
        /// One that may still grow, as far as it has come; told again when it has.
        case holes(NewGap)
        case gapEnded(Ticket, end: WallTime)
    }

    /// Hours of many cameras. What falls out is found on the disk at the next start.
    private static let most = 100_000

    private(set) var items: [Item] = []
    private var advances: [RecordingID: Int] = [:]
    private var holes: [Ticket: Int] = [:]

    var isEmpty: Bool { items.isEmpty }

    mutating func append(_ changes: [RecorderChange], of recorder: StreamRecorder) {
        for change in changes {
            switch change {
            case .segment(let change): append(change)
            case .gap(.pastEnded(let id, let end)): append(.gapClosed(id, end: end))
            case .gap(.ended(let number, let end)):
                items.append(.gapEnded(ticket(number, recorder), end: end))
            case .gap(.began(let number, let start, let end, let reason, let detail)):
                items.append(.gapBegan(gap(number, recorder, start: start, end: end, reason, detail: detail)))
            case .gap(.holes(let number, let start, let end, let missing, let reason, let detail)):
                var gap = gap(number, recorder, start: start, end: end, reason, detail: detail)
                gap.missing = missing
                append(holes: gap)
            }
        }
    }

    private func gap(
        _ number: Int,
        _ recorder: StreamRecorder,
        start: WallTime,
        end: WallTime?,
        _ reason: GapReason,
        detail: String
    ) -> NewGap {
        NewGap(
            ticket: ticket(number, recorder),
            camera: recorder.camera,
            stream: recorder.stream,
            start: start,
            end: end,
            reason: reason,
            detail: detail
        )
    }

    /// What is known now takes the place of what was known before and has not been told.
    private mutating func append(holes gap: NewGap) {
        if let index = holes[gap.ticket] {
            items[index] = .holes(gap)
        } else {
            holes[gap.ticket] = items.count
            items.append(.holes(gap))
        }
    }

    /// An advance takes the place of an older one of the same recording that has not been told.
    private mutating func append(_ change: SegmentChange) {
        if case .advanced(let id, _) = change {
            if let index = advances[id] {
                items[index] = .change(change)
                return
            }
            advances[id] = items.count
        }
        items.append(.change(change))
    }

    private func ticket(_ number: Int, _ recorder: StreamRecorder) -> Ticket {
        Ticket(recorder: recorder.number, number: number)
    }

    /// Everything, which is then no longer here.
    mutating func takeAll() -> [Item] {
        defer {
            items = []
            advances = [:]
            holes = [:]
        }
        return items
    }

    /// Puts back, in front, what could not be told.
    /// - Returns: how many of the oldest had to be given up, because there are too many.
    mutating func putBack(_ untold: [Item]) -> Int {
        let surplus = max(0, untold.count + items.count - Self.most)
        items = Array((untold + items).dropFirst(surplus))
        advances = [:]
        holes = [:]
        for (index, item) in items.enumerated() {
            if case .change(.advanced(let id, _)) = item { advances[id] = index }
            if case .holes(let gap) = item { holes[gap.ticket] = index }
        }
        return surplus
    }
}
