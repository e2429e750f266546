/// One thing of a file, and what becomes of it: a line of what `nightjar import` prints.
package struct ImportLine: Hashable, Sendable, CustomStringConvertible {
    package enum Outcome: String, CaseIterable, Hashable, Sendable {
        case added = "add"
        case changed = "change"
        /// It is there already, and stays as it is.
        case kept = "keep"
        /// There is nothing here that it could become.
        case leftOut = "leave out"
        /// It breaks a rule: somebody has to look at it.
        case refused = "refuse"
    }

    package let outcome: Outcome
    /// What it is about: `camera "Front Door"`.
    package let subject: String
    package let words: String

    private static let longestSubject = 240
    private static let longestWords = 1000

    /// Both come from a stranger's file in part: what would not stay in one line is taken out. Neither has a secret in it.
    package init(_ outcome: Outcome, _ subject: String, _ words: String) {
        self.outcome = outcome
        self.subject = BackupHeader.printable(subject, Self.longestSubject)
        self.words = BackupHeader.printable(words, Self.longestWords)
    }

    /// `add        camera "Front Door": as front-door, …`
    package var description: String {
        let word = outcome.rawValue
        return word + String(repeating: " ", count: max(1, 11 - word.utf8.count)) + "\(subject): \(words)"
    }
}

/// What taking over a file changes, or would change.
package struct ImportReport: Hashable, Sendable {
    /// In the order in which it is done; what is left out comes last.
    package internal(set) var lines: [ImportLine] = []
    /// Settings of the file that count here already.
    package internal(set) var sameSettings = 0
    /// Nothing was changed; all else is what would have been.
    package internal(set) var isDryRun = false

    package func count(_ outcome: ImportLine.Outcome) -> Int { lines.count { $0.outcome == outcome } }

    /// Whether nothing is another for it.
    package var isEmpty: Bool { count(.added) + count(.changed) == 0 }

    /// Whether something should have been taken over and was not.
    package var hasRefusals: Bool { count(.refused) > 0 }

    /// What was done, in a sentence or two.
    package var summary: String {
        let counts = [
            (count(.added), "to add", "added"), (count(.changed), "to change", "changed"),
            (count(.kept) + sameSettings, "there already", "there already"), (count(.leftOut), "left out", "left out"),
            (count(.refused), "refused", "refused"),
        ]
        let words = counts.map { count, future, past in "\(count) \(isDryRun ? future : past)" }.joined(separator: ", ")
        let end =
            isDryRun
            ? "Nothing was changed." : isEmpty ? "There was nothing to do." : "It counts from the next start on."
        return "\(words). \(end)"
    }
}
