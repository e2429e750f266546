import Catalog
package import Media

extension Archive {
    /// The most stretches of time that are counted at once.
    package static let mostCounts = 1000

    /// How many recordings that are there now began in each of these stretches of time, those of sub streams among them: of the
    /// cameras whose recordings the asker may play.
    package func counts(as principal: Principal, in stretches: [Range<WallTime>]) async throws -> [Int] {
        try Policy.requireSomebody(principal)
        guard stretches.count <= Self.mostCounts else {
            throw DomainError(.invalid, "At most \(Self.mostCounts) stretches of time are counted at once.")
        }
        return try await catalog.segmentCounts(in: stretches).map { counts in
            counts.reduce(0) { sum, count in
                Policy.may(principal, .playRecordings, .camera(count.key.text)) ? sum + count.value : sum
            }
        }
    }
}
