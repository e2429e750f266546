import Catalog
import Foundation
import Testing

@testable import Accounts

struct CatalogueFailureTests {
    /// What the database itself says names its file.
    @Test func whoeverAsksIsNotToldWhereTheCatalogueLies() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("catalogue.sqlite")
        let catalog = try SQLiteCatalog(path: path)
        try await House.with(catalog) { house in
            let ada = try await house.user("ada")
            try catalog.close()
            let error = await #expect(throws: AccountError.self) { try await house.accounts.deleteUser(ada.id) }
            #expect(error?.kind == .unavailable && error?.cause?.contains(path) == true)
            #expect(error?.sentence.contains(folder.url.lastPathComponent) == false)
        }
    }
}
