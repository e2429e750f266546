package import XML

/// A question as a device of ours reads it.
package struct ReceivedQuestion: Sendable {
    /// Of the element in the body.
    package let name: XMLName
    package let body: XMLElement
    /// What its header has: a token, addresses.
    package let header: [XMLElement]

    package init(reading bytes: [UInt8]) throws(SOAPFault) {
        let envelope: SOAPEnvelope
        do throws(XMLError) {
            envelope = try SOAPEnvelope(reading: bytes)
        } catch {
            throw SOAPFault(.sender, ["WellFormed"], reason: "This is no message of SOAP: \(error).")
        }
        guard let body = envelope.body else {
            throw SOAPFault(.sender, ["WellFormed"], reason: "The message asks for nothing.")
        }
        self.body = body
        name = body.name
        header = envelope.header
    }

    package var token: UsernameToken? { UsernameToken(header: header) }

    /// What the answer's header says of the question (WS-Addressing 1.0 §3.4).
    package var messageIdentifier: String? {
        header.first { $0.name.local == "MessageID" }.map { String($0.trimmedText.prefix(256)) }
    }
}
