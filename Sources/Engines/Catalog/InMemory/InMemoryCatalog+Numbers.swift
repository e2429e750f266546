extension InMemoryCatalog {
    package func numbers(
        of things: Set<NumberedThing>
    ) async throws(CatalogError) -> [NumberedThing: Int64] {
        try write { (state) throws(CatalogError) in
            var found: [NumberedThing: Int64] = [:]
            for thing in things.sorted(by: { ($0.kind.rawValue, $0.id) < ($1.kind.rawValue, $1.id) }) {
                if state.numbers[thing] == nil {
                    state.lastNumber += 1
                    state.numbers[thing] = state.lastNumber
                }
                found[thing] = state.numbers[thing]
            }
            return found
        }
    }

    package func thing(numbered number: Int64) async throws(CatalogError) -> NumberedThing? {
        try read { state in state.numbers.first { $0.value == number }?.key }
    }
}
