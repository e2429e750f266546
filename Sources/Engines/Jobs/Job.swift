package import Media

/// What a job is of: "backup", "export". Short and stable, for programs.
package struct JobKind: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }
}

/// Names one job for as long as the program runs, and none of another run: a client that asks again after a restart
/// must not be told of somebody else's work.
package struct JobID: Hashable, Sendable, CustomStringConvertible {
    /// 20 hexadecimal digits.
    package let text: String

    package init(_ text: String) { self.text = text }

    static func random() -> JobID {
        JobID(Hexadecimal.encode((0..<10).map { _ in UInt8.random(in: .min ... .max) }))
    }

    package var description: String { text }
}

/// A piece of work that takes longer than an answer may: how it stands.
package struct Job: Hashable, Sendable {
    package enum State: String, Sendable, CaseIterable {
        /// Waits until fewer of its kind are at work.
        case queued
        case running
        case succeeded
        case failed
        case cancelled

        package var isFinal: Bool { self != .queued && self != .running }
    }

    package let id: JobID
    package let kind: JobKind
    /// Who asked for it: an account's name or id.
    package let requester: String
    package internal(set) var state = State.queued
    /// From 0 to 1; never falls.
    package internal(set) var progress = 0.0
    /// For people: what it is doing; of a failed one, why.
    package internal(set) var sentence = ""
    package let created: WallTime
    package internal(set) var started: WallTime?
    package internal(set) var ended: WallTime?
    /// What came out of it, for programs; small.
    package internal(set) var result: [String: String] = [:]
    /// Somebody has asked it to stop; it does so when it can.
    package internal(set) var isCancelling = false
}

/// Why a job is not taken on.
package enum JobRefusal: Error, Hashable, CustomStringConvertible {
    case tooManyWaiting(Int)
    case shuttingDown

    package var description: String {
        switch self {
        case .tooManyWaiting(let count): "\(count) jobs are waiting already: wait until some are done, or cancel them"
        case .shuttingDown: "the program is being stopped"
        }
    }
}
