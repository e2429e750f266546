extension Recorder {
    /// It is looked so often for snapshots that are too old.
    private static let snapshotInterval: Duration = .seconds(600)

    /// Deletes snapshots whose time has come, until the task is cancelled.
    func deleteOldSnapshots() async {
        while !Task.isCancelled {
            await album.purge(olderThanDays: settings.value(\.storage.snapshotDays))
            // A pause that is part of the work. Cut short by being cancelled alone, which the loop looks at.
            try? await Task.sleep(for: Self.snapshotInterval)
        }
    }
}
