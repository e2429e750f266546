/// Why a recording cannot be played; `description` is a sentence for a person.
package struct PlaybackError: Error, Hashable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// The catalogue has no such recording.
        case notFound
        /// It lies on a volume that is not there now.
        case volumeMissing
        /// The catalogue has it, the disk has not.
        case fileMissing
        case unreadable
    }

    package let code: Code
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
