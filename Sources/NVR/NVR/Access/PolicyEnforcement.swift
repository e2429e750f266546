extension Policy {
    /// Passes where it is allowed. Every call of the domain that somebody asks for begins so.
    ///
    /// - Throws: `unproven` where nobody has shown who he is. Of a camera that the asker may not even see: `notFound`, as
    ///   if there were none; else `forbidden`.
    package static func require(
        _ principal: Principal,
        _ action: Action,
        _ resource: Resource = .system
    ) throws(DomainError) {
        guard !may(principal, action, resource) else { return }
        guard principal.role != nil else { throw .needsAccount }
        if case .camera(let id) = resource, !may(principal, .seeCamera, resource) { throw .noCamera(id) }
        let isForKey = principal.scope != Principal.Scope()
        throw .refused(
            action,
            resource,
            isForKey ? "The API key that was shown does not reach so far." : "Your account does not allow this."
        )
    }

    /// Passes where somebody is known whose credential may do such a thing at all. With which things he may, the call goes
    /// on to find out.
    ///
    /// - Throws: `unproven`, `forbidden`.
    package static func requireSomebody(_ principal: Principal, whoMay action: Action) throws(DomainError) {
        try requireSomebody(principal)
        guard !principal.scope.isReadOnly || action.isReading else {
            throw .refused(action, .system, "The API key that was shown may only read.")
        }
    }

    /// Passes for everyone who has an account, or a listener that is open on purpose. Where what is shown depends on the
    /// camera, the call goes on to choose.
    package static func requireSomebody(_ principal: Principal) throws(DomainError) {
        guard principal.role != nil else { throw .needsAccount }
    }
}

extension DomainError {
    fileprivate static let needsAccount = DomainError(
        .unproven,
        "This needs an account: log in, or show an API key."
    )

    fileprivate static func refused(_ action: Action, _ resource: Resource, _ sentence: String) -> DomainError {
        var error = DomainError(.forbidden, sentence)
        error.denial = Denial(action, resource)
        return error
    }
}
