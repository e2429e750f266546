import Testing

@testable import NVR

/// The whole policy, as a table: what each kind of asker may do with a camera that he has rights to, with another, and
/// with the recorder. Whoever changes the policy changes this table.
struct PolicyTests {
    private static let administrator = asker(.administrator)
    private static let everyRight = Set(Principal.CameraRight.allCases)

    private static func asker(
        _ role: Principal.Role?,
        _ rights: Set<Principal.CameraRight> = [],
        credential: Principal.Credential = .session,
        scope: Principal.Scope = .init()
    ) -> Principal {
        let identity = role.map { Principal.Identity.user(id: 1, name: $0.rawValue) } ?? .nobody
        return Principal(
            identity: identity,
            credential: credential,
            role: role,
            grants: .some(["yard": rights]),
            scope: scope
        )
    }

    private static func allowed(_ principal: Principal, _ resource: Resource) -> Set<Action> {
        Set(Action.allCases.filter { Policy.may(principal, $0, resource) })
    }

    private static let ofCameras = Set(Action.allCases.filter(\.concernsCamera))
    private static let ofTheWhole = Set(Action.allCases.filter { !$0.concernsCamera })

    @Test func nobodyMayAnything() {
        for resource in [Resource.system, .camera("yard"), .camera("")] {
            #expect(Self.allowed(.nobody, resource).isEmpty)
        }
    }

    @Test func anAdministratorMayEverything() {
        #expect(Self.allowed(Self.administrator, .camera("yard")) == Self.ofCameras)
        #expect(Self.allowed(Self.administrator, .camera("elsewhere")) == Self.ofCameras)
        #expect(Self.allowed(Self.administrator, .system) == Self.ofTheWhole)
    }

    @Test(
        arguments: [
            (.viewer, [], []),
            (.viewer, [.live], [.seeCamera, .watchLive]),
            (.viewer, [.playback], [.seeCamera, .playRecordings]),
            (.viewer, [.control], [.seeCamera, .controlCamera]),
            (.viewer, [.export], [.seeCamera, .exportRecordings]),
            (.operator, [], []),
            (.operator, [.live], [.seeCamera, .watchLive]),
            (.operator, [.playback], [.seeCamera, .playRecordings, .protectRecordings]),
            (.operator, [.control], [.seeCamera, .controlCamera, .recordByHand]),
            (.operator, [.export], [.seeCamera, .exportRecordings]),
            (.operator, [.manage], [.seeCamera, .manageCamera]),
            (.operator, [.delete], [.seeCamera, .deleteRecordings]),
            (.viewer, [.manage, .delete], [.seeCamera]),
        ] as [(Principal.Role, Set<Principal.CameraRight>, Set<Action>)]
    )
    func rightsToACamera(role: Principal.Role, rights: Set<Principal.CameraRight>, expected: Set<Action>) {
        #expect(Self.allowed(Self.asker(role, rights), .camera("yard")) == expected)
        #expect(Self.allowed(Self.asker(role, rights), .camera("elsewhere")).isEmpty)
    }

    @Test func whatOthersMayWithTheWhole() {
        #expect(Self.allowed(Self.asker(.viewer, Self.everyRight), .system) == [.manageOwnAccount, .followChanges])
        #expect(
            Self.allowed(Self.asker(.operator, Self.everyRight), .system) == [
                .manageOwnAccount, .followChanges, .seeSystem,
            ]
        )
    }

    @Test func whoManagesEveryCameraMayAddOthers() {
        for (role, rights, may) in [
            (.operator, Principal.CameraRight.usual, false), (.operator, [.manage], true), (.viewer, [.manage], false),
        ] as [(Principal.Role, Set<Principal.CameraRight>, Bool)] {
            var principal = Self.asker(role, [.manage])
            #expect(!Policy.may(principal, .addCameras))
            principal.grants = .all(rights)
            #expect(Policy.may(principal, .addCameras) == may, "\(role) \(rights)")
            principal.scope = .init(isReadOnly: true)
            #expect(!Policy.may(principal, .addCameras))
        }
    }

    @Test func whoSeesBehindMasks() {
        var viewer = Self.asker(.viewer, [.live])
        #expect(!Policy.may(viewer, .seeUnmasked, .camera("yard")))
        viewer.seesUnmasked = true
        #expect(Policy.may(viewer, .seeUnmasked, .camera("yard")))
        #expect(Policy.may(Self.administrator, .seeUnmasked, .camera("yard")))
    }

    @Test func aKeyForReadingChangesNothing() {
        let key = Self.asker(.administrator, credential: .apiKey, scope: .init(isReadOnly: true))
        for resource in [Resource.system, .camera("yard")] {
            let expected = Self.allowed(Self.administrator, resource).filter { $0.isReading }
            #expect(Self.allowed(key, resource) == expected)
        }
    }

    @Test func aKeyForSomeCamerasReachesNoOther() {
        let key = Self.asker(.administrator, credential: .apiKey, scope: .init(cameras: ["yard"]))
        #expect(Self.allowed(key, .camera("yard")) == Self.ofCameras)
        #expect(Self.allowed(key, .camera("elsewhere")).isEmpty)
        #expect(Self.allowed(key, .system) == [.followChanges])
    }

    @Test func aKeyReachesNoFurtherThanItsOwner() {
        let key = Self.asker(.viewer, [.live], credential: .apiKey, scope: .init(cameras: ["yard", "elsewhere"]))
        #expect(Self.allowed(key, .camera("yard")) == [.seeCamera, .watchLive])
        #expect(Self.allowed(key, .camera("elsewhere")).isEmpty)
    }

    @Test func figuresAreForAdministratorsAndForKeysOfThoseWhoSeeEveryCamera() {
        var key = Self.asker(.viewer, [.live], credential: .apiKey)
        #expect(!Policy.may(key, .readMetrics))
        key.grants = .all([.live])
        #expect(Policy.may(key, .readMetrics))
        key.credential = .session
        #expect(!Policy.may(key, .readMetrics))
    }

    @Test func aQuestionAboutNoCameraHasNoAnswer() {
        for action in Self.ofCameras { #expect(!Policy.may(Self.administrator, action, .system)) }
        for action in Self.ofTheWhole { #expect(!Policy.may(Self.administrator, action, .camera("yard"))) }
    }
}
