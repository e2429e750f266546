import HTTPAuthentication
import Media
import Testing
import XML

@testable import ONVIF

struct ServerTests {
    private static let credentials = ScriptedDevice.credentials
    private static let now = ScriptedDevice.now

    private func token(_ credentials: HTTPCredentials = credentials, created: WallTime = now, nonce: UInt8 = 1) throws
        -> UsernameToken
    {
        let written = UsernameToken(credentials, created: created, nonce: [nonce, 2, 3])
        return try #require(UsernameToken(header: [written.element]))
    }

    @Test func aTokenProvesThePasswordOnce() throws {
        let token = try token()
        #expect(token.username == "admin" && token.matches(password: "secret") && !token.matches(password: "Secret"))
        var register = TokenRegister()
        #expect(register.accepts(token, now: Self.now) && !register.accepts(token, now: Self.now))
        #expect(register.accepts(try self.token(nonce: 9), now: Self.now))
        for age in [Duration.seconds(-301), .seconds(301)] {
            #expect(!register.accepts(try self.token(created: Self.now + age, nonce: 7), now: Self.now))
        }
    }

    /// The example of the specification's digest, by hand: Base64(SHA1(nonce + created + password)).
    @Test func theDigestIsThatOfTheStandard() throws {
        let written = UsernameToken(
            HTTPCredentials(username: "user", password: "userpassword"),
            created: XMLDateTime("2010-09-16T07:50:45Z")?.time ?? Self.now,
            nonce: Base64.decode("LKqI6G/AikKCQrN0zqZFlg==") ?? []
        )
        // ONVIF Application Programmer's Guide §6.1.1.3.
        #expect(written.element.first("Password")?.text == "tuOSpGlFlIXsozq4HFNeeGeFLEI=")
    }

    @Test func aTokenThatIsHalfIsNone() throws {
        let whole = UsernameToken(Self.credentials, created: Self.now, nonce: [1]).element
        for name in ["Username", "Password", "Created"] {
            var security = whole
            security.children[0].children.removeAll { $0.name.local == name }
            #expect(UsernameToken(header: [security]) == nil)
        }
        #expect(UsernameToken(header: []) == nil)
    }

    @Test func questionsFindTheirAnswers() throws {
        var dispatcher = ONVIFDispatcher<[String]>()
        dispatcher.on(PTZService.GotoPreset.self) { asked, question throws(SOAPFault) in
            guard question.presetToken == "1" else {
                throw SOAPFault(.sender, ["InvalidArgVal", "NoToken"], reason: "There is none.")
            }
            asked.append(question.presetToken)
            return NoAnswer()
        }
        var asked: [String] = []
        func answer(_ operation: some ONVIFOperation) throws -> SOAPEnvelope {
            let body = try operation.element(type(of: operation).elementName)
            let question = try ReceivedQuestion(reading: SOAPEnvelope(body: body).document)
            return dispatcher.answer(question, &asked)
        }
        let moved = try answer(PTZService.GotoPreset { $0.presetToken = "1" })
        #expect(moved.body?.name == PTZService.GotoPreset.answerName && asked == ["1"])
        let missing = try answer(PTZService.GotoPreset { $0.presetToken = "2" })
        #expect(missing.fault?.subcodes == ["InvalidArgVal", "NoToken"])
        #expect(ONVIFDispatcher<[String]>.status(of: missing) == 400)
        #expect(try answer(PTZService.GetNodes()).fault?.subcodes == ["ActionNotSupported"])
    }

    @Test(arguments: ["", "hello", "<a/>", "<s:Envelope xmlns:s='s'><s:Body/></s:Envelope>"])
    func whatAsksNothingIsRefused(text: String) {
        #expect(throws: SOAPFault.self) { try ReceivedQuestion(reading: Array(text.utf8)) }
    }

    private static func instant(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(seconds * 1e9)) }

    @Test func aHeadMovesAsTimeGoesBy() {
        var head = PTZMovement(at: Self.instant(0))
        head.move(PTZVector(pan: 1, tilt: -0.5, zoom: nil), for: .seconds(1), at: Self.instant(0))
        #expect(head.position(at: Self.instant(0.5)).pan == 0.25 && head.isMoving(at: Self.instant(0.5)))
        #expect(
            head.position(at: Self.instant(5)) == .init(pan: 0.5, tilt: -0.25) && !head.isMoving(at: Self.instant(5))
        )
        head.move(PTZVector(pan: nil, tilt: nil, zoom: 1), for: nil, at: Self.instant(5))
        #expect(head.position(at: Self.instant(100)).zoom == 1 && !head.isMoving(at: Self.instant(100)))
        head.go(to: .init(pan: -0.5, tilt: -0.25, zoom: 1), at: Self.instant(100))
        #expect(head.position(at: Self.instant(101)).pan == 0 && head.isMoving(at: Self.instant(101)))
        #expect(head.position(at: Self.instant(103)).pan == -0.5 && !head.isMoving(at: Self.instant(103)))
    }

    @Test func axesStopByThemselves() {
        var head = PTZMovement(at: Self.instant(0))
        head.move(PTZVector(pan: 1, tilt: 0, zoom: 1), for: nil, at: Self.instant(0))
        head.stop(panTilt: true, zoom: false, at: Self.instant(1))
        let position = head.position(at: Self.instant(2))
        #expect(position.pan == 0.5 && position.zoom == 1 && head.isMoving(at: Self.instant(1.5)))
        head.stop(panTilt: true, zoom: true, at: Self.instant(1.5))
        #expect(head.position(at: Self.instant(9)).zoom == 0.75 && !head.isMoving(at: Self.instant(9)))
    }

    @Test func aQueueIsBounded() {
        var queue = EventQueue(end: Self.instant(60))
        for number in 0..<1000 { queue.add(EventNotification(topic: "\(number)", EventMessage())) }
        #expect(queue.take(1000).map(\.topic.expression) == (744..<1000).map(String.init) && queue.isEmpty)
        #expect(queue.take(-1).isEmpty)
    }
}
