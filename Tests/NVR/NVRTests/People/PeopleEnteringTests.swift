import Accounts
import Cryptography
import Media
import Stream
import Testing

@testable import NVR

/// Design §7, sentence by sentence, as far as it is about who comes in.
struct PeopleEnteringTests {
    @Test func nobodyIsNobodyUnlessTheListenerIsOpenOnPurpose() async throws {
        let world = try await PeopleWorld()
        #expect(try await world.visitor(.none).principal.role == nil)
        var open = world.door
        open.isOpen = true
        let visitor = try await world.visitor(.none, at: open)
        #expect(visitor.principal.role == .administrator)
        #expect(visitor.principal.identity == .openListener("native"))
        // It has no account: what is one's own it has not.
        #expect(await refusal { _ = try await world.people.keys(visitor, all: false) } == .unproven)
    }

    @Test func aWrongPasswordIsNoOneAndIsNoted() async throws {
        let world = try await PeopleWorld()
        try await world.add("vera")
        #expect(await refusal { _ = try await world.people.logIn("vera", password: "no", at: world.door) } == .unproven)
        #expect(await refusal { _ = try await world.people.logIn("who", password: "no", at: world.door) } == .unproven)
        #expect(await refusal { _ = try await world.visitor(.basic(username: "vera", password: "no")) } == .unproven)
        // Who it was about is noted by number alone: a name may be a password in the wrong field.
        #expect(
            try await world.audit().suffix(3) == [
                "denied session.create user/1", "denied session.create -", "denied session.create user/1",
            ]
        )
    }

    @Test func whoeverGuessesWaitsAndIsToldHowLong() async throws {
        let world = try await PeopleWorld()
        try await world.add("vera")
        var kinds: [DomainError.Kind?] = []
        for _ in 0..<20 {
            kinds.append(await refusal { _ = try await world.people.logIn("vera", password: "no", at: world.door) })
        }
        guard case .locked(let wait)? = kinds.last else {
            Issue.record("\(kinds)")
            return
        }
        #expect(wait > .zero)
        #expect(world.people.lockoutRemaining("vera", at: world.door) == wait)
        // Tries that nobody looked at fill no log.
        let rows = try await world.audit().count { $0.contains("denied") }
        #expect(rows == kinds.count { $0 == .unproven })
        world.time.advance(by: wait + .seconds(1))
        _ = try await world.session("vera")
    }

    @Test func aFixedLockoutIsOneListenersOwn() async throws {
        let world = try await PeopleWorld()
        try await world.add("vera")
        var door = world.door
        door.fixedLockout = .init(tries: 5, pause: .seconds(30))
        for _ in 0..<5 { _ = await refusal { _ = try await world.people.logIn("vera", password: "no", at: door) } }
        let kind = await refusal { _ = try await world.people.logIn("vera", password: PeopleWorld.password, at: door) }
        #expect(kind == .locked(.seconds(30)))
        _ = try await world.session("vera")
    }

    @Test func aSessionCountsOnTheFaceThatMadeItAlone() async throws {
        let world = try await PeopleWorld()
        try await world.add("vera")
        let (token, visitor) = try await world.session("vera")
        #expect(visitor.principal.credential == .session)
        var other = world.door
        other.face = "mibee"
        #expect(await refusal { _ = try await world.visitor(.session(token), at: other) } == .unproven)
        // What programs show counts everywhere.
        let (key, _) = try await world.people.makeKey(
            visitor,
            for: nil,
            name: "script",
            scope: .init(),
            expiresAt: nil
        )
        #expect(try await world.visitor(.apiKey(key), at: other).principal.credential == .apiKey)
        #expect(try await world.visitor(.bearer(key), at: other).principal.credential == .apiKey)
        #expect(
            try await world.visitor(.basic(username: "vera", password: key), at: other).principal.credential == .apiKey
        )
    }

    @Test func aSessionsChangesNeedItsToken() async throws {
        let world = try await PeopleWorld()
        try await world.add("vera")
        let (_, visitor) = try await world.session("vera")
        let token = try #require(visitor.csrfToken)
        #expect(visitor.accepts(csrfToken: token))
        #expect(!visitor.accepts(csrfToken: nil))
        #expect(!visitor.accepts(csrfToken: token + "x"))
        // Nothing that a browser does not send by itself needs one.
        let basic = try await world.visitor(.basic(username: "vera", password: PeopleWorld.password))
        #expect(basic.accepts(csrfToken: nil))
    }

    @Test func aSessionEndsIdleAtTheLatestAndWhenItIsEnded() async throws {
        let world = try await PeopleWorld()
        try await world.add("vera")
        let (idle, _) = try await world.session("vera")
        world.time.advance(by: .seconds(7 * 86_400 + 1))
        #expect(await refusal { _ = try await world.visitor(.session(idle)) } == .unproven)
        let (ended, visitor) = try await world.session("vera")
        try await world.people.logOut(.session(ended), visitor)
        #expect(await refusal { _ = try await world.visitor(.session(ended)) } == .unproven)
    }

    @Test func aTokenCountsUntilItIsRevoked() async throws {
        let world = try await PeopleWorld()
        try await world.add("vera")
        let result = try await world.people.token(
            for: "vera",
            password: PeopleWorld.password,
            lifetime: .seconds(60),
            at: world.door
        )
        guard case .opened(let opened) = result else {
            Issue.record("no token")
            return
        }
        let visitor = try await world.visitor(.bearer(opened.token))
        #expect(visitor.principal.credential == .token)
        try await world.people.logOut(.bearer(opened.token), visitor)
        #expect(await refusal { _ = try await world.visitor(.bearer(opened.token)) } == .unproven)
    }

    @Test func withASecondFactorNoPasswordAloneLetsAnybodyInOnAnyFace() async throws {
        let world = try await PeopleWorld()
        try await world.add("vera")
        let (_, visitor) = try await world.session("vera")
        let offer = try await world.people.beginSecondFactor(visitor, password: PeopleWorld.password)
        #expect(offer.svg.contains("<svg") && offer.address.hasPrefix("otpauth://totp/"))
        let code = { () -> String in
            let secret = Base32.decode(offer.secret) ?? []
            return OneTimePassword.code(secret: secret, step: world.time.wall.nanoseconds / 30_000_000_000)
        }
        let active = try await world.people.activateSecondFactor(visitor, code: code())
        #expect(active.recoveryCodes.count == 10 && active.session != nil)
        world.time.advance(by: .seconds(60))
        let basic = ShownCredential.basic(username: "vera", password: PeopleWorld.password)
        #expect(await refusal { _ = try await world.visitor(basic) } == .unproven)

        // Half a log-in is no session.
        let half = try await world.people.logIn("vera", password: PeopleWorld.password, at: world.door)
        guard case .secondFactorNeeded(let token, _) = half else {
            Issue.record("no code was owed")
            return
        }
        #expect(await refusal { _ = try await world.visitor(.session(token)) } == .unproven)
        #expect(await refusal { _ = try await world.visitor(.bearer(token)) } == .unproven)
        let done = try await world.people.logIn(halfLogin: token, code: code(), at: world.door)
        guard case .opened(let opened) = done else {
            Issue.record("the code was not taken")
            return
        }
        _ = try await world.visitor(.session(opened.token))

        // A recovery code does once.
        let recovery = try #require(active.recoveryCodes.first)
        for isFirst in [true, false] {
            guard
                case .secondFactorNeeded(let token, _) = try await world.people.logIn(
                    "vera",
                    password: PeopleWorld.password,
                    at: world.door
                )
            else { continue }
            let kind = await refusal {
                _ = try await world.people.logIn(halfLogin: token, code: recovery, at: world.door)
            }
            #expect(kind == (isFirst ? nil : .unproven))
        }
    }

    @Test func othersWrongTriesEndNothingThatLasts() async throws {
        let world = try await PeopleWorld()
        let vera = try await world.add("vera", .viewer, .all([.live]))
        let shown = ShownCredential.basic(username: "vera", password: PeopleWorld.password)
        let visitor = try await world.visitor(shown)
        // Longer than a pair is believed.
        world.time.advance(by: .seconds(301))
        for _ in 0..<6 {
            _ = await refusal { _ = try await world.people.logIn("vera", password: "no", at: world.door) }
        }
        guard case .locked? = await refusal({ _ = try await world.visitor(shown) }) else {
            Issue.record("nobody has to wait")
            return
        }
        let renewed = try #require(await world.people.renewed(visitor, showing: shown))
        #expect(Policy.may(renewed, .watchLive, .camera("yard")))
        // What is taken away is gone all the same.
        var change = PersonChange()
        change.grants = .some([:])
        _ = try await world.people.change(as: world.chief, vera.id, change, version: nil)
        let less = try #require(await world.people.renewed(visitor, showing: shown))
        #expect(!Policy.may(less, .watchLive, .camera("yard")))
        change.isEnabled = false
        _ = try await world.people.change(as: world.chief, vera.id, change, version: nil)
        #expect(await world.people.renewed(visitor, showing: shown) == nil)
    }

    @Test func whatCountsNoMoreEndsWhatLasts() async throws {
        let world = try await PeopleWorld()
        try await world.add("vera")
        let (token, visitor) = try await world.session("vera")
        #expect(await world.people.renewed(visitor, showing: .session(token)) == visitor.principal)
        try await world.people.logOut(.session(token), visitor)
        #expect(await world.people.renewed(visitor, showing: .session(token)) == nil)
    }

    @Test func aTokenIsNotedAsOne() async throws {
        let world = try await PeopleWorld()
        let vera = try await world.add("vera")
        for password in ["no", PeopleWorld.password] {
            _ = await refusal {
                _ = try await world.people.token(for: "vera", password: password, lifetime: .seconds(9), at: world.door)
            }
        }
        let noted = try await world.audit().suffix(2)
        #expect(Array(noted) == ["denied token.create user/\(vera.id)", "done token.create user/\(vera.id)"])
    }
}
