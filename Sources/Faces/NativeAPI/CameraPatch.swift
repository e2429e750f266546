import NVR

/// The body of PATCH: a member that is absent stays as it is, one that is null is cleared.
struct CameraPatch: Decodable, Sendable {
    var change = CameraChange()

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: NewCameraMessage.CodingKeys.self)
        change.name = try container.present(.name)
        change.url = try container.present(.url)
        change.subURL = try container.clearable(.subURL)
        change.username = try container.clearable(.username)
        change.password = try container.clearable(.password)
        change.isEnabled = try container.present(.enabled)
        change.recordsAudio = try container.present(.recordAudio)
        change.segmentSeconds = try container.clearable(.segmentSeconds)
        change.transport = try container.clearable(.transport)
        change.subTransport = try container.clearable(.subTransport)
        change.sampleInterval = try container.present(.sampleInterval)
        change.priority = try container.present(.priority)
        change.certificateFingerprint = try container.clearable(.certificateFingerprint)
    }
}

extension KeyedDecodingContainer {
    /// nil where the member is absent; null is an error.
    fileprivate func present<Value: Decodable>(_ key: Key) throws -> Value? {
        contains(key) ? try decode(Value.self, forKey: key) : nil
    }

    /// nil where the member is absent, `.some(nil)` where it is null.
    fileprivate func clearable<Value: Decodable>(_ key: Key) throws -> Value?? {
        guard contains(key) else { return .none }
        return .some(try decodeIfPresent(Value.self, forKey: key))
    }
}
