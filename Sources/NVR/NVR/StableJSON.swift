import Foundation

extension JSONEncoder {
    /// One that writes the same value as the same bytes every time, for what is kept, compared or signed: members are sorted,
    /// and slashes stand as they are.
    static var stable: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
