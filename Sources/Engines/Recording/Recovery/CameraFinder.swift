import Catalog
import Media
import Storage

/// Enters into the catalogue the cameras that it has no row of and whose recordings lie on the disks, so that these can be
/// taken up.
struct CameraFinder: Sendable {
    let catalog: any Catalog
    let node: String
    let volumes: [String: any MediaStore]
    let threads: DiskThreads

    /// - Returns: those that were entered: switched off, without an address, and named by their ids, since the files know no
    ///   more of them.
    func enterUnknown(at now: WallTime) async throws(CatalogError) -> [CameraID] {
        let known = Set(try await catalog.cameras(includingDeleted: true).map(\.id))
        var entered: Set<CameraID> = []
        for (name, store) in volumes {
            let found = await threads.run { cameras(in: store, volume: name, besides: known) }
            for camera in found where entered.insert(camera).inserted {
                try await catalog.insert(
                    CameraRecord(
                        id: camera,
                        name: camera.text,
                        mainURL: "",
                        enabled: false,
                        owner: node,
                        leaseEpoch: 1,
                        createdAt: now
                    )
                )
            }
        }
        return entered.sorted()
    }

    // MARK: On disk threads

    private func cameras(in store: any MediaStore, volume: String, besides known: Set<CameraID>) -> [CameraID] {
        entries(nil, in: store).compactMap { entry in
            guard entry.kind == .folder, let camera = CameraID(entry.key.name), !known.contains(camera) else {
                return nil
            }
            return hasRecording(below: entry.key, depth: 4, in: store, volume: volume) ? camera : nil
        }
    }

    /// Whether there is a file that says itself that it is the recording that its name says.
    ///
    /// - Parameter depth: how many folders lie between this one and the files.
    private func hasRecording(below folder: StorageKey, depth: Int, in store: any MediaStore, volume: String) -> Bool {
        entries(folder, in: store).contains { entry in
            if depth > 0, entry.kind == .folder {
                return hasRecording(below: entry.key, depth: depth - 1, in: store, volume: volume)
            }
            guard depth == 0, let name = RecordingKey(entry.key), let file = try? store.open(entry.key, for: .reading),
                let truth = try? FileTruth(of: file)
            else { return false }
            return truth.row(for: name, id: name.id, node: node, volume: volume) != nil
        }
    }

    private func entries(_ folder: StorageKey?, in store: any MediaStore) -> [StorageEntry] {
        (try? store.list(folder)) ?? []
    }
}
