import HTTPAuthentication
import Stream
import Synchronization

@testable import Restream

/// A house with one camera, `front`, and one guest, `ada` with the password `secret`; another, `bob`, may not see it.
final class TestGate: RestreamGate {
    struct State {
        var mayWatch = true
        var asked = 0
        var begun = 0
        var isUnavailable = false
        var found = 0
        /// Called before the first answer to what a stream is.
        var onFirst: (@Sendable () async -> Void)?
    }

    let ring = StreamRing()
    let state = Mutex(State())

    func admit(_ login: PresentedLogin, from address: String?) async -> RestreamAdmission {
        state.withLock { $0.asked += 1 }
        if state.withLock(\.isUnavailable) { return .unavailable }
        guard login.username == "ada" || login.username == "bob", login.matches(password: "secret") else {
            return .refused
        }
        return .admitted(Guest(gate: self, name: login.username))
    }

    private struct Guest: RestreamGuest {
        let gate: TestGate
        let name: String

        func find(_ stream: RestreamID) async -> RestreamFinding {
            guard name == "ada" else { return .forbidden }
            let onFirst = gate.state.withLock { state in
                state.found += 1
                return state.found == 1 ? state.onFirst : nil
            }
            await onFirst?()
            switch stream.camera {
            case "front": return .stream(gate.ring, stream)
            case "off": return .unavailable
            default: return .notFound
            }
        }

        func mayWatch(_ stream: RestreamID) async -> Bool { gate.state.withLock(\.mayWatch) }
        func begins(_ stream: RestreamID) async { gate.state.withLock { $0.begun += 1 } }
    }
}
