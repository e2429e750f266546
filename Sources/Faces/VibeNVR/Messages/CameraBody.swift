import HTTPServing
import NVR
import Reception

/// A camera as somebody wants it, or what shall be different about it: members that are left out are not spoken of, and those
/// that the document does not know are passed over.
struct VibeCameraBody: Sendable {
    private let members: [String: SettingValue]

    init(_ members: [String: SettingValue]) { self.members = members }

    /// Nil where it is not spoken of.
    subscript(name: String) -> SettingValue? { members[name] }

    func has(_ name: String) -> Bool { members[name] != nil }

    /// Nil where it is not spoken of, or null.
    ///
    /// - Throws: `Problem`, 422, where it is of another type; as the next ones.
    func text(_ name: String) throws -> String? {
        try value(name, "Input should be a valid string", \.asText)
    }

    func bool(_ name: String) throws -> Bool? {
        try value(name, "Input should be a valid boolean", \.asBool)
    }

    func integer(_ name: String) throws -> Int? {
        try value(name, "Input should be a valid integer", \.asInteger)
    }

    func number(_ name: String) throws -> Double? {
        try value(name, "Input should be a valid number", \.asNumber)
    }

    /// As of a member that null or an empty text takes away: nil where it is not spoken of.
    func optionalText(_ name: String) throws -> String?? {
        guard has(name) else { return nil }
        return .some(try text(name)?.nothingIfEmpty)
    }

    /// The same without some members.
    func without(_ names: Set<String>) -> VibeCameraBody {
        VibeCameraBody(members.filter { !names.contains($0.key) })
    }

    private func value<Value>(
        _ name: String,
        _ sentence: String,
        _ read: (SettingValue) -> Value?
    ) throws -> Value? {
        guard let value = members[name], value != .null else { return nil }
        guard let found = read(value) else { throw VibeErrors.invalid(name, sentence) }
        return found
    }
}
