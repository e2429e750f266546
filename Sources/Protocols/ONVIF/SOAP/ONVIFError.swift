import XML

/// Why a device could not be asked, in words that a person can act on.
package enum ONVIFError: Error, Hashable, Sendable {
    /// The device wants a password, and none is known.
    case credentialsNeeded
    /// The device refuses the user name or the password, with what it says about it.
    case wrongPassword(reason: String?)
    /// The password is right, but this user may not do that.
    case notPermitted(reason: String?)
    /// The device asks for a proof of the password that we cannot, or will not, give.
    case unknownAuthentication
    /// What answers is no ONVIF device: a page, another protocol, or nothing that is XML.
    case notADevice(reason: String)
    /// The device cannot do that, in its own words.
    case unsupported(reason: String)
    /// The device refuses what it was asked to set, in its own words.
    case invalid(reason: String)
    /// What it was asked about is not there (any more), in its own words.
    case notFound(reason: String)
    /// Any other fault, in the device's own words.
    case fault(SOAPFault)
    /// More bytes than are taken.
    case answerTooLarge(limit: Int)
    case unexpectedAnswer(String)
    /// A status of HTTP without a fault.
    case status(Int)
    /// What we have to say cannot be written: a mistake of ours.
    case unwritable(String)
}

extension ONVIFError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .credentialsNeeded: "The camera asks for a user name and a password: enter those of its own web page."
        case .wrongPassword(let reason):
            "The camera refuses the user name or the password" + Self.quoted(reason)
                + ". Some cameras have accounts for ONVIF apart from those of their web page."
        case .notPermitted(let reason): "The camera does not let this user do that" + Self.quoted(reason) + "."
        case .unknownAuthentication: "The camera asks for a kind of authentication that is unknown here, or not safe."
        case .notADevice(let reason): "What answers at this address is no ONVIF camera: \(reason)."
        case .unsupported(let reason): "The camera cannot do that" + Self.quoted(reason) + "."
        case .invalid(let reason): "The camera refuses these values" + Self.quoted(reason) + "."
        case .notFound(let reason): "The camera does not know this" + Self.quoted(reason) + "."
        case .fault(let fault): "The camera reports a fault" + Self.quoted(fault.explanation) + "."
        case .answerTooLarge(let limit): "The camera's answer is larger than the \(limit) bytes that are read."
        case .unexpectedAnswer(let what): "The camera's answer makes no sense: \(what)."
        case .status(let status): "The camera answers with the status \(status) of HTTP, and does not say why."
        case .unwritable(let what): "The question to the camera could not be written: \(what)."
        }
    }

    private static func quoted(_ reason: String?) -> String {
        guard let reason, !reason.isEmpty else { return "" }
        return " (it says ‘\(reason)’)"
    }
}

extension ONVIFError {
    /// What a fault means (ONVIF Core §5.11.2.1).
    init(_ fault: SOAPFault) {
        let reason = fault.explanation
        if fault.hasCode("NotAuthorized") || fault.hasCode("FailedAuthentication") || fault.hasCode("InvalidSecurity") {
            self = .wrongPassword(reason: reason)
        } else if fault.hasCode("OperationProhibited") {
            self = .notPermitted(reason: reason)
        } else if fault.hasAnyCode([
            "ActionNotSupported", "OptionalActionNotImplemented", "UnknownAction",
            "ServiceNotSupported", "NotSupported", "NoSuchService",
        ]) {
            self = .unsupported(reason: reason)
        } else if fault.hasAnyCode([
            "NoProfile", "NoConfig", "NoToken", "NoSource", "NoEntity", "NoVideoSource",
            "ResourceUnknownFault", "ResourceUnknown", "NoPTZProfile", "NoStatus", "NoHomePosition",
        ]) {
            self = .notFound(reason: reason)
        } else if fault.hasAnyCode([
            "InvalidArgVal", "InvalidArgs", "ConfigModify", "InvalidPosition",
            "InvalidSpeed", "SettingsInvalid", "InvalidVelocity", "InvalidTranslation", "PullMessagesFaultResponse",
        ]) {
            self = .invalid(reason: reason)
        } else {
            self = .fault(fault)
        }
    }

    /// Whether a password may be the reason, so that another way of proving it is worth a try.
    var isRefusal: Bool {
        switch self {
        case .wrongPassword: true
        default: false
        }
    }
}
