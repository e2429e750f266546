import Accounts
import Catalog
import Foundation
import Logging
import Media
import Stream

/// Notes in the audit log who has done what. Every call of the domain that changes something, or gives away what is
/// behind a permission of its own, ends so.
struct AuditTrail: Sendable {
    let log: AuditLog
    private let time: any TimeSource
    private let logger: Logger
    private let recent = RecentNotes()

    init(catalog: any Catalog, time: any TimeSource, logger: Logger) {
        log = AuditLog(catalog: catalog)
        self.time = time
        self.logger = logger
    }

    /// - Parameters:
    ///   - action: dotted, from the general to the particular: `camera.change`.
    ///   - target: what it was done to: `camera/front-door`.
    ///   - details: what is good to know; never a secret.
    func note(
        _ action: String,
        _ target: String? = nil,
        by principal: Principal,
        _ outcome: AuditOutcome = .done,
        _ details: [String: String] = [:]
    ) async {
        let entry = AuditEntry(
            at: time.wall,
            actor: AuditActor(principal),
            action: action,
            target: target,
            address: principal.origin.address,
            outcome: outcome,
            detail: Self.text(details.merging(["face": principal.origin.face]) { own, _ in own })
        )
        do {
            try await log.append(entry)
        } catch {
            // What was done is done; a log that cannot be written must not make the answer a lie.
            logger.error(
                "the audit log cannot be written",
                metadata: ["action": "\(action)", "error": "\(error)"]
            )
        }
    }

    /// Notes what may happen many times in a minute, once in an interval for each account, action, target and outcome.
    func noteSeldom(
        _ action: String,
        _ target: String?,
        by principal: Principal,
        _ outcome: AuditOutcome = .done,
        _ details: [String: String] = [:],
        every interval: Duration
    ) async {
        let key = RecentNotes.Key(identity: principal.identity, action: action, target: target, outcome: outcome)
        guard recent.isDue(key, every: interval, at: time.monotonic) else { return }
        await note(action, target, by: principal, outcome, details)
    }

    /// Deletes what is older than so many days. A log that somebody has touched is left as it is.
    func deleteRows(olderThan days: Int) async {
        let now = time.wall
        do {
            switch try await log.deleteRows(before: now + .seconds(-86_400 * Int64(days)), at: now) {
            case .intact: break
            case .broken(let sequence):
                logger.error(
                    "the audit log was changed by something else; nothing of it is deleted",
                    metadata: ["sequence": "\(sequence)"]
                )
            }
        } catch {
            logger.warning("old rows of the audit log stay for now", metadata: ["error": "\(error)"])
        }
    }

    private static func text(_ details: [String: String]) -> String {
        (try? JSONEncoder.stable.encode(details)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

extension AuditActor {
    init(_ principal: Principal) {
        switch principal.identity {
        case .nobody: self.init(kind: .anonymous, name: "")
        case .openListener(let face): self.init(kind: .anonymous, name: "open listener \(face)")
        case .recorder: self.init(kind: .system, name: "Nightjar")
        case .user(let id, let name):
            let kind: Kind =
                switch principal.credential {
                case .apiKey: .key
                case .token: .token
                case .none, .session, .password, .streamPassword: .user
                }
            self.init(kind: kind, id: id, name: name)
        }
    }
}
