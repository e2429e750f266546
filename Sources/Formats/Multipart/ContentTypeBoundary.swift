/// The boundary in a `Content-Type` such as `multipart/x-mixed-replace; boundary="frame"` (RFC 2046 §5.1.1); nil where
/// the type is another one, or has none.
package func multipartBoundary(inContentType text: String) -> String? {
    guard text.utf8.count <= 1024, text.lowercased().utf8.starts(with: "multipart/".utf8) else { return nil }
    for field in text.utf8.split(separator: UInt8(ascii: ";")).dropFirst() {
        let field = field.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let parts = field.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, Substring(parts[0]).lowercased() == "boundary" else { continue }
        let value = Substring(parts[1]).filter { $0 != "\"" && $0 != " " && $0 != "\r" }
        return value.isEmpty ? nil : value
    }
    return nil
}
