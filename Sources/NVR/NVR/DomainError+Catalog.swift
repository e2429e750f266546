import Catalog

extension DomainError {
    /// What a failure of the catalogue means to somebody who asks; nil for an error of anything else. The catalogue's own words
    /// may name the place where it lies: they are for the log.
    package init?(ofCatalogue error: any Error) {
        guard let error = error as? CatalogError else { return nil }
        let kind: Kind =
            switch error.code {
            case .notFound: .notFound
            case .conflict, .lastAdministrator, .unknownCamera: .conflict
            case .stale: .stale
            case .diskFull, .inUse, .cancelled, .closed, .newerVersion, .olderVersion, .notACatalogue, .damaged,
                .cannotOpen, .readOnly, .failed:
                .unavailable
            }
        self.init(kind, error.publicMessage)
    }
}
