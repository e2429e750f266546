extension InMemoryCatalog {
    package func preference(_ name: String, of user: UserID) async throws(CatalogError) -> String? {
        try read { $0.users[user]?.preferences[name] }
    }

    package func setPreference(
        _ name: String,
        of user: UserID,
        to text: String?,
        limit: Int
    ) async throws(CatalogError) {
        try write { (state) throws(CatalogError) in
            guard var kept = state.users[user]?.preferences else { throw CatalogError.noUser(user) }
            kept[name] = text
            guard text == nil || kept.count <= limit else { throw CatalogError.tooManyPreferences(limit) }
            state.users[user]?.preferences = kept
        }
    }
}
