import HTTPAuthentication
package import Media
import XML

/// One question to a device, and what it takes until it is answered: the device's clock first, and the proof of the password
/// that it accepts, which the memory then keeps.
///
/// The password is shown at most twice in each way, because devices lock out those who try.
package struct ONVIFExchange<Operation: ONVIFOperation>: Sendable {
    package enum Step: Hashable, Sendable {
        case send(ONVIFRequest)
        case answered(Operation.Answer)
        case failed(ONVIFError)
    }

    /// What an answer is to.
    private enum Stage: Hashable, Sendable {
        /// The device's clock, before a token.
        case clock
        /// The question, with a proof or without.
        case question(ONVIFMemory.Proof?)
    }

    private let operation: Operation
    private let subscription: EndpointReference?
    private var stage = Stage.question(nil)
    private var tried: Set<ONVIFMemory.Proof> = []
    /// How often the question was signed for HTTP.
    private var signatures = 0
    private var hasAskedClock = false
    private var hasAskedOpenly = false
    /// Why the last proof was refused.
    private var refusal: ONVIFError?

    /// - Parameter subscription: whom it goes to, where that is no service of the device.
    package init(_ operation: Operation, subscription: EndpointReference? = nil) {
        self.operation = operation
        self.subscription = subscription
    }

    /// - Parameter now: by our clock.
    package mutating func begin(_ memory: inout ONVIFMemory, now: WallTime) -> Step {
        guard memory.credentials != nil, !Operation.isForEveryone else { return ask(nil, &memory, now: now) }
        return prove(by: memory.proof ?? .token, &memory, now: now)
    }

    package mutating func received(_ response: ONVIFResponse, _ memory: inout ONVIFMemory, now: WallTime) -> Step {
        switch stage {
        case .clock:
            return takeClock(response, &memory, now: now)
        case .question(let proof):
            switch ReceivedAnswer(response, to: Operation.self) {
            case .body(let body):
                if let proof {
                    memory.proof = proof
                    if proof == .http { memory.authorizer.accepted() }
                }
                return read(body)
            case .refused(let error):
                refusal = error
                return refused(proof, response.challenges, &memory, now: now)
            case .failed(let error):
                // Whatever the device does not like, it is not the password.
                if let proof { memory.proof = proof }
                return .failed(error)
            }
        }
    }

    private func read(_ body: XMLElement?) -> Step {
        do throws(ONVIFError) {
            // Devices leave out the empty answer, or name it otherwise.
            if let nothing = NoAnswer() as? Operation.Answer { return .answered(nothing) }
            guard let body, body.name.local == Operation.answerName.local else {
                let name = body?.name.local ?? "nothing"
                throw .unexpectedAnswer("\(name) in place of \(Operation.answerName.local)")
            }
            return .answered(try Operation.Answer(reading: body))
        } catch {
            return .failed(error)
        }
    }

    // MARK: Proofs

    private mutating func prove(
        by proof: ONVIFMemory.Proof,
        _ memory: inout ONVIFMemory,
        now: WallTime
    ) -> Step {
        if proof == .token, memory.clockOffset == nil { return askClock(&memory) }
        return ask(proof, &memory, now: now)
    }

    private mutating func refused(
        _ proof: ONVIFMemory.Proof?,
        _ challenges: [String],
        _ memory: inout ONVIFMemory,
        now: WallTime
    ) -> Step {
        guard memory.credentials != nil else { return .failed(.credentialsNeeded) }
        let offersHTTP = !challenges.isEmpty
        switch proof {
        case .token:
            let isFirst = tried.insert(.token).inserted
            // A clock that was set since, or a device that began anew.
            if isFirst, !hasAskedClock { return askClock(&memory) }
            if offersHTTP { return sign(challenges, &memory, now: now) }
            return askOpenly(&memory, now: now)
        case .http:
            return sign(challenges, &memory, now: now)
        case nil:
            if offersHTTP, !tried.contains(.http) { return sign(challenges, &memory, now: now) }
            return tried.contains(.token) ? giveUp() : prove(by: .token, &memory, now: now)
        }
    }

    /// Signs for HTTP, or goes on to what is left.
    private mutating func sign(_ challenges: [String], _ memory: inout ONVIFMemory, now: WallTime) -> Step {
        switch memory.authorizer.refused(challenges, attempts: signatures) {
        case .retry: return ask(.http, &memory, now: now)
        case .unsupported where tried.contains(.token): return .failed(.unknownAuthentication)
        case .refused, .credentialsNeeded, .unsupported:
            tried.insert(.http)
            return tried.contains(.token) ? giveUp() : prove(by: .token, &memory, now: now)
        }
    }

    /// Without a proof, so that the device says which one it wants.
    private mutating func askOpenly(_ memory: inout ONVIFMemory, now: WallTime) -> Step {
        guard !hasAskedOpenly, !tried.contains(.http) else { return giveUp() }
        hasAskedOpenly = true
        return ask(nil, &memory, now: now)
    }

    private func giveUp() -> Step { .failed(refusal ?? .wrongPassword(reason: nil)) }

    // MARK: The clock

    private mutating func askClock(_ memory: inout ONVIFMemory) -> Step {
        hasAskedClock = true
        stage = .clock
        return write(DeviceService.GetSystemDateAndTime(), to: memory.device)
    }

    private mutating func takeClock(_ response: ONVIFResponse, _ memory: inout ONVIFMemory, now: WallTime) -> Step {
        typealias Question = DeviceService.GetSystemDateAndTime
        switch ReceivedAnswer(response, to: Question.self) {
        case .body(let body):
            let answer = body.flatMap { try? Question.Answer(reading: $0) }
            // A device that does not tell is taken to be right.
            let before = memory.clockOffset
            let offset = answer?.systemDateAndTime.utc?.wall.map { $0 - now } ?? .zero
            memory.clockOffset = offset
            // Another token with the same time would be another wrong password.
            if let before, tried.contains(.token), (before - .seconds(5)...before + .seconds(5)).contains(offset) {
                return askOpenly(&memory, now: now)
            }
        case .refused:
            // It should answer everyone (Core §5.9.4.3). Some do not, and those want HTTP's proof.
            memory.clockOffset = .zero
            if !response.challenges.isEmpty, !tried.contains(.http) {
                return sign(response.challenges, &memory, now: now)
            }
        case .failed(let error):
            if case .notADevice = error { return .failed(error) }
            memory.clockOffset = .zero
        }
        return ask(.token, &memory, now: now)
    }

    // MARK: Writing

    private mutating func ask(
        _ proof: ONVIFMemory.Proof?,
        _ memory: inout ONVIFMemory,
        now: WallTime
    ) -> Step {
        stage = .question(proof)
        let address: ServiceAddress
        if let subscription {
            address = memory.address(of: subscription)
        } else if let known = memory.addresses[Operation.service] {
            address = known
        } else {
            return .failed(.unsupported(reason: "it announces no service for \(Operation.service.rawValue)"))
        }
        var header: [XMLElement] = []
        if Operation.service == .events || Operation.service == .subscription {
            header += addressing(to: subscription?.address ?? address.description, memory)
        }
        if proof == .token, let credentials = memory.credentials {
            let created = memory.deviceTime(at: now)
            header.append(UsernameToken(credentials, created: created, nonce: memory.random(16)).element)
        }
        var step = write(operation, header, to: address)
        if proof == .http, case .send(var request) = step {
            signatures += 1
            request.authorization = memory.authorizer.authorization(method: "POST", uri: address.target)
            step = .send(request)
        }
        return step
    }

    /// The header of events (WS-Addressing 1.0 §3.3), and what the device wants to see again of a subscription.
    private func addressing(to address: String, _ memory: ONVIFMemory) -> [XMLElement] {
        func part(_ name: String, _ text: String) -> XMLElement {
            XMLElement(XMLName(ONVIFNamespace.addressing, name), text: text)
        }
        let identifier = UniqueIdentifier(random: memory.random).urn
        return [part("Action", Operation.action), part("MessageID", identifier), part("To", address)]
            + (subscription?.referenceParameters?.element.children ?? [])
    }

    private func write<Question: ONVIFOperation>(
        _ question: Question,
        _ header: [XMLElement] = [],
        to address: ServiceAddress
    ) -> Step {
        do throws(ONVIFError) {
            let envelope = SOAPEnvelope(header: header, body: try question.element(Question.elementName))
            return .send(
                ONVIFRequest(
                    address: address,
                    contentType: "application/soap+xml; charset=utf-8; action=\"\(Question.action)\"",
                    authorization: nil,
                    body: envelope.document
                )
            )
        } catch {
            return .failed(error)
        }
    }
}
