import Storage

/// What is looked at on disk threads.
extension VolumeSurvey {
    func truth(
        of key: StorageKey,
        in store: any MediaStore,
        committed: Int64 = 0,
        trustsClosed: Bool = false
    ) async -> Result<FileTruth, StorageError> {
        await threads.run {
            do throws(StorageError) {
                let file = try store.open(key, for: .reading)
                return .success(try FileTruth(of: file, committed: committed, trustsClosed: trustsClosed))
            } catch {
                return .failure(error)
            }
        }
    }

    func listing(_ folder: StorageKey?, in volume: Volume) async -> Result<[StorageEntry], StorageError> {
        await threads.run {
            do throws(StorageError) { return .success(try volume.store.list(folder)) } catch { return .failure(error) }
        }
    }

    /// What is in a folder; nothing where there is no such folder, or it cannot be looked at.
    func entries(_ folder: StorageKey?, in volume: Volume) async -> [StorageEntry] {
        (try? await listing(folder, in: volume).get()) ?? []
    }
}
