import HTTPTypes

extension Problem {
    /// What a problem is called that needs no name of its own, by its status: the last word of its type, which stays the same
    /// because programs compare it (docs/api.md), and its title.
    static func kind(of status: HTTPResponse.Status) -> (name: String, title: String) {
        switch status {
        case .badRequest: ("malformed", "The request cannot be read")
        case .unauthorized: ("unproven", "It is not known who asks")
        case .forbidden: ("forbidden", "Not allowed")
        case .notFound: ("not-found", "There is no such thing")
        case .methodNotAllowed: ("wrong-method", "The address does not know this method")
        case .requestTimeout: ("too-slow", "The request came too slowly")
        case .contentTooLarge: ("too-large", "The request is too large")
        case .unsupportedMediaType: ("wrong-content-type", "The body is of another kind than is read here")
        case .rangeNotSatisfiable: ("no-such-range", "The range lies outside")
        case .misdirectedRequest: ("wrong-host", "The server is not known by this name")
        case .unprocessableContent: ("invalid", "The request makes no sense")
        case .upgradeRequired: ("websocket-only", "This is a WebSocket")
        case .tooManyRequests: ("too-often", "Too many requests")
        case .internalServerError: ("unexpected", "Something went wrong in the server")
        case .notImplemented: ("unsupported", "It cannot be done here")
        case .serviceUnavailable: ("unavailable", "It cannot be done now")
        default: ("http-\(status.code)", status.reasonPhrase.isEmpty ? "Error \(status.code)" : status.reasonPhrase)
        }
    }

    /// The type of a problem of this name.
    package static func type(_ name: String) -> String { "urn:nightjar:problem:\(name)" }
}
