/// Why the domain did not do what it was asked. A face maps the kind to its own status and shows the sentence.
package struct DomainError: Error, Hashable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// There is no such thing, or the asker may not know of it.
        case notFound
        /// What was asked for makes no sense; `member` names the part.
        case invalid
        /// It contradicts what is there.
        case conflict
        /// It cannot be done now.
        case unavailable
    }

    package var kind: Kind
    /// For people: what happened, where, what to do.
    package var sentence: String
    /// The member of the request that is at fault, in the domain's own names.
    package var member: String?

    package init(_ kind: Kind, _ sentence: String, member: String? = nil) {
        self.kind = kind
        self.sentence = sentence
        self.member = member
    }

    package var description: String { sentence }

    static func noCamera(_ id: String) -> DomainError { DomainError(.notFound, "There is no camera \"\(id)\".") }

    static func noRecording(_ id: String) -> DomainError { DomainError(.notFound, "There is no recording \(id).") }
}
