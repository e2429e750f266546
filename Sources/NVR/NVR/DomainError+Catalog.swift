import Catalog

extension DomainError {
    /// What a failure of the catalogue means to somebody who asks; nil for an error of anything else. The catalogue's own words
    /// may name the place where it lies: they are for the log.
    package init?(ofCatalogue error: any Error) {
        guard let error = error as? CatalogError else { return nil }
        switch error.code {
        case .notFound: self.init(.notFound, error.message)
        case .conflict, .lastAdministrator, .unknownCamera: self.init(.conflict, error.message)
        case .stale: self.init(.stale, error.message)
        case .diskFull:
            self.init(.unavailable, "The disk of the catalogue is full, so nothing can be written. Make room on it.")
        case .inUse:
            self.init(
                .unavailable,
                "Another program keeps the catalogue locked. Try again; if it stays so, end that program."
            )
        case .cancelled, .closed: self.init(.unavailable, "The recorder is stopping.")
        case .newerVersion, .olderVersion, .notACatalogue, .damaged, .cannotOpen, .readOnly, .failed:
            self.init(.unavailable, "The catalogue cannot be used at this moment. The log of the recorder says why.")
        }
    }
}
