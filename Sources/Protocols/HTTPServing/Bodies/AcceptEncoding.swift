/// What a client says of compressed answers (RFC 9110 §12.5.3).
enum AcceptEncoding {
    /// Whether an answer in gzip is at least as welcome as a plain one. Who says nothing gets it plain.
    static func prefersGzip(_ header: String?) -> Bool {
        guard let header, header.utf8.count <= 1024 else { return false }
        var gzip: Double?
        var identity: Double?
        var rest: Double?
        for item in header.split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            guard let name = parts.first, let quality = quality(parts.dropFirst()) else { continue }
            switch name {
            case "gzip", "x-gzip": gzip = quality
            case "identity": identity = quality
            case "*": rest = quality
            default: break
            }
        }
        let wished = gzip ?? rest ?? 0
        return wished > 0 && wished >= (identity ?? 0)
    }

    /// Nil for a weight that is none; the item is then passed over.
    private static func quality(_ parameters: some Sequence<String>) -> Double? {
        for parameter in parameters where parameter.hasPrefix("q=") {
            let text = parameter.dropFirst(2)
            guard text.utf8.count <= 5, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
                let value = Double(text), (0...1).contains(value)
            else { return nil }
            return value
        }
        return 1
    }
}
