/// Why the domain did not do what it was asked. A face maps the kind to its own status and shows the sentence.
package struct DomainError: Error, Hashable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// There is no such thing, or the asker may not know of it.
        case notFound
        /// What was asked for makes no sense; ``faults`` names the parts.
        case invalid
        /// It was there, and what it needs is no more.
        case gone
        /// It contradicts what is there.
        case conflict
        /// It has been changed by somebody else since the asker has looked at it.
        case stale
        /// The asker may not do this.
        case forbidden
        /// The asker has not shown who he is, or not truly.
        case unproven
        /// Too many wrong tries: for so long nothing is tried.
        case locked(Duration)
        /// Too much at once; later it works.
        case busy
        /// It cannot be done now.
        case unavailable
        /// It can never be done here.
        case unsupported
        /// A camera had to be asked, and could not be, or answered otherwise.
        case camera(CameraFault)
    }

    /// What is wrong with a camera that was asked.
    package enum CameraFault: String, Hashable, Sendable, CaseIterable {
        /// There is no connection, or no answer in time.
        case unreachable = "camera-unreachable"
        /// It refuses the user name or the password, or this user may not do that.
        case password = "camera-password"
        /// What answers there is no camera that speaks ONVIF.
        case notACamera = "not-a-camera"
        /// Anything else that it complains of, in its own words.
        case fault = "camera-fault"
    }

    /// One thing that is wrong with what was asked for.
    package struct Fault: Hashable, Sendable {
        /// The member of the request that is at fault, in the domain's own names; `a.b` within one.
        package var member: String
        /// For people: what is wrong with it.
        package var sentence: String

        package init(_ member: String, _ sentence: String) {
            self.member = member
            self.sentence = sentence
        }
    }

    package var kind: Kind
    /// For people: what happened, where, what to do.
    package var sentence: String
    /// All that is wrong with the request, as far as it can be told apart by members.
    package var faults: [Fault]
    /// What the policy did not allow, where that is the reason: for the audit log. A face shows nothing of it.
    package var denial: Denial?

    /// What somebody may not do.
    package struct Denial: Hashable, Sendable {
        package var action: Action
        package var resource: Resource

        package init(_ action: Action, _ resource: Resource = .system) {
            self.action = action
            self.resource = resource
        }
    }

    package init(_ kind: Kind, _ sentence: String, member: String? = nil) {
        self.kind = kind
        self.sentence = sentence
        faults = member.map { [Fault($0, sentence)] } ?? []
    }

    /// Several things that are wrong at once; nil where there is nothing.
    package init?(invalid faults: [Fault]) {
        guard let first = faults.first else { return nil }
        kind = .invalid
        sentence = faults.count == 1 ? first.sentence : faults.map(\.sentence).joined(separator: " ")
        self.faults = faults
    }

    /// The first member that is at fault.
    package var member: String? { faults.first?.member }

    package var description: String { sentence }

    static func noCamera(_ id: String) -> DomainError { DomainError(.notFound, "There is no camera \"\(id)\".") }

    static func noRecording(_ id: String) -> DomainError { DomainError(.notFound, "There is no recording \(id).") }
}
