import Catalog
import NVR
import Testing

/// What whoever asks is told when the catalogue fails.
struct CatalogFailureTests {
    @Test(arguments: [
        (CatalogError.Code.notFound, DomainError.Kind.notFound), (.conflict, .conflict),
        (.lastAdministrator, .conflict),
        (.unknownCamera, .conflict), (.stale, .stale), (.diskFull, .unavailable), (.inUse, .unavailable),
        (.cancelled, .unavailable), (.closed, .unavailable), (.damaged, .unavailable), (.cannotOpen, .unavailable),
        (.failed, .unavailable),
    ])
    func itSaysWhatToDoAndNotWhereTheFileLies(code: CatalogError.Code, kind: DomainError.Kind) throws {
        let place = kind == .unavailable ? " /var/lib/nightjar/nightjar.sqlite" : ""
        let error = try #require(DomainError(ofCatalogue: CatalogError(code, "The catalogue\(place) cannot do this.")))
        #expect(error.kind == kind)
        #expect(error.sentence.hasSuffix(".") && !error.sentence.contains("/var"))
    }

    @Test func otherErrorsAreNotItsOwn() {
        #expect(DomainError(ofCatalogue: DomainError(.conflict, "It is there.")) == nil)
        #expect(DomainError(ofCatalogue: CancellationError()) == nil)
    }
}
