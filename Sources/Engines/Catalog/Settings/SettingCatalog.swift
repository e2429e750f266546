/// The settings: text by key.
package protocol SettingCatalog: Sendable {
    func setting(_ key: String) async throws(CatalogError) -> String?

    func settings() async throws(CatalogError) -> [String: String]

    /// Sets all of `changes`, or none; a nil value takes the setting away.
    func changeSettings(_ changes: [String: String?]) async throws(CatalogError)
}
