extension Settings {
    /// What is set of backups that the recorder makes by itself; nil where it shall make none.
    var backupPlan: BackupPlan? {
        guard value(\.backup.isEnabled) else { return nil }
        return BackupPlan(
            schedule: .every(minutes: value(\.backup.interval)),
            keep: value(\.backup.keep),
            passphrase: secret(\.backup.passphrase)
        )
    }
}
