import Changes
import Media

extension RecorderSystem {
    /// The changes that the asker may know of, in order, from now on or after a number that he has seen.
    ///
    /// - Parameters:
    ///   - sequence: the last number that was seen; nil to begin with the next change.
    ///   - renewing: who the asker is by now, asked before each change is told: so a right that is taken away counts at
    ///     once. Nil ends the events. It may keep its answer for a moment.
    package func events(
        as principal: Principal,
        after sequence: UInt64?,
        renewing: @escaping @Sendable () async -> Principal?
    ) throws(DomainError) -> EventFeed {
        try Policy.require(principal, .followChanges)
        return EventFeed(
            changes: services.changes.subscribe(after: sequence),
            renewing: renewing,
            permission: EventPermission(jobs: parts.jobs)
        )
    }
}

/// The changes for one who follows them. For one task; it ends with the recorder, with the right to follow, or when the
/// task is cancelled.
package struct EventFeed: AsyncSequence, Sendable {
    package typealias Element = EventItem
    package typealias Failure = Never

    let changes: ChangeSubscription
    let renewing: @Sendable () async -> Principal?
    let permission: EventPermission

    package func makeAsyncIterator() -> Iterator {
        Iterator(changes: changes.makeAsyncIterator(), renewing: renewing, permission: permission)
    }

    package struct Iterator: AsyncIteratorProtocol {
        var changes: ChangeSubscription.Iterator
        let renewing: @Sendable () async -> Principal?
        let permission: EventPermission

        package mutating func next() async -> EventItem? { await next(isolation: nil) }

        package mutating func next(isolation actor: isolated (any Actor)?) async -> EventItem? {
            while let event = await changes.next(isolation: actor) {
                guard let principal = await renewing(), Policy.may(principal, .followChanges) else { return nil }
                switch event {
                case .missed(let sequence): return .missed(through: sequence)
                case .change(let change):
                    if permission.allows(principal, change) { return .event(RecorderEvent(change)) }
                }
            }
            return nil
        }
    }
}

/// Who may know that something has changed: whoever may see it.
struct EventPermission: Sendable {
    let jobs: RecorderJobs

    func allows(_ principal: Principal, _ change: Change) -> Bool {
        switch change.object {
        case EventObject.camera: Policy.may(principal, .seeCamera, .camera(change.id))
        case EventObject.recording, EventObject.gap, EventObject.snapshot, EventObject.cameraEvent:
            Policy.may(principal, .playRecordings, .camera(Self.camera(of: change.id)))
        case EventObject.job: jobs.maySee(principal, id: change.id)
        case EventObject.user, EventObject.apiKey, EventObject.session: Policy.may(principal, .manageUsers)
        case EventObject.log: Policy.may(principal, .readLogs)
        case EventObject.system, EventObject.storage, EventObject.volume: Policy.may(principal, .seeSystem)
        default: Policy.may(principal, .manageSystem)
        }
    }

    private static func camera(of id: String) -> String { String(id.prefix { $0 != "/" }) }
}

extension RecorderEvent {
    init(_ change: Change) {
        self.init(
            sequence: change.sequence,
            time: change.time,
            kind: Kind(change.kind),
            object: change.object,
            id: change.id
        )
    }
}

extension RecorderEvent.Kind {
    init(_ kind: Change.Kind) {
        self =
            switch kind {
            case .created: .created
            case .changed: .changed
            case .deleted: .deleted
            case .state: .state
            }
    }
}
