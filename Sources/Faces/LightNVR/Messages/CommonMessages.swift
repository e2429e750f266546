struct LightErrorMessage: Codable, Hashable, Sendable {
    var error: String
}

/// The word that something was done.
struct LightDoneMessage: Codable, Hashable, Sendable {
    var success = true
    var message: String?
}

/// True or false; some clients send 1 and 0.
struct LightFlag: Decodable, Hashable, Sendable {
    var isOn: Bool

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int.self), (0...1).contains(number) {
            isOn = number == 1
        } else {
            isOn = try container.decode(Bool.self)
        }
    }
}
