/// The version of what a URL answers with (RFC 9110 §8.8.3).
package struct EntityTag: Hashable, Sendable, CustomStringConvertible {
    /// What stands between the quotes.
    package let opaque: String
    /// A weak tag promises the same meaning, not the same bytes.
    package let isWeak: Bool

    /// Characters that may not stand in a tag are replaced, so that any version number will do.
    package init(_ opaque: String, isWeak: Bool = false) {
        self.opaque = String(opaque.map { $0.isASCII && $0 != "\"" && $0 > " " && $0 != "\u{7F}" ? $0 : "_" })
        self.isWeak = isWeak
    }

    /// A tag made of the bytes themselves (FNV-1a, 64 bits, and the length): for small content that is ours.
    package init(of bytes: some Sequence<UInt8>) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var count = 0
        for byte in bytes {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            count += 1
        }
        self.init("\(String(hash, radix: 36))-\(String(count, radix: 36))")
    }

    package var description: String { (isWeak ? "W/" : "") + "\"\(opaque)\"" }

    /// Whether `If-None-Match` names this tag; weak and strong compare equal there.
    func isNamed(by header: String) -> Bool {
        if header.allSatisfy({ $0 == "*" || $0 == " " }), header.contains("*") { return true }
        return Self.list(header).contains { $0.opaque == opaque }
    }

    /// Whether `If-Range` names this very version: only strong tags will do.
    func isExactly(_ header: String) -> Bool {
        let tags = Self.list(header)
        return tags.count == 1 && !isWeak && tags[0] == self
    }

    private static func list(_ header: String) -> [EntityTag] {
        var tags: [EntityTag] = []
        var rest = Substring(header)
        while let open = rest.firstIndex(of: "\"") {
            let after = rest[rest.index(after: open)...]
            guard let close = after.firstIndex(of: "\"") else { break }
            tags.append(EntityTag(String(after[..<close]), isWeak: rest[..<open].hasSuffix("W/")))
            rest = after[after.index(after: close)...]
        }
        return tags
    }
}
