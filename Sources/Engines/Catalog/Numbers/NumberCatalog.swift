/// A thing that has a small number beside its id.
package struct NumberedThing: Hashable, Sendable {
    /// The raw values are kept in catalogues.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case camera, volume, recording, snapshot

        /// Those of what people set up, which is in backups.
        package static let configured: [Kind] = [.camera, .volume]
    }

    package var kind: Kind
    /// As the thing's own rows have it.
    package var id: String

    package init(_ kind: Kind, _ id: String) {
        self.kind = kind
        self.id = id
    }
}

/// Small whole numbers for those who cannot take the ids of things, which are texts, or numbers beyond 2^53. Those of all kinds
/// are one series. A number is never given twice; that of a recording or a snapshot may be forgotten when the thing is deleted, or
/// when a configuration that is brought back has it for a camera (``ConfigurationCatalog``).
package protocol NumberCatalog: Sendable {
    /// The numbers of these; one that has none gets the next. Nobody asks whether there are such things.
    func numbers(of things: Set<NumberedThing>) async throws(CatalogError) -> [NumberedThing: Int64]

    /// What has this number; nil where nothing has it.
    func thing(numbered number: Int64) async throws(CatalogError) -> NumberedThing?
}
