/// How much there may be of everything, and for how long.
package struct AccountLimits: Hashable, Sendable {
    package var users = 1000
    package var sessionsPerUser = 50
    package var keysPerUser = 100
    /// Tokens that were revoked before their time. Beyond this, revoking one token revokes all of its owner's.
    package var revokedTokens = 10_000
    /// Sessions and keys that are remembered, so that they need not be read from the catalogue.
    package var remembered = 4096
    /// Pairs of Basic authentication that are remembered.
    package var rememberedPairs = 1024
    /// Log-ins between password and second factor.
    package var halfLogins = 1000
    /// Passwords that wait to be checked.
    package var waitingPasswords = 32
    package var session = SessionLifetime()
    /// How long a verified pair of Basic authentication is believed.
    package var pairLifetime = Duration.seconds(300)
    /// How long somebody may look for the second factor, and how often be wrong.
    package var halfLoginLifetime = Duration.seconds(300)
    package var halfLoginTries = 5
    package var setupCodeLifetime = Duration.seconds(3600)
    /// So often one address may be wrong with it, and then has to wait for so long.
    package var setupCodeTries = 10
    package var setupCodePause = Duration.seconds(60)
    /// How often the last use of a session or a key is written.
    package var useInterval = Duration.seconds(60)
    package var recoveryCodes = 10

    package init() {}
}

/// How long a session lasts.
package struct SessionLifetime: Hashable, Sendable {
    /// When it is left alone.
    package var idle: Duration
    /// At most.
    package var absolute: Duration

    package init(idle: Duration = .seconds(7 * 86_400), absolute: Duration = .seconds(30 * 86_400)) {
        self.idle = idle
        self.absolute = absolute
    }
}

extension Duration {
    /// Whatever is configured, nothing lets anybody in for longer: ten years.
    static let longestAccess = Duration.seconds(10 * 366 * 86_400)
}
