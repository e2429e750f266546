import Catalog
import Media

extension RestorePlan {
    /// Which cameras have an evidence chain. One that has one already goes on with it; another begins now.
    func restoreEvidence(_ state: inout State) {
        let old = state.configuration.settings[EvidenceChoices.key].flatMap { EvidenceChoices($0) } ?? EvidenceChoices()
        var wanted = EvidenceChoices()
        for camera in content.cameras where camera.evidence == true {
            wanted.since[camera.id] = old.since[camera.id] ?? now.nanoseconds
        }
        guard wanted != old else { return }
        do {
            state.configuration.settings[EvidenceChoices.key] = try wanted.text()
            state.report.settings.note("evidence chains", isNew: false, isChanged: true)
        } catch {
            state.refuse("evidence", error)
        }
    }
}
