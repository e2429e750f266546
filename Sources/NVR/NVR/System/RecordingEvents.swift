import Catalog
import Changes
import Media
import Synchronization

/// Tells those who follow the changes when a recording or a gap begins and ends. That one grows is told to nobody.
final class RecordingEvents: Sendable {
    private struct State {
        /// The cameras of recordings that are open and of gaps that last, by their ids: an end names no camera.
        var recordings: [RecordingID: CameraID] = [:]
        var gaps: [GapID: CameraID] = [:]
        /// Of each stream the gap that was last told to have grown.
        var grown: [CameraID: [StreamKind: GapID]] = [:]
    }

    private let services: DomainServices
    private let state = Mutex(State())

    init(_ services: DomainServices) { self.services = services }

    /// - Parameter changes: what the catalogue was told.
    func told(_ changes: [SegmentChange]) {
        for change in changes { tell(change) }
    }

    private func tell(_ change: SegmentChange) {
        switch change {
        case .opened(let row):
            state.withLock { $0.recordings[row.id] = row.camera }
            publish(.created, EventObject.recording, row.camera, "\(row.id)")
        case .advanced: break
        case .closed(let id, _, _, _):
            let camera = state.withLock { $0.recordings.removeValue(forKey: id) }
            if let camera { publish(.changed, EventObject.recording, camera, "\(id)") }
        case .gapOpened(let gap):
            if gap.end == nil { state.withLock { $0.gaps[gap.id] = gap.camera } }
            publish(.created, EventObject.gap, gap.camera, "\(gap.id)")
        case .gapUpdated(let gap):
            let last = state.withLock { $0.grown[gap.camera, default: [:]].updateValue(gap.id, forKey: gap.stream) }
            if last != gap.id { publish(.created, EventObject.gap, gap.camera, "\(gap.id)") }
        case .gapClosed(let id, _):
            // One from before the program was started is not known here.
            let camera = state.withLock { $0.gaps.removeValue(forKey: id) }
            if let camera { publish(.changed, EventObject.gap, camera, "\(id)") }
        }
    }

    private func publish(_ kind: Change.Kind, _ object: String, _ camera: CameraID, _ id: String) {
        services.published(kind, object, id: "\(camera.text)/\(id)")
    }
}
