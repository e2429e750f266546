extension InMemoryCatalog {
    package func areas(_ key: CameraAreaKey) async throws(CatalogError) -> [CameraAreaRecord] {
        try read { $0.areas[key] ?? [] }
    }

    package func changeAreas<Outcome: Sendable>(
        _ key: CameraAreaKey,
        _ change: @escaping @Sendable (inout [CameraAreaRecord]) -> Outcome
    ) async throws(CatalogError) -> Outcome {
        try write { (state) throws(CatalogError) in
            guard let camera = state.cameras[key.camera], camera.deletedAt == nil else { throw .noCamera(key.camera) }
            var areas = state.areas[key] ?? []
            let outcome = change(&areas)
            try state.put(areas, key)
            return outcome
        }
    }
}

extension InMemoryCatalog.State {
    /// In the place of all that there are.
    mutating func put(_ new: [CameraAreaRecord], _ key: CameraAreaKey) throws(CatalogError) {
        var ids: Set<String> = []
        for area in new where !ids.insert(area.id).inserted {
            throw .exists("an area with the id \(area.id) of the camera \(key.camera)")
        }
        areas[key] = new.isEmpty ? nil : new
    }
}
