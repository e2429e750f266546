struct MiBeeErrorMessage: Codable, Hashable, Sendable {
    var error: String
    var code: String
}

/// The word that something was done.
struct MiBeeStatusMessage: Codable, Hashable, Sendable {
    var status: String
}
