package import HTTPServing
import HTTPTypes
package import Hummingbird
package import Media
package import NVR

/// A request whose sender is known and may make it.
package struct Call: Sendable {
    package let request: Request
    package let context: ServingContext
    package let visitor: Visitor
    package let shown: ShownCredential

    package var principal: Principal { visitor.principal }

    // MARK: Parameters

    /// The longest parameter of a path that names anything, in characters as schemas count them.
    static let longestPathParameter = 200

    /// A parameter of the path, without percent signs.
    package func path(_ name: String) throws -> String {
        guard let text = context.parameters.get(name), let plain = PercentEncoding.decoded(text),
            plain.unicodeScalars.count <= Self.longestPathParameter
        else {
            throw Problem(.notFound, detail: "There is nothing at this address.")
        }
        return plain
    }

    /// A number that is a parameter of the path; what is none names nothing.
    package func number(_ name: String) throws -> Int64 {
        guard let number = Int64(try path(name)), number >= 0 else {
            throw Problem(DomainError(.notFound, "There is no such thing: \(name) is a number."))
        }
        return number
    }

    /// A parameter of the query; nil where it is not there.
    ///
    /// - Parameter longest: in characters as schemas count them.
    package func query(_ name: String, longest: Int = 256) throws -> String? {
        let values = parameters[values: Substring(name)]
        guard values.count <= 1 else { throw Problem.invalid(name, "\(name) must stand once.") }
        guard let value = values.first else { return nil }
        guard value.unicodeScalars.count <= longest else {
            throw Problem.invalid(name, "\(name) has \(longest) characters at most.")
        }
        return String(value)
    }

    /// As forms and most programs spell a query: a plus sign is a blank (URL Standard §5.1).
    private var parameters: Parameters {
        let uri = request.uri
        guard let query = uri.query, query.contains("+") else { return uri.queryParameters }
        return type(of: uri).init("/?\(query.replacing("+", with: "%20"))").queryParameters
    }

    /// A time with the sign of its zone, where that was sent bare and so is a blank.
    package static func signed(_ time: String) -> String {
        guard let sign = time.index(time.endIndex, offsetBy: -6, limitedBy: time.startIndex), time[sign] == " " else {
            return time
        }
        return "\(time[..<sign])+\(time[sign...].dropFirst())"
    }

    package func integer(_ name: String, from smallest: Int = .min) throws -> Int? {
        try query(name).map { text in
            guard let number = Int(text), number >= smallest else {
                let bound = smallest == .min ? "" : " from \(smallest) on"
                throw Problem.invalid(name, "\(name) is a whole number\(bound).")
            }
            return number
        }
    }

    package func bool(_ name: String) throws -> Bool? {
        try query(name).map { text in
            switch text {
            case "true": true
            case "false": false
            default: throw Problem.invalid(name, "\(name) is true or false.")
            }
        }
    }

    package func time(_ name: String) throws -> WallTime? {
        try query(name).map { text in
            guard let time = RFC3339.time(Self.signed(text)) else {
                throw Problem.invalid(name, "\(name) is a time such as 2026-11-21T04:00:00Z.")
            }
            return time
        }
    }

    // MARK: Conditions

    /// The version that a change was made for (RFC 9110 §13.1.1); nil for any. A tag that is none of ours is one that
    /// nothing has.
    package var ifMatch: String? {
        guard let text = request.headers[.ifMatch]?.trimmed, text != "*" else { return nil }
        guard text.utf8.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return "" }
        return String(text.dropFirst().dropLast())
    }

    /// The same for things whose versions are numbers.
    package var ifMatchNumber: Int64? { ifMatch.map { Int64($0) ?? -1 } }

    /// A message as JSON, with the tag of its version; 304 where the caller has it already (RFC 9110 §13.1.2).
    package func json(
        _ message: some Encodable,
        version: String? = nil,
        status: HTTPResponse.Status = .ok,
        location: String? = nil
    ) throws -> Response {
        var response = try Response.json(message, status: status)
        if let location { response.headers[.location] = location }
        // What somebody may see is not kept by a cache for somebody else.
        response.headers[.cacheControl] = "private, no-cache"
        guard let version else { return response }
        let tag = EntityTag(version)
        response.headers[.eTag] = tag.description
        let isRead = request.method == .get || request.method == .head
        guard isRead, let known = request.headers[.ifNoneMatch] else { return response }
        let tags = known.split(separator: ",").map { String($0).trimmed }
        guard tags.contains("*") || tags.contains(tag.description) || tags.contains("W/\(tag)") else { return response }
        return Response(status: .notModified, headers: [.eTag: tag.description, .cacheControl: "private, no-cache"])
    }

    package func noContent() -> Response { Response(status: .noContent) }
}

extension Problem {
    /// A parameter or member that makes no sense.
    package static func invalid(_ member: String, _ sentence: String) -> Problem {
        Problem(DomainError(.invalid, sentence, member: member))
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}

enum PercentEncoding {
    /// Nil where a percent sign is followed by anything but two hexadecimal digits, or the bytes are no text.
    static func decoded(_ text: some StringProtocol) -> String? {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
