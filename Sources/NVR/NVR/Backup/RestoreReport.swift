/// What bringing back a backup changes, or would change.
package struct RestoreReport: Hashable, Sendable {
    /// Of one kind of things, by the names that people know them by.
    package struct Part: Hashable, Sendable {
        package var added: [String] = []
        package var changed: [String] = []
        package var removed: [String] = []
        /// How many are as they were.
        package var left = 0

        package var isEmpty: Bool { added.isEmpty && changed.isEmpty && removed.isEmpty }

        package init() {}
    }

    /// Keys.
    package var settings = Part()
    /// Ids.
    package var cameras = Part()
    /// Ids.
    package var volumes = Part()
    /// Usernames.
    package var users = Part()
    /// Names, with their owners.
    package var apiKeys = Part()
    /// What is good to know: where the backup and the recorder contradict each other, and what was done about it.
    package var notes: [String] = []
    /// Nothing was changed; all else is what would have been.
    package var isDryRun = false
    /// Whether the program must be started anew for what was changed to count.
    package var needsRestart = false

    package var isEmpty: Bool {
        settings.isEmpty && cameras.isEmpty && volumes.isEmpty && users.isEmpty && apiKeys.isEmpty
    }

    package init() {}
}
