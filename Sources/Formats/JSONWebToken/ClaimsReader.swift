import Media

/// Reads the JSON that ``TokenClaims/json`` writes: one flat object of strings and whole numbers.
struct ClaimsReader {
    private let bytes: [UInt8]
    private var position = 0

    /// The claims, or nil where `bytes` are not exactly what we would write for them. This takes care of blanks, of
    /// names that come twice, of numbers with a sign or a fraction, and of whatever else JSON has: there is nothing
    /// of which two readers could think differently.
    static func claims(in bytes: [UInt8]) -> TokenClaims? {
        var reader = ClaimsReader(bytes: bytes)
        guard let claims = reader.object(), claims.json == bytes else { return nil }
        return claims
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func object() -> TokenClaims? {
        var texts: [String: String] = [:]
        var numbers: [String: Int64] = [:]
        guard take("{") else { return nil }
        repeat {
            guard let name = string(), take(":") else { return nil }
            if let text = string() {
                texts[name] = text
            } else if let number = number() {
                numbers[name] = number
            } else {
                return nil
            }
        } while take(",")
        guard take("}"), let subject = texts.removeValue(forKey: "sub"), let id = texts.removeValue(forKey: "jti"),
            let issuedAt = numbers["iat"], let expiresAt = numbers["exp"]
        else { return nil }
        return TokenClaims(
            subject: subject,
            id: id,
            issuedAt: issuedAt,
            notBefore: numbers["nbf"],
            expiresAt: expiresAt,
            others: texts
        )
    }

    /// Nil, and nothing is taken, where no string begins.
    private mutating func string() -> String? {
        guard take("\"") else { return nil }
        var text: [UInt8] = []
        while let byte = next() {
            switch byte {
            case UInt8(ascii: "\""): return String(validating: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = escaped() else { return nil }
                text.append(escaped)
            default: text.append(byte)
            }
        }
        return nil
    }

    private mutating func escaped() -> UInt8? {
        guard let byte = next() else { return nil }
        guard byte == UInt8(ascii: "u") else { return byte }
        guard take("0"), take("0"), let high = next().flatMap(Hexadecimal.value),
            let low = next().flatMap(Hexadecimal.value)
        else { return nil }
        return high << 4 | low
    }

    private mutating func number() -> Int64? {
        let digits = bytes[position...].prefix {
            $0 == UInt8(ascii: "-") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
        }
        position += digits.count
        return Int64(String(decoding: digits, as: UTF8.self))
    }

    private mutating func next() -> UInt8? {
        guard position < bytes.count else { return nil }
        position += 1
        return bytes[position - 1]
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }
}
