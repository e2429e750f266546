import Catalog
import Media

@testable import Retention

/// A recording of a hundred bytes that ended some days ago, a minute long.
func row(
    _ id: Int64,
    of camera: String = "gate",
    _ stream: StreamKind = .main,
    on volume: String = "default",
    endedAgo days: Double,
    bytes: Int64 = 100,
    isEvent: Bool = false,
    keepUntil: WallTime? = nil
) -> ExpirableSegment {
    let cameraID = makeCamera(camera)
    let end = ago(days)
    return ExpirableSegment(
        id: RecordingID(nanoseconds: id),
        camera: cameraID,
        stream: stream,
        volume: volume,
        start: end + .seconds(-60),
        end: end,
        bytes: bytes,
        isEvent: isEvent,
        keepUntil: keepUntil
    )
}

// The parameter of the same name hides the function.
private func makeCamera(_ text: String) -> CameraID { camera(text) }

/// What a plan came to.
struct PlanFound: Equatable {
    var deletions: [PlannedDeletion] = []
    var shortfalls: [Shortfall] = []

    var ids: [Int64] { deletions.map(\.segment.id.nanoseconds) }
}

/// Recordings that a planner is asked about, in pages as a catalogue would give them.
struct Shelves {
    var rows: [ExpirableSegment]
    var volumes: [String: RetentionState.Volume] = [:]
    /// Of each stream that has recordings on a volume, what comes; of all together.
    var incoming: Int64 = 0
    /// On the first stream, beside its rows.
    var protectedBytes: Int64 = 0
    var horizon = now
    var page = 2
    /// Rows that were asked for.
    private(set) var read = 0

    init(_ rows: [ExpirableSegment]) { self.rows = rows }

    var state: RetentionState {
        struct Key: Hashable {
            var camera: CameraID
            var stream: StreamKind
            var volume: String
        }
        let groups = Dictionary(grouping: rows) { Key(camera: $0.camera, stream: $0.stream, volume: $0.volume) }
        var lots = groups.map { key, rows in
            RetentionState.Lot(
                camera: key.camera,
                stream: key.stream,
                volume: key.volume,
                bytes: rows.reduce(0) { $0 + $1.bytes }
            )
        }
        lots.sort { ($0.camera.text, $0.stream.rawValue, $0.volume) < ($1.camera.text, $1.stream.rawValue, $1.volume) }
        if !lots.isEmpty {
            lots[0].bytes += protectedBytes
            lots[0].incoming = incoming
        }
        return RetentionState(now: now, horizon: horizon, lots: lots, volumes: volumes)
    }

    mutating func plan(_ rules: RetentionRules, looksAtAge: Bool = true) -> PlanFound {
        var planner = RetentionPlanner(rules, state, looksAtAge: looksAtAge)
        var found = PlanFound()
        while true {
            switch planner.next() {
            case .delete(let deletion): found.deletions.append(deletion)
            case .finished(let shortfalls):
                found.shortfalls = shortfalls
                return found
            case .read(let source, let after):
                let rest = rest(of: source, after: after)
                read += min(page, rest.count)
                planner.supply(Array(rest.prefix(page)), isLast: rest.count <= page, of: source)
            }
        }
    }

    private func rest(of source: RetentionSource, after: ExpirableSegment?) -> [ExpirableSegment] {
        var ordered: [ExpirableSegment]
        switch source {
        case .ownTime:
            ordered = rows.filter { $0.keepUntil != nil }
            ordered.sort { ($0.keepUntil ?? now, $0.id) < ($1.keepUntil ?? now, $1.id) }
        case .rule(let camera, let stream, let volume, let isEvent):
            ordered = rows.filter {
                $0.camera == camera && $0.stream == stream && $0.volume == volume && $0.isEvent == isEvent
                    && $0.keepUntil == nil
            }
            ordered.sort { $0.cursor < $1.cursor }
        }
        guard let after, let index = ordered.firstIndex(of: after) else { return ordered }
        return Array(ordered[(index + 1)...])
    }
}
