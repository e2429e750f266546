package import Media

/// What joining recordings has come to.
package struct MergeReport: Hashable, Sendable {
    package struct Tally: Codable, Hashable, Sendable {
        /// Files that were made.
        package var files = 0
        /// Recordings that became parts of them, the first of each among them.
        package var segments = 0
        package var bytes: Int64 = 0
        /// Groups that could not be joined because of an error.
        package var errors = 0
        /// Groups whose files do not go together.
        package var incompatible = 0
        /// Groups for which there was no room.
        package var withoutRoom = 0

        package init() {}

        static func += (left: inout Self, right: Self) {
            left.files += right.files
            left.segments += right.segments
            left.bytes += right.bytes
            left.errors += right.errors
            left.incompatible += right.incompatible
            left.withoutRoom += right.withoutRoom
        }
    }

    /// Since the recorder's first day, where it is kept over its restarts (``Merger/Parts/counted``).
    package var passes = 0
    package var total = Tally()
    package var lastBeganAt: WallTime?
    package var lastEndedAt: WallTime?
    /// Of the last pass that has ended.
    package var last = Tally()
    package var isAtWork = false
    /// Why recordings could not be joined the last time that this was so.
    package var lastFailure: String?

    package init() {}
}

/// What has become of recordings.
package enum MergeStep: CaseIterable, Hashable, Sendable {
    /// The catalogue knows that a file is about to be made.
    case announced
    /// Something of it is on the disk.
    case begun
    /// All of it is, and nobody knows of it.
    case copied
    /// It is a recording's, and the old files are still there.
    case merged
}
