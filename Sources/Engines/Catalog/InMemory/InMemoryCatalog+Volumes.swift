package import Media

extension InMemoryCatalog {
    package func volumes(includingDeleted: Bool) async throws(CatalogError) -> [VolumeRecord] {
        try read { state in
            state.volumes.values.filter { includingDeleted || $0.deletedAt == nil }.sorted { $0.id < $1.id }
        }
    }

    package func insert(_ volume: VolumeRecord) async throws(CatalogError) {
        try write { (state) throws(CatalogError) in
            guard state.volumes[volume.id] == nil else { throw CatalogError.volumeExists(volume) }
            try state.put(volume)
        }
    }

    package func update(_ volume: VolumeRecord) async throws(CatalogError) {
        try write { (state) throws(CatalogError) in
            guard state.volumes[volume.id] != nil else { throw CatalogError.noVolume(volume.id) }
            try state.put(volume)
        }
    }

    package func removeVolume(_ id: String, at time: WallTime) async throws(CatalogError) -> [CameraID] {
        try write { (state) throws(CatalogError) in
            guard var volume = state.volumes[id] else { throw CatalogError.noVolume(id) }
            volume.deletedAt = volume.deletedAt ?? time
            state.volumes[id] = volume
            var changed: [CameraID] = []
            for (key, camera) in state.cameras where camera.volumes.contains(id) {
                state.cameras[key]?.leave(id)
                if camera.deletedAt == nil { changed.append(key) }
            }
            return changed.sorted()
        }
    }
}

extension InMemoryCatalog.State {
    /// One name for one volume, of those that are not deleted.
    mutating func put(_ volume: VolumeRecord) throws(CatalogError) {
        let isTaken = volumes.values.contains {
            $0.id != volume.id && $0.name == volume.name && $0.deletedAt == nil && volume.deletedAt == nil
        }
        guard !isTaken else { throw CatalogError.volumeExists(volume) }
        volumes[volume.id] = volume
    }
}
