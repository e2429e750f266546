import Catalog

/// Why somebody who is known was kept from doing something.
package enum AccessRefusal: Hashable, Sendable {
    /// The account, or the key that was shown, does not allow it.
    case policy(DomainError.Denial)
    /// A change made with a session came without its token, or with another: perhaps from a page of somebody else.
    case csrfToken
}

extension People {
    /// So often at most the same refusal of one account is noted, so that a program that asks for ever fills no log.
    static let refusalInterval = Duration.seconds(60)

    /// Notes in the audit log that somebody was refused: to be called by what refuses. Nobody in particular is not noted:
    /// strangers have no bound.
    ///
    /// - Parameter route: what was asked for, by its pattern: `PATCH /api/v1/cameras/{id}`.
    package func noteRefusal(_ refusal: AccessRefusal, of principal: Principal, route: String) async {
        guard principal.account != nil else { return }
        var action = "access.csrf-token"
        var target: String?
        if case .policy(let denial) = refusal {
            action = "access.\(denial.action.rawValue)"
            if case .camera(let id) = denial.resource { target = await camera(id) }
        }
        await services.audit.noteSeldom(
            action,
            target,
            by: principal,
            .denied,
            ["route": route],
            every: Self.refusalInterval
        )
    }

    /// A target only for a camera that there is: names that somebody thinks up have no bound.
    private func camera(_ id: String) async -> String? {
        guard let key = CameraID(id), (try? await services.catalog.camera(key)) != nil else { return nil }
        return "camera/\(key)"
    }
}
