import Media
import TestKit
import Testing

@testable import Accounts

struct LockoutTests {
    private var lockout = Lockout(capacity: 64)
    private let home = NetworkKey("192.0.2.1")

    private func time(_ seconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: seconds * 1_000_000_000) }

    /// Makes a try that is wrong; nil where it is allowed, else how long to wait.
    private mutating func fail(
        _ account: String,
        _ network: NetworkKey?,
        _ policy: LockoutPolicy = .growing,
        at seconds: Int64
    ) -> Duration? {
        switch lockout.attempt(account, from: network, policy, at: time(seconds)) {
        case .allowed: nil
        case .blocked(let remaining): remaining
        }
    }

    private mutating func succeed(_ account: String, _ network: NetworkKey?, at seconds: Int64) -> Bool {
        guard case .allowed(let ticket) = lockout.attempt(account, from: network, .growing, at: time(seconds)) else {
            return false
        }
        lockout.succeeded(ticket, .growing)
        return true
    }

    @Test mutating func theDelayGrowsWithEveryWrongTryUpToABound() {
        for _ in 0..<5 { #expect(fail("ada", home, at: 0) == nil) }
        var now: Int64 = 0
        var delays: [Int64] = []
        for _ in 0..<12 {
            let wait = fail("ada", home, at: now)
            let remaining = lockout.remaining("ada", from: home, .growing, at: time(now))
            #expect(wait == remaining)
            delays.append(wait?.wholeSeconds ?? 0)
            now += wait?.wholeSeconds ?? 0
            #expect(lockout.remaining("ada", from: home, .growing, at: time(now)) == nil)
            #expect(fail("ada", home, at: now) == nil)
        }
        #expect(delays == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
    }

    @Test mutating func whatIsTriedWhileItWaitsMakesItNoLonger() {
        for _ in 0..<5 { _ = fail("ada", home, at: 0) }
        for _ in 0..<100 { #expect(fail("ada", home, at: 0) == .seconds(1)) }
        #expect(fail("ada", home, at: 1) == nil)
    }

    @Test mutating func beingRightTakesTheTryBackAndForgetsTheTyposBefore() {
        for _ in 0..<4 { _ = fail("ada", home, at: 0) }
        #expect(succeed("ada", home, at: 1))
        for _ in 0..<5 { #expect(fail("ada", home, at: 2) == nil) }
        #expect(fail("ada", home, at: 2) != nil)
    }

    @Test mutating func aKnownAddressOfAnAccountIsNotHeldUpByOthers() {
        #expect(succeed("ada", home, at: 0))
        // From everywhere, with her name; and from her own address, with every other name.
        for number in 0..<40 {
            _ = fail("ada", NetworkKey("198.51.100.\(number)"), at: 1)
            _ = fail("other\(number)", home, at: 1)
        }
        #expect(lockout.remaining("ada", from: NetworkKey("203.0.113.1"), .growing, at: time(1)) != nil)
        #expect(lockout.remaining("bob", from: home, .growing, at: time(1)) != nil)
        #expect(lockout.remaining("ada", from: home, .growing, at: time(1)) == nil)
        #expect(succeed("ada", home, at: 1))
    }

    @Test mutating func beingRightWithOnesOwnAccountDoesNotUndoWhatOneTriedWithOthers() {
        for number in 0..<15 { _ = fail("victim\(number)", home, at: 0) }
        #expect(succeed("attacker", home, at: 0))
        for number in 15..<20 { _ = fail("victim\(number)", home, at: 0) }
        #expect(succeed("attacker", home, at: 0))
        #expect(lockout.remaining("another", from: home, .growing, at: time(0)) == .seconds(1))
    }

    @Test mutating func anAccountIsHeldUpThoughEveryTryComesFromElsewhere() {
        for number in 0..<10 { #expect(fail("ada", NetworkKey("198.51.100.\(number)"), at: 0) == nil) }
        #expect(fail("ada", NetworkKey("198.51.100.99"), at: 0) == .seconds(1))
        #expect(fail("bob", NetworkKey("198.51.100.99"), at: 0) == nil)
    }

    @Test mutating func anIPv6NetworkIsOneAddress() {
        for number in 0..<5 { #expect(fail("ada", NetworkKey("2001:db8::\(number)"), at: 0) == nil) }
        #expect(fail("ada", NetworkKey("2001:db8::ffff:1"), at: 0) != nil)
    }

    @Test func networksAreToldApart() {
        #expect(NetworkKey("192.0.2.1") == .v4(0xC000_0201))
        #expect(NetworkKey("::ffff:192.0.2.1") == .v4(0xC000_0201))
        #expect(NetworkKey("2001:db8:1:2:3:4:5:6") == .v6(0x2001_0DB8_0001_0002))
        #expect(NetworkKey("2001:db8:1:2::") == NetworkKey("2001:db8:1:2:ffff::9"))
        #expect(NetworkKey("fe80::1%eth0") == .v6(0xFE80_0000_0000_0000))
        #expect(NetworkKey("") == .other(""))
        #expect(NetworkKey("%%") == .other(""))
        #expect(NetworkKey("192.0.2.256") == .other("192.0.2.256"))
        #expect(NetworkKey(String(repeating: "é", count: 999)) == NetworkKey(String(repeating: "é", count: 32)))
    }

    @Test mutating func aFixedLockoutIsFiveTriesAndThirtySeconds() {
        let policy = LockoutPolicy.fixed(listener: "ipcamera", tries: 5, pause: .seconds(30))
        for number in 0..<5 { #expect(fail("a\(number)", home, policy, at: 10) == nil) }
        for name in ["a0", "another"] { #expect(fail(name, home, policy, at: 15) == .seconds(25)) }
        #expect(fail("a", NetworkKey("192.0.2.2"), policy, at: 15) == nil)
        #expect(fail("a", home, .fixed(listener: "other", tries: 5, pause: .seconds(30)), at: 15) == nil)
        for _ in 0..<5 { #expect(fail("a", home, policy, at: 40) == nil) }
        #expect(fail("a", home, policy, at: 40) == .seconds(30))
    }

    @Test mutating func successResetsAFixedLockout() {
        let policy = LockoutPolicy.fixed(listener: "ipcamera", tries: 5, pause: .seconds(30))
        for _ in 0..<4 { _ = fail("a", home, policy, at: 0) }
        guard case .allowed(let ticket) = lockout.attempt("a", from: home, policy, at: time(0)) else {
            Issue.record("The fifth try is allowed.")
            return
        }
        #expect(lockout.remaining("a", from: home, policy, at: time(0)) == .seconds(30))
        lockout.succeeded(ticket, policy)
        for _ in 0..<5 { #expect(fail("a", home, policy, at: 1) == nil) }
        #expect(fail("a", home, policy, at: 1) != nil)
    }

    @Test mutating func aTryThatWasNotMadeIsAsIfItHadNotBeen() {
        for _ in 0..<6 { _ = fail("ada", home, at: 0) }
        let before = lockout.remaining("ada", from: home, .growing, at: time(1))
        for _ in 0..<50 {
            guard case .allowed(let ticket) = lockout.attempt("ada", from: home, .growing, at: time(1)) else {
                Issue.record("It waits.")
                return
            }
            lockout.withdrawn(ticket, .growing)
        }
        #expect(lockout.remaining("ada", from: home, .growing, at: time(1)) == before)
    }

    @Test mutating func wrongTriesAreForgottenAfterAnHourOfQuiet() {
        for _ in 0..<5 { _ = fail("ada", home, at: 0) }
        #expect(fail("ada", home, at: 3600) == nil)
        for _ in 0..<4 { #expect(fail("ada", home, at: 3600) == nil) }
        #expect(fail("ada", home, at: 3600) != nil)
    }

    @Test mutating func anAdministratorLetsSomebodyTryAgain() {
        for number in 0..<10 {
            _ = fail("ada", home, at: 0)
            _ = fail("ada", NetworkKey("198.51.100.\(number)"), at: 0)
        }
        lockout.clear("ada")
        #expect(lockout.remaining("ada", from: NetworkKey("203.0.113.1"), .growing, at: time(0)) == nil)
    }

    @Test mutating func withoutAnAddressTheAccountIsCounted() {
        for _ in 0..<10 { #expect(fail("ada", nil, at: 0) == nil) }
        #expect(fail("ada", nil, at: 0) == .seconds(1))
    }

    /// Whatever strangers send, the table keeps its bound, an honest pair is never held up by them, and nobody may try
    /// more often than the bounds say.
    @Test(arguments: 0..<20 as Range<UInt64>) mutating func hostileNamesAndAddressesStayWithinBounds(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        #expect(succeed("honest", home, at: 0))
        var now: Int64 = 1
        var triesOfOne = 0
        for _ in 0..<3000 {
            now += Int64.random(in: 0...2, using: &random)
            let name = ["honest", "victim", "x\(UInt16.random(in: 0...999, using: &random))"].randomElement(
                using: &random
            )
            let address =
                "198.51.\(UInt8.random(in: 0...3, using: &random)).\(UInt8.random(in: 0...255, using: &random))"
            let isOne = UInt8.random(in: 0...3, using: &random) == 0
            let network = isOne ? NetworkKey("203.0.113.5") : NetworkKey(address)
            let isAllowed = fail(name ?? "", network, at: now) == nil
            if isOne, isAllowed { triesOfOne += 1 }
            #expect(lockout.entries <= 2 * 64)
            #expect(lockout.remaining("honest", from: home, .growing, at: time(now)) == nil)
        }
        // Twenty at once, then ever more slowly: far from the 750 that it would like.
        #expect(triesOfOne < 40)
    }
}
