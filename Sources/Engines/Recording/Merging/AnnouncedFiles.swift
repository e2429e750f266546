import Catalog
import Storage

/// Takes away files that were announced to take the place of others, and do not: they are nobody's.
struct AnnouncedFiles: Sendable {
    let catalog: any Catalog
    let node: String
    let volumes: [String: any MediaStore]
    let threads: DiskThreads

    /// Of volumes that are not there they stay announced.
    func remove() async throws(CatalogError) {
        for file in try await catalog.announcedFiles() where file.node == node {
            guard let store = volumes[file.volume] else { continue }
            // One that has become a recording's is announced no more; but nothing is deleted on that word alone.
            let row = try await catalog.segment(file.id)
            if let key = StorageKey(file.key), row?.key != file.key {
                guard await isGone(key, in: store) else { continue }
            }
            try await catalog.endMerging([file.id])
        }
    }

    private func isGone(_ key: StorageKey, in store: any MediaStore) async -> Bool {
        await threads.run {
            do throws(StorageError) {
                try store.delete(key)
                return true
            } catch .missing {
                return true
            } catch {
                return false
            }
        }
    }
}
