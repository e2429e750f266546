import XML

/// Knows who answers which question. The state of whoever answers is passed in, so that all of it is values.
package struct ONVIFDispatcher<State>: Sendable {
    private struct Handler: Sendable {
        var isForEveryone: Bool
        var action: String
        var answer: @Sendable (inout State, XMLElement) throws(SOAPFault) -> XMLElement
    }

    private var handlers: [XMLName: Handler] = [:]

    package init() {}

    /// Answers an operation.
    package mutating func on<Operation: ONVIFOperation>(
        _ operation: Operation.Type,
        _ answer: @escaping @Sendable (inout State, Operation) throws(SOAPFault) -> Operation.Answer
    ) {
        handlers[Operation.elementName] = Handler(
            isForEveryone: Operation.isForEveryone,
            action: Self.answerAction(Operation.action)
        ) { state, body throws(SOAPFault) in
            let question: Operation
            do throws(ONVIFError) {
                question = try Operation(reading: body)
            } catch {
                throw SOAPFault(.sender, ["InvalidArgs"], reason: "\(error)")
            }
            let given = try answer(&state, question)
            do throws(ONVIFError) {
                return try given.element(Operation.answerName)
            } catch {
                throw SOAPFault(.receiver, ["Action"], reason: "\(error)")
            }
        }
    }

    /// Whether a question is answered to everyone; nil for one that nobody answers.
    package func isForEveryone(_ question: ReceivedQuestion) -> Bool? { handlers[question.name]?.isForEveryone }

    /// The answer to a question of somebody who may ask it.
    package func answer(_ question: ReceivedQuestion, _ state: inout State) -> SOAPEnvelope {
        guard let handler = handlers[question.name] else {
            return Self.refusal(
                SOAPFault(.sender, ["ActionNotSupported"], reason: "There is no operation \(question.name.local) here.")
            )
        }
        do throws(SOAPFault) {
            let body = try handler.answer(&state, question.body)
            return SOAPEnvelope(header: Self.header(of: question, handler.action), body: body)
        } catch {
            return Self.refusal(error)
        }
    }

    package static func refusal(_ fault: SOAPFault) -> SOAPEnvelope { SOAPEnvelope(body: fault.element) }

    /// The status of HTTP that goes with an answer (SOAP 1.2 part 2 §7.5.2.2).
    package static func status(of answer: SOAPEnvelope) -> Int {
        guard let fault = answer.fault else { return 200 }
        return fault.code == .sender ? 400 : 500
    }

    private static func answerAction(_ action: String) -> String {
        action.hasSuffix("Request") ? String(action.dropLast(7)) + "Response" : action + "Response"
    }

    private static func header(of question: ReceivedQuestion, _ action: String) -> [XMLElement] {
        guard let identifier = question.messageIdentifier else { return [] }
        func part(_ name: String, _ text: String) -> XMLElement {
            XMLElement(XMLName(ONVIFNamespace.addressing, name), text: text)
        }
        return [part("Action", action), part("RelatesTo", identifier)]
    }
}
