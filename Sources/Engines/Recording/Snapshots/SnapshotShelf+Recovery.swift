package import Catalog
import Logging
import MP4
import Media
import Storage

extension SnapshotShelf {
    private static let page = 1000

    /// Brings the catalogue and the disk in line: files that a crash has left are taken up, or away; rows without a file
    /// go, and so do files of what was deleted.
    ///
    /// - Parameter tell: told in a sentence what was done about each thing, or left alone.
    /// - Returns: how many things were not as they should be.
    @discardableResult
    package func recover(tell: (String) -> Void = { _ in }) async throws(CatalogError) -> Int {
        var count = 0
        for finding in try await findings() {
            count += 1
            let deed = try await mend(finding)
            logger.warning("snapshots: found in disorder", metadata: ["finding": "\(finding)", "done": "\(deed)"])
            tell("\(finding) \(deed)")
        }
        return count
    }

    /// Compares the catalogue with the disk, and changes neither.
    package func check(_ find: (String) -> Void) async throws(CatalogError) {
        for finding in try await findings() { find(finding.description) }
    }

    private func mend(_ finding: SnapshotFinding) async throws(CatalogError) -> String {
        switch finding {
        case .missing(let row):
            try await catalog.forgetSnapshot(row.id)
            return "It is no more in the list."
        case .damaged(let row, _):
            _ = try await remove(row.id, includingProtected: true)
            return "It was removed."
        case .undeleted(let row):
            await finish(row)
            return "It was removed."
        case .torn(let name):
            do { try await delete(name.key) } catch { return "\(error)" }
            return "It was removed."
        case .unknown(let name, let content):
            do throws(CatalogError) {
                try await catalog.insert(row(of: name, content))
            } catch  where error.code == .conflict {
                return "Another has its number: it is left alone."
            }
            return "It was taken up."
        case .foreign: return ""
        }
    }

    private func row(of name: SnapshotKey, _ content: SnapshotContent) -> SnapshotRecord {
        SnapshotRecord(
            id: name.id,
            camera: name.camera,
            takenAt: WallTime(nanoseconds: name.id.nanoseconds),
            bytes: content.bytes,
            width: content.size.width,
            height: content.size.height,
            checksum: content.checksum,
            cause: .found,
            node: node,
            volume: volume,
            key: name.key.text
        )
    }

    // MARK: Looking

    private func findings() async throws(CatalogError) -> [SnapshotFinding] {
        let removed = try await catalog.removedSnapshots().filter { $0.node == node && $0.volume == volume }
        var findings = removed.map { SnapshotFinding.undeleted($0) }
        let gone = Set(removed.map(\.key))
        for camera in try await catalog.cameras(includingDeleted: true) {
            let files: [StorageKey: Int64]
            do throws(StorageError) {
                guard let folder = SnapshotKey.root(of: camera.id, isBesideRecordings: isBesideRecordings) else {
                    continue
                }
                files = try await allFiles(beneath: folder)
            } catch {
                // What cannot be listed is not for that reason gone.
                if let key = StorageKey(camera.id.text) { findings.append(.foreign(key, why: "\(error)")) }
                continue
            }
            let rows = try await allRows(of: camera.id)
            for row in rows {
                guard let length = StorageKey(row.key).flatMap({ files[$0] }) else {
                    findings.append(.missing(row))
                    continue
                }
                if length != row.bytes { findings.append(.damaged(row, length: length)) }
            }
            let known = gone.union(rows.map(\.key))
            for key in files.keys.sorted() where !known.contains(key.text) { findings.append(await look(at: key)) }
        }
        return findings
    }

    private func allRows(of camera: CameraID) async throws(CatalogError) -> [SnapshotRecord] {
        var query = SnapshotQuery(cameras: [camera], limit: Self.page)
        var rows: [SnapshotRecord] = []
        while true {
            let page = try await catalog.snapshots(query)
            rows += page.filter { $0.node == node && $0.volume == volume }
            guard page.count == query.limit else { return rows }
            query.after = page.last?.cursor
        }
    }

    /// The files of a camera, with their lengths; none where it has no folder.
    private func allFiles(beneath folder: StorageKey) async throws(StorageError) -> [StorageKey: Int64] {
        // A camera, a year, a month, a day: nothing of ours lies deeper.
        let depth = isBesideRecordings ? 6 : 5
        return try await threads.run { [store] () throws(StorageError) in
            var files: [StorageKey: Int64] = [:]
            var folders = [folder]
            while let folder = folders.popLast() {
                let entries: [StorageEntry]
                do throws(StorageError) { entries = try store.list(folder) } catch .missing { continue }
                for entry in entries {
                    switch entry.kind {
                    case .file(let length): files[entry.key] = length
                    case .folder: if entry.key.parts.count < depth { folders.append(entry.key) }
                    }
                }
            }
            return files
        }
    }

    private func look(at key: StorageKey) async -> SnapshotFinding {
        guard let name = SnapshotKey(key) else {
            return .foreign(key, why: "It does not have a snapshot's name.")
        }
        let content: [UInt8]
        do throws(StorageError) { content = try await load(key) } catch { return .foreign(key, why: "\(error)") }
        guard content.count <= Self.largest else { return .foreign(key, why: "It is too large for a snapshot.") }
        guard let outline = try? JPEGOutline(parsing: content.span), outline.isEnded else { return .torn(name) }
        let checksum = CRC32C(of: content.span).value
        return .unknown(
            name,
            SnapshotContent(bytes: Int64(content.count), size: outline.size, checksum: checksum)
        )
    }
}
