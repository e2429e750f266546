extension Settings {
    /// What is set of backups that the recorder makes by itself; nil where it shall make none, or has no passphrase to
    /// seal them under.
    var backupPlan: BackupPlan? {
        guard value(\.backup.isEnabled), let passphrase = secret(\.backup.passphrase) else { return nil }
        return BackupPlan(
            schedule: .every(minutes: value(\.backup.interval)),
            keep: value(\.backup.keep),
            passphrase: passphrase
        )
    }
}
