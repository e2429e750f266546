/// What is wrong, as the document's own program says it.
enum VibeErrorMessage: Encodable, Hashable, Sendable {
    struct Fault: Codable, Hashable, Sendable {
        var type: String
        /// The way to the member: "body" first.
        var loc: [String]
        var msg: String
    }

    case detail(String)
    case faults([Fault])
    /// Too many requests.
    case limit(String)

    private enum CodingKeys: String, CodingKey { case detail, error }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .detail(let sentence): try container.encode(sentence, forKey: .detail)
        case .faults(let faults): try container.encode(faults, forKey: .detail)
        case .limit(let sentence): try container.encode(sentence, forKey: .error)
        }
    }
}

/// `{"status": …}`
struct VibeStatusMessage: Codable, Hashable, Sendable {
    var status: String
    var message: String?
}

/// `{"message": …}`
struct VibeWordMessage: Codable, Hashable, Sendable {
    var message: String
    var count: Int?
}
