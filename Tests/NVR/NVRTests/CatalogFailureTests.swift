import Catalog
import Testing

@testable import Accounts
@testable import NVR

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

    @Test(arguments: [
        CatalogError.Code.diskFull, .inUse, .cancelled, .closed, .damaged, .cannotOpen, .readOnly, .failed,
        .newerVersion,
        .olderVersion, .notACatalogue,
    ])
    func noPartSaysWhereItLiesOrWhatItWasAsked(code: CatalogError.Code) {
        let words = "The catalogue /srv/x.sqlite cannot do this: SQLite error 1 - while executing `DELETE FROM user`."
        let error = CatalogError(code, words)
        let account = AccountError(error)
        // The console and the log get it.
        #expect(account.cause == words)
        for sentence in [DomainError(account).sentence, DomainError(ofBackup: error).sentence, "\(account)"] {
            #expect(sentence.hasSuffix(".") && !sentence.contains("/srv") && !sentence.contains("DELETE"))
        }
    }

    @Test func otherErrorsAreNotItsOwn() {
        #expect(DomainError(ofCatalogue: DomainError(.conflict, "It is there.")) == nil)
        #expect(DomainError(ofCatalogue: CancellationError()) == nil)
    }
}
