import Catalog
import Media

/// What the catalogue is to be told of a stream's gaps. `ticket` stands for the id that a gap is given only when it is
/// written into the catalogue.
enum GapChange: Hashable, Sendable {
    /// A gap; without an end it lasts.
    case began(ticket: Int, start: WallTime, end: WallTime?, GapReason, detail: String)
    /// A gap of one hole in a file or of several, as far as it has come; told again, whole, when it has grown.
    /// - Parameter missing: of the time between start and end; nil where all is.
    case holes(ticket: Int, start: WallTime, end: WallTime, missing: Duration?, GapReason, detail: String)
    case ended(ticket: Int, end: WallTime)
    /// The end of a gap from before this recorder.
    case pastEnded(GapID, end: WallTime)
}

/// What there was of a stream before its recorder began.
struct StreamPast: Hashable, Sendable {
    struct OpenGap: Hashable, Sendable {
        var id: GapID
        var start: WallTime
    }

    /// A gap that still lasts: somebody had switched the stream off.
    var openGap: OpenGap?
    /// Where what is known of the stream ends; nil if nothing is.
    var knownUntil: WallTime?
    /// Why nothing is known after that.
    var reason: GapReason
    var detail: String
}

/// Keeps account of the gaps of one stream, of which at most one lasts at a time.
struct GapLedger {
    /// A shorter gap is none: pictures and clocks jitter by so much.
    static let shortest: Duration = .milliseconds(200)
    /// One that lasts is told after this: until then, what ends it may have come and not been read yet.
    static let certain: Duration = .seconds(1)

    private enum Place: Hashable {
        /// Only here.
        case new
        case told
        case past(GapID)
    }

    private struct Gap {
        var ticket: Int
        var start: WallTime
        var reason: GapReason
        var detail: String
        var place: Place
    }

    /// More than this wait only where the catalogue cannot be asked for long; then the oldest are given up.
    private static let mostChanges = 2000

    private var current: Gap?
    /// In the file that is being written.
    private var holes: GapHoles?
    private var changes: [GapChange] = [] {
        didSet { if changes.count > Self.mostChanges { changes.removeFirst() } }
    }
    private var lastTicket = 0
    /// When this recorder first knew anything: where the gap ends that it found.
    private var firstEvent: WallTime?

    /// Whether a gap lasts now.
    var hasGap: Bool { current != nil }

    /// Nothing is recorded from `start` on.
    mutating func begin(at start: WallTime, _ reason: GapReason, detail: String) {
        if let current, current.reason == reason { return }
        end(at: start)
        current = makeGap(start, reason, detail)
    }

    /// Recording goes on. Without a gap, this only says that it did.
    mutating func end(at end: WallTime) {
        firstEvent = firstEvent ?? end
        guard let gap = current else { return }
        current = nil
        let end = max(gap.start, end)
        switch gap.place {
        case .new: tell(gap, until: end)
        case .told: changes.append(.ended(ticket: gap.ticket, end: end))
        case .past(let id): changes.append(.pastEnded(id, end: end))
        }
    }

    /// Between `start` and `end` nothing was recorded.
    mutating func add(from start: WallTime, to end: WallTime, _ reason: GapReason, detail: String) {
        tell(makeGap(start, reason, detail), until: end)
    }

    /// In the middle of the file that is being written, nothing was recorded between `start` and `end`.
    ///
    /// Over a bad network there may be tens of thousands of such holes a day. Those of one file that are close together
    /// are one gap, which says how much of its time is missing.
    mutating func addHole(from start: WallTime, to end: WallTime, _ reason: GapReason, detail: String) {
        guard end - start >= Self.shortest else { return }
        if holes?.add(from: start, to: end, reason) == true { return }
        endFile()
        lastTicket += 1
        holes = GapHoles(ticket: lastTicket, start: start, end: end, reason: reason, detail: detail)
    }

    /// What is missing from now on is of another file.
    mutating func endFile() {
        if let change = holes?.takeChange() { changes.append(change) }
        holes = nil
    }

    /// Takes up what was before this recorder. To be called once.
    mutating func resolve(_ past: StreamPast) {
        if let gap = past.openGap {
            if let firstEvent {
                changes.append(.pastEnded(gap.id, end: max(gap.start, firstEvent)))
            } else {
                current = makeGap(gap.start, past.reason, "")
                current?.place = .past(gap.id)
            }
        } else if let start = past.knownUntil {
            let gap = makeGap(start, past.reason, past.detail)
            if let firstEvent { tell(gap, until: firstEvent) } else { current = gap }
        }
    }

    /// What has changed since the last call. A gap that lasts is told once it is long enough, or when `isFinal`.
    mutating func takeChanges(now: WallTime, isFinal: Bool) -> [GapChange] {
        if let gap = current, gap.place == .new, isFinal || now - gap.start >= Self.certain {
            changes.append(.began(ticket: gap.ticket, start: gap.start, end: nil, gap.reason, detail: gap.detail))
            current?.place = .told
        }
        if let change = holes?.takeChange() { changes.append(change) }
        defer { changes = [] }
        return changes
    }

    private mutating func makeGap(_ start: WallTime, _ reason: GapReason, _ detail: String) -> Gap {
        lastTicket += 1
        return Gap(ticket: lastTicket, start: start, reason: reason, detail: detail, place: .new)
    }

    private mutating func tell(_ gap: Gap, until end: WallTime) {
        guard end - gap.start >= Self.shortest else { return }
        changes.append(.began(ticket: gap.ticket, start: gap.start, end: end, gap.reason, detail: gap.detail))
    }
}
