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
        guard principal.role != nil else {
            throw DomainError(.unproven, "This needs an account: log in, or show an API key.")
        }
        if case .camera(let id) = resource, !may(principal, .seeCamera, resource) { throw .noCamera(id) }
        let isForKey = principal.scope != Principal.Scope()
        throw DomainError(
            .forbidden,
            isForKey ? "The API key that was shown does not reach so far." : "Your account does not allow this."
        )
    }
}
