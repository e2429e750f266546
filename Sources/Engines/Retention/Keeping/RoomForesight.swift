import Catalog
import Media

/// Of which volumes and cameras recordings will have to go before their time, as a dry run has shown.
struct RoomForesight: Hashable, Sendable {
    /// Where it goes because the volume, or all of them together, have no room.
    private(set) var volumes: Set<String> = []
    /// Where it goes because the camera's quota is used up.
    private(set) var cameras: Set<CameraID> = []
    /// When it was looked.
    let at: MonotonicTime
    /// By which rules.
    let rules: RetentionRules

    init(at: MonotonicTime, rules: RetentionRules) {
        self.at = at
        self.rules = rules
    }

    /// Takes in what goes. What stays until the room is needed was promised no time: that goes every day on a disk that is
    /// full, and nobody has to be told.
    mutating func note(_ deletion: PlannedDeletion) {
        let segment = deletion.segment
        guard deletion.reason.isForRoom, let end = end(of: segment), end > deletion.due else { return }
        if deletion.reason == .cameraQuota {
            cameras.insert(segment.camera)
        } else {
            volumes.insert(segment.volume)
        }
    }

    /// Until when it was promised; nil where nothing was.
    private func end(of segment: ExpirableSegment) -> WallTime? {
        if let own = segment.keepUntil { return own == WallTime(nanoseconds: .max) ? nil : own }
        return rules.rule(of: segment.camera).term(isEvent: segment.isEvent).map { segment.end + $0 }
    }
}
