/// Why a text was not read as JSON, and where.
package struct JSONError: Error, Hashable {
    package enum Reason: Hashable, Sendable {
        /// More bytes than the limit, which this is.
        case tooLarge(Int)
        /// Arrays and objects within each other, deeper than the limit, which this is.
        case tooDeep(Int)
        case unexpectedEnd
        case unexpectedCharacter
        /// A number with a leading zero, without digits where some belong, or beyond what a `Double` holds.
        case number
        /// A backslash with something else than an escape, or half a surrogate pair.
        case escape
        /// Bytes that are not UTF-8, or a control character that is not escaped.
        case text
        case duplicateKey(String)
        /// Something stands behind the value.
        case trailingText
    }

    package var reason: Reason
    /// Bytes in front of the fault.
    package var offset: Int
}

extension JSONError: CustomStringConvertible {
    package var description: String {
        switch reason {
        case .tooLarge(let limit): "the JSON text is larger than the \(limit) bytes that are read"
        case .tooDeep(let limit): "the JSON text nests deeper than \(limit) levels at byte \(offset)"
        case .unexpectedEnd: "the JSON text ends too early, at byte \(offset)"
        case .unexpectedCharacter: "the JSON text has a character at byte \(offset) that does not belong there"
        case .number: "the JSON text has a number at byte \(offset) that is none, or too large"
        case .escape: "the JSON text has a broken escape at byte \(offset)"
        case .text: "the JSON text has a control character or bytes that are not UTF-8 at byte \(offset)"
        case .duplicateKey(let key): "the JSON text has the key \"\(key)\" twice in one object, at byte \(offset)"
        case .trailingText: "the JSON text goes on after its value, at byte \(offset)"
        }
    }
}
