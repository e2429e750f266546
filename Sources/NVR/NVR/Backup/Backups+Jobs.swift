import Jobs

/// Told how far long work is, from 0 to 1, and what it does; throws where it is to stop.
package typealias WorkProgress = @Sendable (_ part: Double, _ sentence: String) throws -> Void

// As jobs, so that it can be seen how far they are, and that they can be stopped.

extension Backups {
    /// As ``create(as:passphrase:note:)``, in a job of the kind `backup`, whose result is its `name`.
    ///
    /// - Throws: `conflict` also where the job was cancelled.
    package func create(
        as principal: Principal,
        passphrase: String,
        note: String?,
        in jobs: RecorderJobs
    ) async throws -> BackupInfo {
        try Policy.require(principal, .manageSystem)
        try BackupSeal.check(passphrase)
        return try await jobs.run("backup", by: principal) { [self] context in
            let info = try await make(
                .manual,
                as: principal,
                passphrase: passphrase,
                note: note,
                progress: context.progress
            )
            return (info, result: ["name": info.name])
        }
    }

    /// As ``restore(as:_:passphrase:dryRun:)``, in a job of the kind `restore`.
    ///
    /// - Throws: `conflict` also where the job was cancelled; then nothing is restored.
    package func restore(
        as principal: Principal,
        _ name: String,
        passphrase: String,
        dryRun: Bool,
        in jobs: RecorderJobs
    ) async throws -> RestoreReport {
        try Policy.require(principal, .manageSystem)
        _ = try Self.known(name)
        return try await jobs.run("restore", by: principal) { [self] context in
            let report = try await restore(
                as: principal,
                name,
                passphrase: passphrase,
                dryRun: dryRun,
                progress: context.progress
            )
            return (report, result: ["name": name, "dry_run": "\(dryRun)"])
        }
    }
}

extension JobContext {
    fileprivate var progress: WorkProgress {
        { part, sentence in
            try checkCancellation()
            report(part, sentence)
        }
    }
}
