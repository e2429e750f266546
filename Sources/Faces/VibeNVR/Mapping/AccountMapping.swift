import Media
import NVR
import Reception

extension VibeUserMessage {
    init(_ person: PersonView, _ time: LocalTime) {
        var isRestricted = false
        if case .some = person.grants { isRestricted = person.role != .administrator }
        self.init(
            id: person.id,
            username: person.username,
            email: OrNull(person.email),
            // The document knows two: operators are told as the lesser one.
            role: person.role == .administrator ? "admin" : "viewer",
            isSecondFactorEnabled: person.hasSecondFactor,
            restrictCameraAccess: isRestricted,
            isActive: person.isEnabled,
            createdAt: time.text(person.createdAt)
        )
    }
}

extension VibeKeyMessage {
    /// - Parameter token: nil of one that was made before.
    init(_ key: KeyView, token: String? = nil, _ time: LocalTime, at now: WallTime) {
        self.init(
            id: key.id,
            name: key.name,
            token: OrNull(token),
            createdAt: time.text(key.createdAt),
            expiresAt: OrNull(key.expiresAt.map(time.text)),
            lastUsedAt: OrNull(key.lastUsedAt.map(time.text)),
            isActive: key.expiresAt.map { $0 > now } ?? true
        )
    }
}
