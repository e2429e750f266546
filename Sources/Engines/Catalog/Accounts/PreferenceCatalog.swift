/// What a face remembers for the owner of an account: a few texts by name, which nobody but that face reads.
package protocol PreferenceCatalog: Sendable {
    /// Nil where nothing is kept under that name, or there is no such account.
    func preference(_ name: String, of user: UserID) async throws(CatalogError) -> String?

    /// Keeps a text under a name; nil takes it away. It goes with the account.
    ///
    /// - Parameter limit: how many names an account may have.
    /// - Throws: `notFound` where there is no such account; `conflict` where it would be one name too many.
    func setPreference(_ name: String, of user: UserID, to text: String?, limit: Int) async throws(CatalogError)
}
