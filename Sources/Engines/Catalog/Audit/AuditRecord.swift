package import Media

/// Who did something.
package struct AuditActor: Hashable, Sendable {
    /// The kinds there are today; more may come.
    package struct Kind: RawRepresentable, Hashable, Sendable {
        package let rawValue: String

        package init(rawValue: String) { self.rawValue = rawValue }

        /// A person with a password or a session.
        package static let user = Kind(rawValue: "user")
        /// A program with an API key.
        package static let key = Kind(rawValue: "key")
        /// A program with a token.
        package static let token = Kind(rawValue: "token")
        /// Nightjar itself.
        package static let system = Kind(rawValue: "system")
        /// Somebody who did not say who they are, or not truly.
        package static let anonymous = Kind(rawValue: "anonymous")
    }

    package var kind: Kind
    /// The account, where there is one.
    package var id: Int64?
    /// The name at that time.
    package var name: String

    package init(kind: Kind, id: Int64? = nil, name: String) {
        self.kind = kind
        self.id = id
        self.name = name
    }
}

/// How it ended.
package struct AuditOutcome: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package static let done = AuditOutcome(rawValue: "done")
    /// It was not allowed.
    package static let denied = AuditOutcome(rawValue: "denied")
    /// It was allowed, and did not succeed.
    package static let failed = AuditOutcome(rawValue: "failed")
}

/// Something that was done, or tried.
package struct AuditEntry: Hashable, Sendable {
    package var at: WallTime
    package var actor: AuditActor
    /// Dotted, from the general to the particular: `session.create`.
    package var action: String
    /// What it was done to: `camera/front-door`.
    package var target: String?
    package var address: String?
    package var outcome: AuditOutcome
    /// A JSON object, or empty.
    package var detail: String

    package init(
        at: WallTime,
        actor: AuditActor,
        action: String,
        target: String? = nil,
        address: String? = nil,
        outcome: AuditOutcome = .done,
        detail: String = ""
    ) {
        self.at = at
        self.actor = actor
        self.action = action
        self.target = target
        self.address = address
        self.outcome = outcome
        self.detail = detail
    }
}

/// A row of the audit log.
package struct AuditRecord: Hashable, Sendable {
    /// Counted from 1, without a hole.
    package let sequence: Int64
    package let entry: AuditEntry
    /// Over the row before and this one.
    package let hash: [UInt8]

    package init(sequence: Int64, entry: AuditEntry, hash: [UInt8]) {
        self.sequence = sequence
        self.entry = entry
        self.hash = hash
    }

    package var link: AuditLink { AuditLink(sequence: sequence, hash: hash) }
}

/// A place in the chain: what the next row is hashed together with.
package struct AuditLink: Hashable, Sendable {
    package let sequence: Int64
    package let hash: [UInt8]

    package init(sequence: Int64, hash: [UInt8]) {
        self.sequence = sequence
        self.hash = hash
    }

    /// Before the first row that ever was.
    package static let origin = AuditLink(sequence: 0, hash: [UInt8](repeating: 0, count: 32))
}

/// Where the chain begins and ends.
package struct AuditEnds: Hashable, Sendable {
    /// The last row that was deleted on purpose; the origin where none was.
    package var anchor: AuditLink
    /// The last row that was appended.
    package var head: AuditLink

    package init(anchor: AuditLink = .origin, head: AuditLink = .origin) {
        self.anchor = anchor
        self.head = head
    }
}
