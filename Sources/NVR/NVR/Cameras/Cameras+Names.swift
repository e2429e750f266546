import Catalog
import Media

/// A camera that is or was, by its name.
package struct NamedCamera: Hashable, Sendable {
    package var id: String
    package var name: String
    package var isRemoved: Bool

    package init(id: String, name: String, isRemoved: Bool) {
        self.id = id
        self.name = name
        self.isRemoved = isRemoved
    }
}

extension Cameras {
    /// The cameras that the asker may see, also those that were removed, in the order in which they were made.
    package func names(as principal: Principal) async throws -> [NamedCamera] {
        try Policy.requireSomebody(principal)
        return try await services.catalog.cameras(includingDeleted: true)
            .filter { Policy.may(principal, .seeCamera, .camera($0.id.text)) }
            .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
            .map { NamedCamera(id: $0.id.text, name: $0.name, isRemoved: $0.deletedAt != nil) }
    }
}
