import Devices
import ONVIF

extension DomainError {
    /// What a device's refusal is to whoever has asked for something.
    init(_ error: DeviceError) {
        switch error {
        case .unreachable(let sentence): self.init(.camera(.unreachable), sentence)
        case .addressNotAllowed(let sentence): self.init(.invalid, sentence, member: "address")
        case .answered(let reason): self.init(reason)
        }
    }

    private init(_ error: ONVIFError) {
        let kind: Kind =
            switch error {
            case .credentialsNeeded, .wrongPassword, .notPermitted, .unknownAuthentication: .camera(.password)
            case .notADevice: .camera(.notACamera)
            case .unsupported: .unsupported
            case .invalid: .invalid
            case .notFound: .notFound
            case .fault, .answerTooLarge, .unexpectedAnswer, .status, .unwritable: .camera(.fault)
            }
        self.init(kind, error.description)
    }
}
