import Catalog
import Changes
import Logging
import Stream

extension Backups {
    /// Brings back the configuration that a backup has, in one transaction, whole or not at all. It takes the place of
    /// what is set up now (``RestorePlan``).
    ///
    /// What runs goes on as before until the program is started anew, which should be at once: the report says so.
    /// Meanwhile nothing that runs undoes it. Accounts that were changed have another version, so that a change of what
    /// is remembered of them is made anew on what was brought back; cameras are read anew for every change; of settings
    /// only what somebody changes is written.
    ///
    /// - Parameter dryRun: only says what would be done.
    /// - Throws: `notFound`; `invalid` where the passphrase is wrong, the file is damaged, or its content breaks a rule:
    ///   then all faults are named; `conflict` where there would be no administrator; `busy`, `unavailable`.
    package func restore(
        as principal: Principal,
        _ name: String,
        passphrase: String,
        dryRun: Bool
    ) async throws -> RestoreReport {
        try Policy.require(principal, .manageSystem)
        let name = try Self.known(name)
        do {
            let content = try await open(name, passphrase)
            let plan = RestorePlan(
                content: content,
                asker: principal.userID,
                rules: rules,
                masterKey: services.masterKey,
                now: services.time.wall
            )
            let report = try await carryOut(plan, dryRun: dryRun)
            await note(report, name, by: principal)
            return report
        } catch {
            let error = DomainError(ofBackup: error)
            let isWrong = error.member == "passphrase"
            await services.audit.note(
                "backup.restore",
                "backup/\(name.text)",
                by: principal,
                .failed,
                ["error": isWrong ? "wrong passphrase" : String(error.sentence.prefix(500)), "dry_run": "\(dryRun)"]
            )
            throw error
        }
    }

    private func carryOut(_ plan: RestorePlan, dryRun: Bool) async throws -> RestoreReport {
        guard !dryRun else {
            var configuration = try await services.catalog.configuration()
            var report = try plan.carryOut(on: &configuration).get()
            report.isDryRun = true
            return report
        }
        let outcome = try await services.catalog.changeConfiguration { plan.carryOut(on: &$0) }
        var report = try outcome.get()
        report.needsRestart = !report.isEmpty
        return report
    }

    private func note(_ report: RestoreReport, _ name: BackupName, by principal: Principal) async {
        var details = ["dry_run": "\(report.isDryRun)"]
        let parts = [
            ("settings", report.settings), ("cameras", report.cameras), ("users", report.users),
            ("api_keys", report.apiKeys),
        ]
        for (kind, part) in parts where !part.isEmpty {
            details[kind] = "\(part.added.count) added, \(part.changed.count) changed, \(part.removed.count) removed"
        }
        await services.audit.note("backup.restore", "backup/\(name.text)", by: principal, .done, details)
        guard report.needsRestart else { return }
        services.logger.notice("the configuration was restored", metadata: ["backup": "\(name.text)"])
        for (kind, part) in [("settings", report.settings), ("cameras", report.cameras), ("users", report.users)]
        where !part.isEmpty {
            services.published(.changed, kind)
        }
    }
}

extension Principal {
    /// The account that asks, if it is one.
    fileprivate var userID: UserID? {
        if case .user(let id, _) = identity { UserID(number: id) } else { nil }
    }
}
