/// Who asks. Made by the accounts for each request, from what is true of the account at that moment.
package struct Principal: Hashable, Sendable {
    package enum Role: String, CaseIterable, Hashable, Sendable, Comparable {
        case viewer, `operator`, administrator

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
        package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
    }

    /// What someone who is no administrator may do with a camera.
    package enum CameraRight: String, CaseIterable, Hashable, Sendable {
        case live, playback, control, export
        /// As operator: change and remove it; with all cameras, add others too.
        case manage
        /// As operator: delete what was recorded of it.
        case delete

        /// Those to use a camera, which leave it as it is.
        package static let usual: Set<CameraRight> = [.live, .playback, .control, .export]
    }

    /// The cameras that exist for someone, and the rights to them.
    package enum CameraGrants: Hashable, Sendable {
        case all(Set<CameraRight>)
        case some([String: Set<CameraRight>])

        package func rights(to camera: String) -> Set<CameraRight> {
            switch self {
            case .all(let rights): rights
            case .some(let cameras): cameras[camera] ?? []
            }
        }
    }

    /// How far the credential reaches that was shown; never further than its owner.
    package struct Scope: Hashable, Sendable {
        package var isReadOnly = false
        /// Nil: all that the owner has.
        package var cameras: Set<String>?

        package init(isReadOnly: Bool = false, cameras: Set<String>? = nil) {
            self.isReadOnly = isReadOnly
            self.cameras = cameras
        }
    }

    package enum Identity: Hashable, Sendable {
        /// Nobody in particular.
        case nobody
        /// A listener that is open to everyone on purpose.
        case openListener(String)
        /// The recorder itself, by its own schedule.
        case recorder
        case user(id: Int64, name: String)
    }

    package enum Credential: Hashable, Sendable { case none, session, token, apiKey, password, streamPassword }

    /// Where somebody comes from, for the audit log.
    package struct Origin: Hashable, Sendable {
        /// `native`, a dialect, or `console`.
        package var face: String
        /// An IP address.
        package var address: String?

        package init(face: String, address: String? = nil) {
            self.face = face
            self.address = address
        }
    }

    package var identity: Identity
    package var credential: Credential
    /// Nil for nobody.
    package var role: Role?
    package var grants: CameraGrants
    package var seesUnmasked: Bool
    package var scope: Scope
    package var origin: Origin

    package init(
        identity: Identity,
        credential: Credential,
        role: Role?,
        grants: CameraGrants = .some([:]),
        seesUnmasked: Bool = false,
        scope: Scope = Scope(),
        origin: Origin = Origin(face: "native")
    ) {
        self.identity = identity
        self.credential = credential
        self.role = role
        self.grants = grants
        self.seesUnmasked = seesUnmasked
        self.scope = scope
        self.origin = origin
    }

    /// Someone who has shown nothing.
    package static let nobody = Principal(identity: .nobody, credential: .none, role: nil)

    /// Nightjar itself: what it does by its own schedule.
    package static let recorder = Principal(
        identity: .recorder,
        credential: .none,
        role: .administrator,
        origin: Origin(face: "schedule")
    )
}

extension Principal {
    /// What tells this asker from others, for counting requests; nil for one without an account.
    package var account: Int64? {
        if case .user(let id, _) = identity { id } else { nil }
    }
}
