import Catalog
import Media
import Storage
import Synchronization

/// What a ``VolumeSurvey`` must know and tell while others record, delete and join recordings.
final class LiveSurvey: Sendable {
    /// Whether a recorder is at work on this recording, or has not told the catalogue of its end.
    let isBusy: @Sendable (RecordingID) -> Bool
    private let told: @Sendable (Double) -> Void
    private let part = Mutex(0.0)

    /// - Parameter told: how far it is, from 0 to 1; from several tasks.
    init(isBusy: @escaping @Sendable (RecordingID) -> Bool, told: @escaping @Sendable (Double) -> Void) {
        self.isBusy = isBusy
        self.told = told
    }

    func advance(by part: Double) throws(CatalogError) {
        guard !Task.isCancelled else { throw CatalogError(.cancelled, "It was asked to stop.") }
        let sum = self.part.withLock { sum in
            sum = min(1, sum + part)
            return sum
        }
        told(sum)
    }
}

extension VolumeSurvey {
    /// Hands on what is still so. A list of files is older than what the catalogue says of them: meanwhile a recording may
    /// have been ended, deleted, or joined with others.
    func stillTrue(_ handle: @escaping Handler) -> Handler {
        guard live != nil else { return handle }
        return { (finding) throws(CatalogError) in
            guard try await isStill(finding) else { return }
            try await handle(finding)
        }
    }

    private func isStill(_ finding: Finding) async throws(CatalogError) -> Bool {
        switch finding {
        case .unfinished(let row, _), .shortened(let row, _): return try await isUnchanged(row)
        case .missing(let row):
            guard try await isUnchanged(row), let key = StorageKey(row.key) else { return false }
            return await isMissing(key, volume: row.volume)
        case .unknown(let name, let volume, let truth):
            // What has no end may still be on its way here: somebody copies it. The next start takes it up as it is.
            guard truth.isClosed else { return false }
            return try await isNobodys(name, volume: volume)
        case .empty(let name, let volume): return try await isNobodys(name, volume: volume)
        // Retention goes on with them while it records.
        case .undeleted: return false
        case .reserved, .foreign: return true
        }
    }

    private func isUnchanged(_ row: SegmentRecord) async throws(CatalogError) -> Bool {
        guard live?.isBusy(row.id) != true else { return false }
        guard let now = try await catalog.segment(row.id) else { return false }
        return now.key == row.key && now.bytes == row.bytes && now.isOpen == row.isOpen
    }

    /// Whether a file belongs neither to a recorder, nor to a row, nor to a recording that has been deleted.
    private func isNobodys(_ name: RecordingKey, volume: String) async throws(CatalogError) -> Bool {
        guard live?.isBusy(name.id) != true else { return false }
        if let row = try await catalog.segment(name.id), row.key == name.key.text { return false }
        // Removals have the ids of their recordings, or the next that were free.
        var after: RecordingID? = RecordingID(nanoseconds: name.id.nanoseconds - 1)
        for _ in 0..<4 {
            let removals = try await catalog.pendingRemovals(after: after, limit: 16)
            if removals.contains(where: { $0.key == name.key.text && $0.volume == volume }) { return false }
            guard removals.count == 16 else { break }
            after = removals.last?.id
        }
        return await !isMissing(name.key, volume: volume)
    }

    private func isMissing(_ key: StorageKey, volume: String) async -> Bool {
        guard let store = volumes[volume] else { return false }
        return await threads.run {
            do throws(StorageError) {
                _ = try store.open(key, for: .reading)
                return false
            } catch .missing {
                return true
            } catch {
                return false
            }
        }
    }
}
