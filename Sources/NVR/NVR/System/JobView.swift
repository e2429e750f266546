import Jobs
package import Media

/// A piece of work that takes longer than an answer may, as people see it.
package struct JobView: Hashable, Sendable {
    package enum State: String, CaseIterable, Hashable, Sendable {
        /// Waits until fewer of its kind are at work.
        case queued
        case running
        case succeeded
        case failed
        case cancelled
    }

    package var id: String
    /// "backup", "export": for programs.
    package var kind: String
    /// Who asked for it, by name.
    package var requester: String
    package var state: State
    /// From 0 to 1; never falls.
    package var progress: Double
    /// For people: what it is doing; of a failed one, why.
    package var sentence: String
    package var createdAt: WallTime
    package var startedAt: WallTime?
    package var endedAt: WallTime?
    /// What came out of it, for programs.
    package var result: [String: String]
    /// It was asked to stop, and does so when it can.
    package var isCancelling: Bool

    init(_ job: Job) {
        id = job.id.text
        kind = job.kind.rawValue
        requester = JobOwner(text: job.requester).name
        state = State(job.state)
        progress = job.progress
        sentence = job.sentence
        createdAt = job.created
        startedAt = job.started
        endedAt = job.ended
        result = job.result
        isCancelling = job.isCancelling
    }
}

extension JobView.State {
    init(_ state: Job.State) {
        self =
            switch state {
            case .queued: .queued
            case .running: .running
            case .succeeded: .succeeded
            case .failed: .failed
            case .cancelled: .cancelled
            }
    }
}

/// Whose a job is, in the one text that the room of jobs keeps of it. Accounts are told apart by number: another one may
/// get the name of one that is gone.
struct JobOwner: Hashable, Sendable {
    private static let prefix = "account "

    /// Nil where it is no account's.
    let account: Int64?
    let name: String

    init(_ principal: Principal) {
        switch principal.identity {
        case .user(let id, let name): (account, self.name) = (id, name)
        case .recorder: (account, name) = (nil, "Nightjar")
        case .openListener(let face): (account, name) = (nil, "open listener \(face)")
        case .nobody: (account, name) = (nil, "")
        }
    }

    init(text: String) {
        let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        if text.hasPrefix(Self.prefix), parts.count == 3, let id = Int64(parts[1]) {
            (account, name) = (id, String(parts[2]))
        } else {
            (account, name) = (nil, text)
        }
    }

    var text: String { account.map { "\(Self.prefix)\($0) \(name)" } ?? name }
}
