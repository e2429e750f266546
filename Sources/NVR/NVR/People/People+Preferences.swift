import Catalog

/// What a face remembers for the owner of an account, such as how the tiles of a page are arranged. What is in it is that
/// face's business alone: it decides nothing, is in no backup and in no audit log.
extension People {
    private static let mostPreferences = 32
    /// In bytes.
    package static let longestPreference = 16_384

    /// Nil where nothing is kept under that name.
    ///
    /// - Throws: `invalid` for what is no name; `unavailable`.
    package func preference(_ visitor: Visitor, _ name: String) async throws(DomainError) -> String? {
        let id = try own(visitor)
        try Self.requireName(name)
        do {
            return try await services.catalog.preference(name, of: id)
        } catch {
            throw DomainError(ofCatalogue: error) ?? DomainError(.unavailable, "\(error)")
        }
    }

    /// Keeps a text under a name; nil takes it away.
    ///
    /// - Throws: `invalid` for what is no name, or too long; `conflict` where there are too many; `unavailable`.
    package func setPreference(_ visitor: Visitor, _ name: String, to text: String?) async throws(DomainError) {
        let id = try own(visitor)
        try Self.requireName(name)
        guard (text?.utf8.count ?? 0) <= Self.longestPreference else {
            let sentence = "A preference has \(Self.longestPreference) bytes at most."
            throw DomainError(.invalid, sentence, member: "document")
        }
        do {
            try await services.catalog.setPreference(name, of: id, to: text, limit: Self.mostPreferences)
        } catch {
            throw DomainError(ofCatalogue: error) ?? DomainError(.unavailable, "\(error)")
        }
    }

    private static func requireName(_ name: String) throws(DomainError) {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let isName =
            name.utf8.count <= 32 && name.utf8.first.map(letters.contains) == true
            && name.utf8.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "-") }
        guard isName else {
            let sentence = "The name of a preference is a letter from a to z, and up to 31 of a to z, 0 to 9 and \"-\"."
            throw DomainError(.invalid, sentence, member: "name")
        }
    }
}
