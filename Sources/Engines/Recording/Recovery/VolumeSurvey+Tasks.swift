import Catalog

extension VolumeSurvey {
    /// Does `body` for all, as many at once as the disk has threads for.
    func concurrently<Element: Sendable>(
        _ elements: [Element],
        _ body: @escaping @Sendable (Element) async throws(CatalogError) -> Void
    ) async throws(CatalogError) {
        let failure = await withTaskGroup(of: CatalogError?.self) { group in
            var rest = elements[...]
            for element in rest.prefix(Self.width) { group.addTask { await Self.failure(of: body, element) } }
            rest = rest.dropFirst(Self.width)
            var failure: CatalogError?
            for await result in group {
                failure = failure ?? result
                guard failure == nil, let element = rest.popFirst() else { continue }
                group.addTask { await Self.failure(of: body, element) }
            }
            return failure
        }
        if let failure { throw failure }
    }

    /// How many streams are looked at together.
    private static let width = 8

    private static func failure<Element>(
        of body: (Element) async throws(CatalogError) -> Void,
        _ element: Element
    ) async -> CatalogError? {
        do {
            try await body(element)
            return nil
        } catch {
            return error
        }
    }
}
