/// What came of checking an export.
package struct ExportVerdict: Hashable, Sendable {
    /// Whose key has signed it.
    package enum Origin: Hashable, Sendable {
        /// The one that was expected.
        case expected
        /// Some key: nobody has said which one is right.
        case unknown
        /// Another one than was expected.
        case other
        /// None: there is no good signature.
        case unsigned
    }

    /// What the manifest says, for people; nil where there is none that can be read.
    package var facts: [String] = []
    /// All that is wrong, in sentences; of the first ``mostFaults``.
    package var faults: [String] = []
    package var faultCount = 0
    package var origin = Origin.unsigned
    /// Of the key that has signed it.
    package var fingerprint: String?

    /// Nothing was changed since it was signed, and by no other key than was expected.
    package var isGood: Bool { faultCount == 0 && (origin == .expected || origin == .unknown) }

    static let mostFaults = 1000

    mutating func find(_ sentence: String) {
        faultCount += 1
        if faults.count < Self.mostFaults { faults.append(sentence) }
    }
}

/// The key that an export is expected to be signed with, by its fingerprint.
package struct ExpectedKey: Hashable, Sendable {
    let fingerprint: String

    /// - Parameter text: 64 hexadecimal digits, with colons or blanks between them if need be.
    package init?(fingerprint text: String) {
        var digits = text.lowercased().filter { $0 != ":" && $0 != " " }
        if digits.hasPrefix("sha256") { digits.removeFirst(6) }
        guard digits.utf8.count == 64, digits.utf8.allSatisfy(Self.isDigit) else { return nil }
        fingerprint = digits
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
