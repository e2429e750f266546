/// A member of a partial update. Where it is left out, nothing changes; `Patched<String>` refuses null,
/// `Patched<String?>` takes it as "clear this".
///
/// A file that declares a message with such members must import this module: the decoding below is chosen there, when
/// the message's initialiser is made.
package enum Patched<Value> {
    case unchanged
    case changed(Value)

    /// The new value; nil where nothing changes.
    package var value: Value? {
        if case .changed(let value) = self { value } else { nil }
    }
}

extension Patched: Equatable where Value: Equatable {}
extension Patched: Hashable where Value: Hashable {}
extension Patched: Sendable where Value: Sendable {}

extension Patched: Decodable where Value: Decodable {
    package init(from decoder: any Decoder) throws {
        self = .changed(try decoder.singleValueContainer().decode(Value.self))
    }
}

extension KeyedDecodingContainer {
    package func decode<Value: Decodable>(_ type: Patched<Value>.Type, forKey key: Key) throws -> Patched<Value> {
        contains(key) ? .changed(try decode(Value.self, forKey: key)) : .unchanged
    }
}
