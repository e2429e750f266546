/// What comes with the calls of the cloud: all of it may be left out, and what must be there is said by the call.
struct MiBeeXiaomiBody: Decodable, Sendable {
    var username: String?
    var password: String?
    var captchaID: String?
    var captchaCode: String?
    /// Of a later version of the same calls, as the next one.
    var sessionID: String?
    var ticket: String?

    enum CodingKeys: String, CodingKey {
        case username, password, ticket
        case captchaID = "captcha_id"
        case captchaCode = "captcha_code"
        case sessionID = "session_id"
    }
}

struct MiBeeXiaomiDevicesMessage: Codable, Sendable {
    struct Device: Codable, Sendable {
        var did: String
        var name: String
        var model: String
        var online: Bool
    }

    var devices: [Device]
    var message: String
}
