import Catalog
import Changes
import Logging
import Stream

extension Backups {
    /// Brings back the configuration that a backup has, in one transaction, whole or not at all. It takes the place of
    /// what is set up now (``RestorePlan``).
    ///
    /// It counts for accounts, sessions and keys at once: who is no more there is let in no more. All else that runs goes
    /// on as before until the program is started anew, which should be soon: the report says so. Meanwhile nothing that
    /// runs undoes it: cameras are read anew for every change; of settings only what somebody changes is written.
    ///
    /// - Parameter dryRun: only says what would be done.
    /// - Throws: `notFound`; `invalid` where the passphrase is wrong, the file is damaged, or its content breaks a rule:
    ///   then all faults are named; `conflict` where there would be no administrator; `busy`, `unavailable`.
    package func restore(
        as principal: Principal,
        _ name: String,
        passphrase: String,
        dryRun: Bool,
        progress: WorkProgress = { _, _ in }
    ) async throws -> RestoreReport {
        try Policy.require(principal, .manageSystem)
        let name = try Self.known(name)
        do {
            try progress(0.1, "The backup is opened.")
            let content = try await open(name, passphrase)
            try progress(0.7, dryRun ? "It is compared with what is set up." : "The configuration is replaced.")
            let plan = RestorePlan(
                content: content,
                asker: principal.userID,
                rules: rules,
                masterKey: services.masterKey,
                now: services.time.wall
            )
            let (report, changes) = try await carryOut(plan, dryRun: dryRun)
            if !dryRun { await services.restores.restored() }
            await note(report, name, by: principal)
            for change in changes { services.published(change.kind, change.object, id: change.id) }
            return report
        } catch is CancellationError {
            let details = ["error": "cancelled", "dry_run": "\(dryRun)"]
            await services.audit.note("backup.restore", "backup/\(name.text)", by: principal, .failed, details)
            throw CancellationError()
        } catch {
            let error = failure(error)
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

    private func carryOut(_ plan: RestorePlan, dryRun: Bool) async throws -> (RestoreReport, [RestoredObject]) {
        guard !dryRun else {
            var configuration = try await services.catalog.configuration()
            var report = try plan.carryOut(on: &configuration).get()
            report.isDryRun = true
            return (report, [])
        }
        let (outcome, changes) = try await services.catalog.changeConfiguration { configuration in
            let old = configuration
            let outcome = plan.carryOut(on: &configuration)
            return (outcome, RestoredObject.all(from: old, to: configuration))
        }
        var report = try outcome.get()
        report.needsRestart = !report.isEmpty
        return (report, changes)
    }

    private func note(_ report: RestoreReport, _ name: BackupName, by principal: Principal) async {
        var details = ["dry_run": "\(report.isDryRun)"]
        let parts = [
            ("settings", report.settings), ("cameras", report.cameras), ("users", report.users),
            ("api_keys", report.apiKeys), ("volumes", report.volumes),
        ]
        for (kind, part) in parts where !part.isEmpty {
            details[kind] = "\(part.added.count) added, \(part.changed.count) changed, \(part.removed.count) removed"
        }
        await services.audit.note("backup.restore", "backup/\(name.text)", by: principal, .done, details)
        guard report.needsRestart else { return }
        services.logger.notice("the configuration was restored", metadata: ["backup": "\(name.text)"])
    }
}

/// Something that is another after a restore, as changes are told.
struct RestoredObject: Hashable, Sendable {
    let kind: Change.Kind
    let object: String
    let id: String

    static func all(from old: CatalogConfiguration, to new: CatalogConfiguration) -> [RestoredObject] {
        func present(_ configuration: CatalogConfiguration) -> [String: CameraRecord] {
            let cameras = configuration.cameras.values.filter { $0.deletedAt == nil }
            return Dictionary(uniqueKeysWithValues: cameras.map { ($0.id.text, $0) })
        }
        func users(_ configuration: CatalogConfiguration) -> [String: CatalogConfiguration.Account] {
            Dictionary(uniqueKeysWithValues: configuration.accounts.map { ("\($0.key)", $0.value) })
        }
        var all = difference(present(old), present(new), EventObject.camera)
        all += difference(
            old.volumes.filter { $0.value.deletedAt == nil },
            new.volumes.filter { $0.value.deletedAt == nil },
            EventObject.volume
        )
        all += difference(users(old), users(new), EventObject.user)
        // Those that are new have no number yet.
        if Set(old.apiKeys) != Set(new.apiKeys) {
            all.append(.init(kind: .changed, object: EventObject.apiKey, id: ""))
        }
        if old.settings != new.settings { all.append(.init(kind: .changed, object: EventObject.settings, id: "")) }
        return all
    }

    private static func difference<Value: Equatable>(
        _ old: [String: Value],
        _ new: [String: Value],
        _ object: String
    ) -> [RestoredObject] {
        Set(old.keys).union(new.keys).sorted().compactMap { id in
            guard old[id] != new[id] else { return nil }
            let kind: Change.Kind = old[id] == nil ? .created : new[id] == nil ? .deleted : .changed
            return RestoredObject(kind: kind, object: object, id: id)
        }
    }
}

extension Principal {
    /// The account that asks, if it is one.
    fileprivate var userID: UserID? {
        if case .user(let id, _) = identity { UserID(number: id) } else { nil }
    }
}
