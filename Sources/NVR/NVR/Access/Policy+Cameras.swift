extension Principal {
    /// As people call who asks: a user's name.
    var name: String {
        switch identity {
        case .user(_, let name): name
        case .recorder: "Nightjar"
        case .nobody, .openListener: "somebody without an account"
        }
    }
}

extension Policy {
    /// The cameras with which something is allowed.
    package enum Reach: Hashable, Sendable {
        /// With every one, those that were removed and those to come too.
        case every
        /// With those of these ids, as far as there are such cameras.
        case some(Set<String>)
    }

    /// With which cameras `principal` may do what concerns a camera: for lists, where asking for each would be slow.
    package static func cameras(for principal: Principal, _ action: Action) -> Reach {
        if let named = named(by: principal) {
            return .some(named.filter { may(principal, action, .camera($0)) })
        }
        // Nothing tells one camera from another, so that an id which no camera has stands for all.
        return may(principal, action, .camera("")) ? .every : .some([])
    }

    /// The cameras that the rights or the credential name; nil where they name none.
    private static func named(by principal: Principal) -> Set<String>? {
        if let cameras = principal.scope.cameras { return cameras }
        if principal.role == .administrator { return nil }
        switch principal.grants {
        case .all: return nil
        case .some(let cameras): return Set(cameras.keys)
        }
    }
}
