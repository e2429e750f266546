import HTTPAuthentication
import Media
import Restream
import Stream
import Synchronization

/// Lets in whoever knows an outlet's own user name and password. An address that has guessed wrong again and again is not listened
/// to for a while.
final class OutletGate: RestreamGate {
    private struct Tries {
        var wrong = 0
        var first: MonotonicTime
    }

    /// So many wrong logins of an address…
    static let most = 10
    /// …in this time.
    static let interval: Duration = .seconds(60)
    /// Addresses that are remembered; over it those are forgotten whose time is over, and else all.
    private static let addresses = 1024

    private let username: String
    private let password: String
    private let guest: any RestreamGuest
    private let time: any TimeSource
    private let tries = Mutex<[String: Tries]>([:])

    init(username: String, password: String, guest: any RestreamGuest, time: any TimeSource) {
        self.username = username
        self.password = password
        self.guest = guest
        self.time = time
    }

    func admit(_ login: PresentedLogin, from address: String?) async -> RestreamAdmission {
        let (address, now) = (address ?? "", time.monotonic)
        let isLocked = tries.withLock { tries in
            if let known = tries[address], now - known.first >= Self.interval { tries[address] = nil }
            return tries[address, default: Tries(first: now)].wrong >= Self.most
        }
        guard !isLocked else { return .unavailable }
        // Both are compared, whichever is wrong.
        let isPassword = login.matches(password: password)
        guard login.username == username, isPassword else {
            note(address, now)
            return .refused
        }
        return .admitted(guest)
    }

    private func note(_ address: String, _ now: MonotonicTime) {
        tries.withLock { tries in
            if tries.count >= Self.addresses { tries = tries.filter { now - $0.value.first < Self.interval } }
            if tries.count >= Self.addresses { tries = [:] }
            tries[address, default: Tries(first: now)].wrong += 1
        }
    }
}
