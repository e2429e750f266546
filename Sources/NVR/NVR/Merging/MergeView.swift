package import Media
import Recording

/// How joining recordings stands.
package struct MergeView: Sendable {
    package struct Tally: Hashable, Sendable {
        /// Files that were made.
        package var files: Int
        /// Recordings that became parts of them.
        package var segments: Int
        package var bytes: Int64
        /// Groups that could not be joined because of an error.
        package var errors: Int
        /// Groups whose files do not go together.
        package var incompatible: Int
        /// Groups for which there was no room.
        package var withoutRoom: Int
    }

    /// Whether recordings of cameras are joined that do not say otherwise.
    package var isEnabled: Bool
    package var isAtWork: Bool
    package var lastBeganAt: WallTime?
    package var lastEndedAt: WallTime?
    /// Of the last pass.
    package var last: Tally
    /// Since the recorder's first day.
    package var passes: Int
    package var total: Tally
    /// Why recordings could not be joined the last time that this was so.
    package var lastFailure: String?
}

extension MergeView.Tally {
    init(_ tally: MergeReport.Tally) {
        self.init(
            files: tally.files,
            segments: tally.segments,
            bytes: tally.bytes,
            errors: tally.errors,
            incompatible: tally.incompatible,
            withoutRoom: tally.withoutRoom
        )
    }
}
