import Catalog
import Media
import Testing

@testable import Accounts

struct AccountStateTests {
    private let now = WallTime(nanoseconds: 0)
    private var state = AccountState([], revokedTokens: [:], limits: AccountLimits())

    private func session(_ number: UInt8) -> SessionRecord {
        SessionRecord(
            id: SessionID(number: Int64(number)),
            user: UserID(number: 1),
            tokenHash: [number],
            face: "native",
            createdAt: now,
            lastSeenAt: now,
            idleLimit: .seconds(60),
            expiresAt: now + .seconds(60),
            address: nil,
            userAgent: nil
        )
    }

    private func user(_ version: Int64, _ name: String = "ada") -> UserRecord {
        UserRecord(
            id: UserID(number: 1),
            version: version,
            username: name,
            displayName: "",
            role: .viewer,
            cameras: .all([]),
            passwordHash: "",
            passwordChangedAt: now,
            createdAt: now,
            updatedAt: now
        )
    }

    /// Somebody has read a session, somebody else has ended it, and then the first would remember it.
    @Test mutating func whatHasEndedMeanwhileIsNotRemembered() {
        let before = state.endings
        state.remember(session(1), readAfter: before)
        state.endSessions { $0.id == SessionID(number: 2) }
        state.remember(session(2), readAfter: before)
        let first = state.sessions.value(for: [1])
        let second = state.sessions.value(for: [2])
        #expect(first != nil && second == nil)
    }

    @Test mutating func aKeyThatIsRevokedMeanwhileIsNotRemembered() {
        let key = APIKeyRecord(
            user: UserID(number: 1),
            name: "",
            prefix: "",
            secretHash: [1],
            scope: .full,
            createdBy: UserID(number: 1),
            createdAt: now,
            expiresAt: nil
        )
        let before = state.endings
        state.endKeys { _ in false }
        state.remember(key, readAfter: before)
        let stale = state.keys.value(for: [1])
        state.remember(key, readAfter: state.endings)
        let kept = state.keys.value(for: [1])
        #expect(stale == nil && kept != nil)
    }

    @Test mutating func changesThatComeInTheWrongOrderLeaveTheLatest() {
        state.add(user(1))
        state.replace(user(3, "third"))
        state.replace(user(2, "second"))
        #expect(state.users[UserID(number: 1)]?.username == "third")
        #expect(state.user(named: "third") != nil && state.user(named: "ada") == nil)
        state.remove(UserID(number: 1))
        state.replace(user(4, "fourth"))
        #expect(state.users.isEmpty && state.user(named: "fourth") == nil)
    }

    @Test func whatIsRememberedIsBoundedAndWhatIsUsedStays() {
        var cache = BoundedCache<Int, Int>(capacity: 100)
        for number in 0..<1000 {
            cache.set(number, for: number)
            _ = cache.value(for: 0)
            #expect(cache.count <= 100)
        }
        let kept = [0, 500, 999].map { cache.value(for: $0) }
        #expect(kept == [0, nil, 999])
    }
}
