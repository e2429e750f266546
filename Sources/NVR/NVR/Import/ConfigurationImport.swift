import Accounts
import Catalog
import Cryptography
import Logging
import Media
import Stream

/// `nightjar import`: takes over into a data folder what another product's file says. Only while no recorder runs on the folder;
/// a dry run changes nothing, and works beside one.
package struct ConfigurationImport: Sendable {
    package let dataDirectory: String
    /// As in ``RecorderConfiguration/masterKey``.
    package let masterKey: String?
    package let allowsLoopbackCameras: Bool

    package init(dataDirectory: String, masterKey: String?, allowsLoopbackCameras: Bool) {
        self.dataDirectory = dataDirectory
        self.masterKey = masterKey
        self.allowsLoopbackCameras = allowsLoopbackCameras
    }

    /// - Parameters:
    ///   - product: whose file it is, for the audit log.
    ///   - person: the name that the system knows whoever does this by, for the audit log.
    /// - Throws: ``StartError`` also where a recorder runs, or there are no data.
    package func carryOut(
        _ content: ImportContent,
        of product: String,
        by person: String,
        isDryRun: Bool
    ) async throws(StartError) -> ImportReport {
        let paths = try UserAdministration.existing(dataDirectory)
        try UserAdministration.requireKey(in: paths, given: masterKey)
        let key = try MasterKey.open(inDataDirectory: paths.path, given: masterKey)
        do {
            // Locks the catalogue, so that no recorder begins meanwhile.
            let catalog = try SQLiteCatalog(path: paths.catalogue, mode: isDryRun ? .readOnly : .readWrite)
            let outcome: Result<ImportReport, any Error>
            do {
                let plan = try plan(content, catalog, key)
                outcome = .success(try await run(plan, catalog, product, person, isDryRun: isDryRun))
            } catch {
                outcome = .failure(error)
            }
            try catalog.close()
            return try outcome.get()
        } catch let error as CatalogError where error.code == .inUse {
            throw StartError(
                "\(error.message) Stop it, import, and start it again; with --dry-run it may run on."
            )
        } catch let error as CatalogError {
            throw StartError(error.message)
        } catch let error as StartError {
            throw error
        } catch {
            throw StartError("\(error)")
        }
    }

    private func plan(_ content: ImportContent, _ catalog: SQLiteCatalog, _ key: MasterKey) throws -> ImportPlan {
        let logger = Logger(label: "import") { _ in SwiftLogNoOpLogHandler() }
        return ImportPlan(
            content: content,
            rules: CameraRules(allowsLoopback: allowsLoopbackCameras, masterKey: key, logger: logger),
            store: SettingStore(catalog: catalog, masterKey: key),
            passwordHash: try Argon2Hasher().hash(Hexadecimal.encode(randomBytes(32))),
            now: SystemTimeSource().wall
        )
    }

    private func run(
        _ plan: ImportPlan,
        _ catalog: SQLiteCatalog,
        _ product: String,
        _ person: String,
        isDryRun: Bool
    ) async throws -> ImportReport {
        guard !isDryRun else {
            var configuration = try await catalog.configuration()
            var report = plan.carryOut(on: &configuration)
            report.isDryRun = true
            return report
        }
        let report = try await catalog.changeConfiguration { configuration in plan.carryOut(on: &configuration) }
        let logger = Logger(label: "import") { _ in SwiftLogNoOpLogHandler() }
        let counts = ImportLine.Outcome.allCases.map { "\(report.count($0)) \($0.rawValue)" }
        await AuditTrail(catalog: catalog, time: SystemTimeSource(), logger: logger).note(
            "configuration.import",
            "configuration",
            by: UserAdministration.principal,
            .done,
            ["product": product, "person": person, "lines": counts.joined(separator: ", ")]
        )
        return report
    }
}
