import HTTPTypes

/// The codes of the document's table, and those of answers that it has no code for.
enum MiBeeCode: String, CaseIterable {
    case cameraNotFound = "CAMERA_NOT_FOUND"
    case cameraAlreadyRunning = "CAMERA_ALREADY_RUNNING"
    case cameraDisabled = "CAMERA_DISABLED"
    case cameraAlreadyExists = "CAMERA_ALREADY_EXISTS"
    case recordingNotFound = "RECORDING_NOT_FOUND"
    case storageFull = "STORAGE_FULL"
    case authRequired = "AUTH_REQUIRED"
    case authFailed = "AUTH_FAILED"
    case invalidInput = "INVALID_INPUT"
    case pathTraversal = "PATH_TRAVERSAL"
    case hlsMaxStreams = "HLS_MAX_STREAMS"
    case hlsUnsupportedCodec = "HLS_UNSUPPORTED_CODEC"
    case onvifNotCamera = "ONVIF_NOT_CAMERA"
    case onvifConnectionFailed = "ONVIF_CONNECTION_FAILED"
    case onvifNoProfiles = "ONVIF_NO_PROFILES"
    case `internal` = "INTERNAL"

    // Beside the table.
    case archiveNotFound = "ARCHIVE_NOT_FOUND"
    case notFound = "NOT_FOUND"
    case methodNotAllowed = "METHOD_NOT_ALLOWED"
    case forbidden = "FORBIDDEN"
    case conflict = "CONFLICT"
    case tooLarge = "TOO_LARGE"
    case tooOften = "RATE_LIMITED"
    case notImplemented = "NOT_IMPLEMENTED"
    case unavailable = "UNAVAILABLE"

    var status: HTTPResponse.Status {
        switch self {
        case .cameraNotFound, .recordingNotFound, .archiveNotFound, .notFound: .notFound
        case .cameraAlreadyRunning, .cameraDisabled, .invalidInput, .pathTraversal, .hlsUnsupportedCodec,
            .onvifNotCamera,
            .onvifNoProfiles:
            .badRequest
        case .cameraAlreadyExists, .conflict: .conflict
        case .storageFull: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
        case .authRequired, .authFailed: .unauthorized
        case .hlsMaxStreams, .unavailable: .serviceUnavailable
        case .onvifConnectionFailed, .internal: .internalServerError
        case .methodNotAllowed: .methodNotAllowed
        case .forbidden: .forbidden
        case .tooLarge: .contentTooLarge
        case .tooOften: .tooManyRequests
        case .notImplemented: .notImplemented
        }
    }
}
