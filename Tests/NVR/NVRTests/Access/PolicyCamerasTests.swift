import Testing

@testable import NVR

struct PolicyCamerasTests {
    private static let askers: [Principal] = {
        let grants: [Principal.CameraGrants] = [
            .all([]), .all([.live, .playback]), .some([:]), .some(["gate": [.live], "yard": [.playback, .control]]),
        ]
        let scopes: [Principal.Scope] = [
            .init(), .init(isReadOnly: true), .init(cameras: []), .init(cameras: ["gate", "attic"]),
        ]
        var askers: [Principal] = [.nobody, .recorder]
        for role in Principal.Role.allCases {
            for grants in grants {
                for scope in scopes {
                    var asker = Asker.user(role, grants)
                    asker.scope = scope
                    askers.append(asker)
                }
            }
        }
        return askers
    }()

    /// A list is filtered as each of its members would be.
    @Test func theReachIsWhatThePolicySaysOfEachCamera() {
        for asker in Self.askers {
            for action in Action.allCases where action.concernsCamera {
                let reach = Policy.cameras(for: asker, action)
                for camera in ["gate", "yard", "attic", "cellar"] {
                    let isReached =
                        switch reach {
                        case .every: true
                        case .some(let cameras): cameras.contains(camera)
                        }
                    #expect(isReached == Policy.may(asker, action, .camera(camera)))
                }
            }
        }
    }
}
