import Accounts
import Catalog
import Media

/// Takes over what another product's file says. It adds and changes, and takes nothing away: a camera or an account that is
/// here already stays as it is, so that the same file a second time has nothing more to do. What cannot be is told, and the rest
/// is taken all the same. Touches nothing but the configuration that it is given, so that a dry run is the same work.
struct ImportPlan: Sendable {
    let content: ImportContent
    let rules: CameraRules
    let store: SettingStore
    /// Of a password that nobody knows.
    let passwordHash: String
    let now: WallTime

    struct State {
        var configuration: CatalogConfiguration
        /// Only these count as there already: a file may have two cameras that look alike.
        let before: [CameraRecord]
        var report = ImportReport()
        /// What the file's cameras are here, in their order; nil for one that is refused.
        var ids: [CameraID?] = []

        init(_ configuration: CatalogConfiguration) {
            self.configuration = configuration
            before = configuration.cameras.values.filter { $0.deletedAt == nil && !$0.isDemo }.sorted { $0.id < $1.id }
        }

        mutating func tell(_ outcome: ImportLine.Outcome, _ subject: String, _ words: String) {
            report.lines.append(ImportLine(outcome, subject, words))
        }
    }

    func carryOut(on configuration: inout CatalogConfiguration) -> ImportReport {
        var state = State(configuration)
        for camera in content.cameras { importCamera(camera, &state) }
        importPeople(&state)
        importSettings(&state)
        state.report.lines += content.notes
        configuration = state.configuration
        return state.report
    }
}
