import Media
import XML

/// What an answer means, before anyone looks at its fields.
enum ReceivedAnswer {
    /// The body's element; nil for an empty body.
    case body(XMLElement?)
    /// The proof of the password, or its absence, is the reason.
    case refused(ONVIFError)
    case failed(ONVIFError)

    init<Operation: ONVIFOperation>(_ response: ONVIFResponse, to operation: Operation.Type) {
        guard response.body.count <= ONVIFResponse.longestBody else {
            self = .failed(.answerTooLarge(limit: ONVIFResponse.longestBody))
            return
        }
        let envelope: SOAPEnvelope
        do throws(XMLError) {
            envelope = try SOAPEnvelope(reading: response.body, size: ONVIFResponse.longestBody)
        } catch {
            self = Self.withoutEnvelope(response, error, isDevice: Operation.service == .device)
            return
        }
        if let fault = envelope.fault {
            let error = ONVIFError(fault)
            self = error.isRefusal || response.status == 401 ? .refused(error) : .failed(error)
        } else if response.status == 401 {
            self = .refused(.wrongPassword(reason: nil))
        } else if (200..<300).contains(response.status) {
            self = .body(envelope.body)
        } else {
            self = .failed(.status(response.status))
        }
    }

    /// - Parameter isDevice: whether the device itself was asked, which must be there.
    private static func withoutEnvelope(
        _ response: ONVIFResponse,
        _ error: XMLError,
        isDevice: Bool
    ) -> ReceivedAnswer {
        switch response.status {
        case 401: return .refused(.wrongPassword(reason: nil))
        case 403: return .failed(.notPermitted(reason: nil))
        case 200..<300 where response.body.isEmpty: return .body(nil)
        case 200..<300:
            let start = String(decoding: response.body.prefix(64), as: UTF8.self)[...].trimmed
            // A torn answer of a device is one; a page is not.
            guard start.hasPrefix("<"), !start.hasASCIIPrefix("<!doctype"), !start.hasASCIIPrefix("<html") else {
                return .failed(.notADevice(reason: "\(error)"))
            }
            return .failed(.unexpectedAnswer("\(error)"))
        case 404, 405, 501:
            let reason = "it answers with the status \(response.status)"
            return .failed(isDevice ? .notADevice(reason: reason) : .unsupported(reason: reason))
        default: return .failed(.status(response.status))
        }
    }
}
