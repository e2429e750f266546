import Catalog
import Cryptography
import Media
import Synchronization
import Testing

@testable import Accounts

struct SecondFactorTests {
    @Test func aSecretAsksNobodyForAnythingUntilAFirstCodeIsVerified() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let secret = try await house.accounts.beginSecondFactor(of: ada.id, issuer: "Nightjar")
            #expect(secret.address.text.hasPrefix("otpauth://totp/Nightjar:ada?secret=\(secret.secret.text)"))
            let kept = try #require(try await house.catalog.user(ada.id))
            #expect(
                kept.sealedSecondFactor == FakeSealing().seal(secret.secret.text, for: "user/\(ada.id)/second-factor")
            )
            #expect(try await house.login("ada").admission != nil)
            let app = Authenticator(
                secret: try #require(Base32.decode(secret.secret.text)),
                clock: house.clock,
                recoveryCodes: []
            )
            let wrong = await errorKind {
                _ = try await house.accounts.activateSecondFactor(
                    of: ada.id,
                    code: app.wrongCode(),
                    keeping: nil,
                    client: house.client()
                )
            }
            #expect(wrong == .wrongProof)
            #expect(house.accounts.user(ada.id)?.hasSecondFactor == false)
            let activation = try await house.accounts.activateSecondFactor(
                of: ada.id,
                code: app.code(),
                keeping: nil,
                client: house.client()
            )
            #expect(Set(activation.recoveryCodes).count == 10)
            #expect(house.accounts.user(ada.id)?.hasSecondFactor == true)
            let again = await errorKind { _ = try await house.accounts.beginSecondFactor(of: ada.id, issuer: "") }
            #expect(again == .conflict)
        }
    }

    @Test func thePasswordIsHalfALogin() async throws {
        try await House.with { house in
            let app = try await house.secondFactor(of: house.user("ada"))
            let outcome = try await house.login("ada")
            let half = try #require(outcome.halfLogin)
            #expect(outcome.admission == nil)
            // It authenticates nothing.
            #expect(try await house.accounts.authenticate(session: half.token.text, face: "native").refusal == .unknown)
            #expect(house.accounts.authenticate(token: half.token.text).refusal == .unknown)
            #expect(try await house.accounts.authenticate(key: half.token.text).refusal == .unknown)
            let whole = try await house.complete(half, app.code())
            let session = try await house.accounts.startSession(try #require(whole.admission))
            #expect(try await house.authenticate(session).authentication != nil)
            // And counts once.
            house.clock.advance(.seconds(60))
            #expect(try await house.complete(half, app.code()).refusal == .expired)
        }
    }

    @Test(arguments: [-1, 0, 1] as [Int64])
    func aCodeOfTheStepBeforeAndAfterCounts(_ steps: Int64) async throws {
        try await House.with { house in
            let app = try await house.secondFactor(of: house.user("ada"))
            let half = try #require(try await house.login("ada").halfLogin)
            #expect(try await house.complete(half, app.code(in: steps)).admission != nil)
        }
    }

    @Test(arguments: [-2, 2] as [Int64])
    func aCodeOfAnotherStepDoesNot(_ steps: Int64) async throws {
        try await House.with { house in
            let app = try await house.secondFactor(of: house.user("ada"))
            let half = try #require(try await house.login("ada").halfLogin)
            #expect(try await house.complete(half, app.code(in: steps)).refusal == .wrongCode(triesLeft: 4))
        }
    }

    @Test func aCodeIsNotTakenTwice() async throws {
        try await House.with { house in
            let app = try await house.secondFactor(of: house.user("ada"))
            let first = try #require(try await house.login("ada").halfLogin)
            let second = try #require(try await house.login("ada").halfLogin)
            let code = app.code()
            #expect(try await house.complete(first, code).admission != nil)
            #expect(try await house.complete(second, code).refusal == .wrongCode(triesLeft: 4))
            #expect(try await house.complete(second, app.code(in: 1)).admission != nil)
        }
    }

    @Test(arguments: [false, true], ["app", "paper"])
    func aCodeThatIsUsedTwiceAtOnceWinsOnce(_ onDisk: Bool, _ kind: String) async throws {
        let folder = try TemporaryFolder()
        let catalog: any Catalog = onDisk ? try SQLiteCatalog(path: folder.file("c.sqlite")) : InMemoryCatalog()
        try await House.with(catalog) { house in
            let app = try await house.secondFactor(of: house.user("ada"))
            let code = kind == "app" ? app.code() : app.recoveryCodes[3]
            var halves: [HalfLogin] = []
            for _ in 0..<4 { halves.append(try #require(try await house.login("ada").halfLogin)) }
            let tasks = halves.map { half in Task { try await house.complete(half, code).admission != nil } }
            let wins = try await tasks.asyncMap { try await $0.value }
            #expect(wins.count { $0 } == 1)
        }
    }

    @Test func halfALoginIsShortAndHasFewTries() async throws {
        try await House.with { house in
            let app = try await house.secondFactor(of: house.user("ada"))
            let slow = try #require(try await house.login("ada").halfLogin)
            house.clock.advance(.seconds(300))
            #expect(try await house.complete(slow, app.code()).refusal == .expired)
            let half = try #require(try await house.login("ada").halfLogin)
            for left in (0..<5).reversed() {
                #expect(try await house.complete(half, app.wrongCode()).refusal == .wrongCode(triesLeft: left))
            }
            house.clock.advance(.seconds(30))
            #expect(try await house.complete(half, app.code()).refusal == .expired)
        }
    }

    @Test func halfALoginIsBoundToItsFaceAndToTheAccountAsItWas() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let app = try await house.secondFactor(of: ada)
            let half = try #require(try await house.login("ada").halfLogin)
            #expect(try await house.complete(half, app.code(), house.client(face: "other")).refusal == .expired)
            _ = try await house.accounts.setPassword(of: ada.id, to: otherPassword)
            #expect(try await house.complete(half, app.code()).refusal == .expired)
        }
    }

    @Test func halfLoginsAreBoundedInNumber() async throws {
        var limits = AccountLimits()
        limits.halfLogins = 5
        try await House.with(limits: limits) { house in
            let app = try await house.secondFactor(of: house.user("ada"))
            for _ in 0..<30 { _ = try await house.login("ada") }
            #expect(house.accounts.state.withLock { $0.halves.count } == 5)
            let last = try #require(try await house.login("ada").halfLogin)
            #expect(try await house.complete(last, app.code()).admission != nil)
        }
    }

    @Test func wrongCodesAreHeldUpThoughThePasswordIsRight() async throws {
        try await House.with { house in
            let app = try await house.secondFactor(of: house.user("ada"))
            let stranger = house.client("203.0.113.9")
            var refusals: [Refusal?] = []
            for _ in 0..<3 {
                guard let half = try await house.login("ada", goodPassword, stranger).halfLogin else { break }
                for _ in 0..<3 { refusals.append(try await house.complete(half, app.wrongCode(), stranger).refusal) }
            }
            #expect(refusals.filter { $0 == .locked(.seconds(1)) }.count == 1)
            #expect(refusals.count == 6)
        }
    }

    @Test func aRecoveryCodeCountsOnce() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let app = try await house.secondFactor(of: ada)
            let kept = "\(try await house.catalog.users())"
            for code in app.recoveryCodes { #expect(!kept.contains(code)) }
            for (index, code) in app.recoveryCodes.enumerated() {
                let half = try #require(try await house.login("ada").halfLogin)
                #expect(try await house.complete(half, code.uppercased()).admission != nil)
                let again = try #require(try await house.login("ada").halfLogin)
                #expect(try await house.complete(again, code).refusal == .wrongCode(triesLeft: 4))
                #expect(try await house.accounts.recoveryCodesLeft(of: ada.id) == 9 - index)
            }
        }
    }

    @Test func newRecoveryCodesTakeThePlaceOfTheOld() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let app = try await house.secondFactor(of: ada)
            let wrong = await errorKind {
                _ = try await house.accounts.renewRecoveryCodes(
                    of: ada.id,
                    proof: .password(otherPassword),
                    client: house.client()
                )
            }
            #expect(wrong == .wrongProof)
            let codes = try await house.accounts.renewRecoveryCodes(
                of: ada.id,
                proof: .password(goodPassword),
                client: house.client()
            )
            let half = try #require(try await house.login("ada").halfLogin)
            #expect(try await house.complete(half, app.recoveryCodes[0]).refusal == .wrongCode(triesLeft: 4))
            #expect(try await house.complete(half, codes[0].text).admission != nil)
        }
    }

    @Test(arguments: ["password", "code", "recovery"])
    func itsOwnerTakesItAwayWithAPasswordOrACode(_ kind: String) async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let app = try await house.secondFactor(of: ada)
            let half = try #require(try await house.login("ada").halfLogin)
            let admission = try #require(try await house.complete(half, app.code()).admission)
            let session = try await house.accounts.startSession(admission)
            for proof in [Proof.password(otherPassword), .code(app.wrongCode()), .code(app.code())] {
                let wrong = await errorKind {
                    _ = try await house.accounts.removeSecondFactor(
                        of: ada.id,
                        proof: proof,
                        keeping: nil,
                        client: house.client()
                    )
                }
                #expect(wrong == .wrongProof)
            }
            let proof: Proof =
                switch kind {
                case "password": .password(goodPassword)
                case "code": .code(app.code(in: 1))
                default: .code(app.recoveryCodes[0])
                }
            let renewed = try #require(
                try await house.accounts.removeSecondFactor(
                    of: ada.id,
                    proof: proof,
                    keeping: session.session.id,
                    client: house.client()
                )
            )
            #expect(try await house.authenticate(session).refusal == .unknown)
            let found = try await house.accounts.authenticate(session: renewed.token.text, face: "native")
            #expect(found.authentication?.user.hasSecondFactor == false)
            #expect(try await house.login("ada").admission != nil)
            #expect(try await house.accounts.recoveryCodesLeft(of: ada.id) == 0)
        }
    }

    @Test func anAdministratorTakesItAwayFromWhoHasLostIt() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            _ = try await house.secondFactor(of: ada)
            try await house.accounts.resetSecondFactor(of: ada.id)
            #expect(try await house.login("ada").admission != nil)
            try await house.accounts.resetSecondFactor(of: ada.id)
            let nothing = await errorKind {
                _ = try await house.accounts.removeSecondFactor(
                    of: ada.id,
                    proof: .password(goodPassword),
                    keeping: nil,
                    client: house.client()
                )
            }
            #expect(nothing == .conflict)
            // A new one begins anew.
            house.clock.advance(.seconds(60))
            let app = try await house.secondFactor(of: ada)
            let half = try #require(try await house.login("ada").halfLogin)
            #expect(try await house.complete(half, app.code()).admission != nil)
        }
    }

    @Test func aSecretUnderAnotherMasterKeySaysSo() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let app = try await house.secondFactor(of: ada)
            let next = try await house.restarted(sealing: FakeSealing(key: "another"))
            let half = try #require(try await next.login("ada").halfLogin)
            let kind = await errorKind { _ = try await next.complete(half, app.code()) }
            #expect(kind == .unavailable)
            #expect(try await next.complete(half, app.recoveryCodes[0]).admission != nil)
            await next.accounts.close()
        }
    }
}

extension House {
    func complete(_ half: HalfLogin, _ code: String, _ client: Client? = nil) async throws -> LoginOutcome {
        try await accounts.login(halfLogin: half.token.text, code: code, client: client ?? self.client())
    }
}
