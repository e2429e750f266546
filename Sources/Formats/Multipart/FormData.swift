/// A form that was sent whole as `multipart/form-data` (RFC 7578): its parts, by the names of their fields.
package struct FormData: Hashable, Sendable {
    package struct Part: Hashable, Sendable {
        package var name: String
        /// Nil of a field that is no file.
        package var fileName: String?
        package var body: [UInt8]
    }

    package let parts: [Part]

    /// Beyond them it is no form.
    private static let mostParts = 64
    private static let longestHead = 8192
    /// RFC 2046 §5.1.1.
    private static let longestBoundary = 70

    /// Nil for what is none, or has no end.
    ///
    /// - Parameter boundary: of the content type (``multipartBoundary(inContentType:)``).
    package init?(_ bytes: [UInt8], boundary: String) {
        let name = Array(boundary.utf8)
        guard (1...Self.longestBoundary).contains(name.count), !name.contains(where: { $0 < 0x20 || $0 > 0x7E }) else {
            return nil
        }
        // Every delimiter but the first has a line break of its own before it. As none has one within, looking for it takes
        // no longer than reading.
        let delimiter = Array("\r\n--".utf8) + name
        guard var position = Self.beginning(of: bytes, delimiter) else { return nil }
        var parts: [Part] = []
        while true {
            // Behind a boundary: two hyphens end the form, blanks may stand before the end of the line.
            if bytes[position...].starts(with: "--".utf8) { break }
            while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
            guard parts.count < Self.mostParts, bytes[position...].starts(with: "\r\n".utf8),
                let end = Self.find(delimiter, in: bytes, from: position)
            else { return nil }
            if let part = Self.part(bytes[position + 2..<max(end, position + 2)]) { parts.append(part) }
            position = end + delimiter.count
        }
        self.parts = parts
    }

    /// The first part of this name.
    package subscript(name: String) -> Part? { parts.first { $0.name == name } }

    /// Behind the first boundary, before which may stand what is for nobody.
    private static func beginning(of bytes: [UInt8], _ delimiter: [UInt8]) -> Int? {
        let first = delimiter.dropFirst(2)
        if bytes.starts(with: first) { return first.count }
        return find(delimiter, in: bytes, from: 0).map { $0 + delimiter.count }
    }

    private static func find(_ wanted: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count >= wanted.count, start <= bytes.count - wanted.count else { return nil }
        var place = start
        while place <= bytes.count - wanted.count {
            if bytes[place] == wanted[0] {
                var matched = 1
                while matched < wanted.count, bytes[place + matched] == wanted[matched] { matched += 1 }
                if matched == wanted.count { return place }
            }
            place += 1
        }
        return nil
    }

    // MARK: Parts

    /// Nil for one that is no field of a form.
    private static func part(_ bytes: ArraySlice<UInt8>) -> Part? {
        let blank = Array("\r\n\r\n".utf8)
        // A part without a head begins with the empty line.
        guard !bytes.starts(with: "\r\n".utf8) else { return nil }
        let head = Array(bytes.prefix(longestHead))
        guard let end = find(blank, in: head, from: 0) else { return nil }
        let body = Array(bytes.dropFirst(end + blank.count))
        for line in head[..<end].split(separator: UInt8(ascii: "\n")) {
            let text = String(decoding: line, as: UTF8.self)
            guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")),
                text[..<colon].lowercased() == "content-disposition"
            else { continue }
            let value = text[text.utf8.index(after: colon)...]
            guard let name = parameter("name", in: value) else { return nil }
            return Part(name: name, fileName: parameter("filename", in: value), body: body)
        }
        return nil
    }

    /// A parameter of a header field: `form-data; name="file"; filename="a.json"`.
    private static func parameter(_ wanted: String, in text: Substring) -> String? {
        var isQuoted = false
        var isEscaped = false
        var items: [[UInt8]] = [[]]
        for byte in text.utf8 {
            switch byte {
            case _ where isEscaped:
                isEscaped = false
                items[items.count - 1].append(byte)
            case UInt8(ascii: "\\") where isQuoted: isEscaped = true
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ";") where !isQuoted: items.append([])
            case UInt8(ascii: "\r"): break
            default: items[items.count - 1].append(byte)
            }
        }
        for item in items.dropFirst() {
            let plain = item.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            guard let equals = plain.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = String(decoding: plain[..<equals], as: UTF8.self).lowercased()
            if name == wanted { return String(decoding: plain[(equals + 1)...], as: UTF8.self) }
        }
        return nil
    }
}
