import Catalog
import Changes
import Logging
package import Media
import Recording
import Storage
import Synchronization

/// The snapshots that are kept: taken by hand, listed, given and deleted as recordings are. Whoever may play a camera's
/// recordings sees its snapshots.
package final class SnapshotAlbum: Sendable {
    let services: DomainServices
    private let cameras: Cameras
    private let snapshots: Snapshots
    /// Nil where the folder cannot be used.
    private let shelf: SnapshotShelf?
    /// The volumes that cameras have chosen; nil where there are none.
    private let places: SnapshotPlaces?
    /// Why not, in a sentence.
    private let trouble: String?
    /// Catalogue and folder have been compared: before that, nothing is written.
    private let isMended = Atomic(false)

    init(
        _ services: DomainServices,
        _ cameras: Cameras,
        _ snapshots: Snapshots,
        shelf: Result<SnapshotShelf, StorageError>,
        places: SnapshotPlaces? = nil
    ) {
        self.services = services
        self.cameras = cameras
        self.snapshots = snapshots
        self.places = places
        switch shelf {
        case .success(let shelf): (self.shelf, trouble) = (shelf, nil)
        case .failure(let error): (self.shelf, trouble) = (nil, "No snapshot can be kept: \(error)")
        }
    }

    // MARK: Asking

    /// Which snapshots are wanted. All members narrow the choice.
    package struct Query: Sendable {
        package var camera: String?
        package var from: WallTime?
        package var to: WallTime?
        package var isNewestFirst = true
        /// 1…`largestPage`.
        package var limit = 100
        /// What a page before gave for the next one.
        package var cursor: String?

        package init() {}
    }

    package struct Page: Sendable {
        package var items: [SnapshotView]
        /// For the next page; nil if this is the last.
        package var next: String?
    }

    /// The longest list that one question is answered with.
    package static let largestPage = 1000

    /// The snapshots of the cameras whose recordings the asker may play.
    package func list(as principal: Principal, _ query: Query) async throws -> Page {
        try Policy.requireSomebody(principal)
        guard (1...Self.largestPage).contains(query.limit) else {
            throw DomainError(.invalid, "limit is a number from 1 to \(Self.largestPage).", member: "limit")
        }
        var wanted = SnapshotQuery(
            from: query.from,
            to: query.to,
            isNewestFirst: query.isNewestFirst,
            limit: query.limit + 1
        )
        if let id = query.camera {
            try Policy.require(principal, .playRecordings, .camera(id))
            wanted.cameras = [try await camera(id)]
        } else if case .some(let cameras) = Policy.cameras(for: principal, .playRecordings) {
            wanted.cameras = Set(cameras.compactMap(CameraID.init))
        }
        if let cursor = query.cursor { wanted.after = try Self.cursor(cursor) }
        var found = try await services.catalog.snapshots(wanted)
        let hasMore = found.count > query.limit
        if hasMore { found.removeLast() }
        return Page(items: found.map(SnapshotView.init), next: hasMore ? found.last.map(Self.text) : nil)
    }

    /// Of a camera whose recordings the asker may not play there is none.
    package func snapshot(as principal: Principal, _ id: String) async throws -> SnapshotView {
        SnapshotView(try await record(as: principal, id))
    }

    /// The picture; with the masks that its camera has now, whenever it was taken, for those who may not see what they hide.
    ///
    /// - Throws: `gone` where the file is no more, or is not what was written; `unavailable`, `busy` where no worker masks it.
    package func file(as principal: Principal, _ id: String) async throws -> SnapshotFile {
        let found = try await record(as: principal, id)
        let viewing = services.masks.viewing(of: found.camera.text, for: principal)
        let view = SnapshotView(found)
        let bytes = try await bytes(of: found)
        guard viewing.sight.isMasked else { return SnapshotFile(snapshot: view, bytes: bytes, isMasked: false) }
        let masked = try await snapshots.masked(bytes, of: view.camera, view.size, viewing.sight)
        try viewing.requireCurrent()
        return SnapshotFile(snapshot: view, bytes: masked, isMasked: true)
    }

    private func bytes(of found: SnapshotRecord) async throws(DomainError) -> Bytes {
        let shelf = try shelf(of: found)
        do throws(SnapshotShelfError) {
            return try await shelf.read(found)
        } catch {
            services.logger.warning("a snapshot cannot be given", metadata: ["reason": "\(error)"])
            throw DomainError(error)
        }
    }

    private func record(as principal: Principal, _ id: String) async throws -> SnapshotRecord {
        try Policy.requireSomebody(principal)
        var found: SnapshotRecord?
        if let key = SnapshotID(id) { found = try await services.catalog.snapshot(key) }
        guard let found, Policy.may(principal, .playRecordings, .camera(found.camera.text)) else {
            throw DomainError(.notFound, "There is no snapshot \(id.prefix(40)).")
        }
        return found
    }

    /// A camera that is or was: snapshots outlive it.
    func camera(_ id: String) async throws -> CameraID {
        guard let key = CameraID(id) else { throw DomainError.noCamera(id) }
        let known = try await services.catalog.camera(key, includingDeleted: true)
        guard known != nil else { throw DomainError.noCamera(id) }
        return key
    }

    // A cursor is "time-id"; both are numbers, so it needs no escaping.

    private static func text(_ record: SnapshotRecord) -> String { "\(record.takenAt.nanoseconds)-\(record.id)" }

    private static func cursor(_ text: String) throws(DomainError) -> SnapshotCursor {
        let parts = text.split(separator: "-")
        guard parts.count == 2, let time = Int64(parts[0]), let id = SnapshotID(parts[1]) else {
            throw DomainError(.invalid, "cursor is not one that was given out.", member: "cursor")
        }
        return SnapshotCursor(takenAt: WallTime(nanoseconds: time), id: id)
    }

    // MARK: Changing

    /// Takes a picture of what the camera shows now, and keeps it.
    ///
    /// - Throws: as of a picture that is not kept; `unavailable` where it cannot be kept.
    package func take(as principal: Principal, of camera: String) async throws -> SnapshotView {
        try Policy.require(principal, .recordByHand, .camera(camera))
        let record = try await cameras.record(camera)
        _ = try ready()
        let picture = try await snapshots.fresh(of: camera)
        let size: PictureSize
        do { size = try JPEGOutline(parsing: picture.bytes.span).size } catch {
            throw DomainError(.unavailable, "The picture that was made of the camera \"\(record.name)\" is none.")
        }
        let kept: SnapshotRecord
        do throws(SnapshotShelfError) {
            kept = try await keep(picture.bytes, size, of: record, takenAt: picture.takenAt)
        } catch {
            services.logger.error(
                "a snapshot could not be kept",
                metadata: ["camera": "\(record.id)", "reason": "\(error)"]
            )
            throw DomainError(error)
        }
        await note("take", kept, by: principal, .created)
        return SnapshotView(kept)
    }

    /// Guards a snapshot from being deleted, or no longer.
    package func protect(as principal: Principal, _ id: String, _ isProtected: Bool) async throws -> SnapshotView {
        var found = try await record(as: principal, id)
        try Policy.require(principal, .protectRecordings, .camera(found.camera.text))
        guard found.isProtected != isProtected else { return SnapshotView(found) }
        try await services.catalog.setProtected(isProtected, snapshot: found.id)
        found.isProtected = isProtected
        await note(isProtected ? "protect" : "unprotect", found, by: principal, .changed)
        return SnapshotView(found)
    }

    /// - Throws: `conflict` of one that is protected.
    package func delete(as principal: Principal, _ id: String) async throws {
        let found = try await record(as: principal, id)
        try Policy.require(principal, .deleteRecordings, .camera(found.camera.text))
        guard try await remove(found) else {
            guard try await services.catalog.snapshot(found.id) != nil else {
                throw DomainError(.notFound, "There is no snapshot \(found.id).")
            }
            throw DomainError(.conflict, "The snapshot \(found.id) is protected: take that away first.")
        }
        await note("delete", found, by: principal, .deleted)
    }

    private func note(_ deed: String, _ record: SnapshotRecord, by principal: Principal, _ kind: Change.Kind) async {
        services.published(kind, EventObject.snapshot, id: "\(record.camera)/\(record.id)")
        await services.audit.note(
            "snapshot.\(deed)",
            "camera/\(record.camera)",
            by: principal,
            .done,
            ["snapshot": "\(record.id)"]
        )
    }

    /// On the volume that its camera chose for it; in the folder of snapshots where that cannot be used now.
    private func keep(
        _ picture: Bytes,
        _ size: PictureSize,
        of camera: CameraRecord,
        takenAt time: WallTime
    ) async throws(SnapshotShelfError) -> SnapshotRecord {
        if let place = places?.shelf(for: camera) {
            do throws(SnapshotShelfError) {
                return try await place.keep(picture, size, of: camera.id, takenAt: time, because: .manual)
            } catch {
                guard case .storage(let fault) = error else { throw error }
                places?.report(fault, of: camera)
            }
        }
        guard let shelf else { throw .storage(.notWritable(Node.snapshots)) }
        return try await shelf.keep(picture, size, of: camera.id, takenAt: time, because: .manual)
    }

    /// - Returns: false where there is none, or it is protected.
    func remove(_ found: SnapshotRecord) async throws -> Bool {
        _ = try ready()
        if let place = try? shelf(of: found) { return try await place.remove(found.id, includingProtected: false) }
        // Its file goes when its volume is back.
        return try await services.catalog.removeSnapshot(found.id, includingProtected: false) != nil
    }

    private func shelf(of found: SnapshotRecord) throws(DomainError) -> SnapshotShelf {
        let own = try ready()
        guard found.volume != Node.snapshots else { return own }
        guard let place = places?.shelf(of: found.volume) else {
            throw DomainError(.unavailable, "The volume \(found.volume) of the snapshot \(found.id) is not there now.")
        }
        return place
    }

    private func ready() throws(DomainError) -> SnapshotShelf {
        guard let shelf, isMended.load(ordering: .acquiring) else {
            throw DomainError(.unavailable, "Kept snapshots cannot be used now. The recorder's health says why.")
        }
        return shelf
    }

    // MARK: The folder

    /// What is wrong, in sentences.
    var problems: [String] { trouble.map { [$0] } ?? [] }

    /// Brings catalogue and folder in line, before anything is written.
    func mend() async throws(CatalogError) {
        for shelf in [shelf].compactMap(\.self) + (places?.shelves ?? []) {
            let count = try await shelf.recover()
            if count > 0 {
                services.logger.notice("snapshots and catalogue were brought in line", metadata: ["things": "\(count)"])
            }
        }
        isMended.store(true, ordering: .releasing)
    }
}

extension DomainError {
    fileprivate init(_ error: SnapshotShelfError) {
        switch error {
        case .catalogue(let error): self = DomainError(ofCatalogue: error) ?? DomainError(.unavailable, "\(error)")
        case .storage(.full):
            self.init(.unavailable, "The disk is full, so the snapshot cannot be kept. Make room on it.")
        case .storage:
            self.init(.unavailable, "The disk cannot be used for snapshots now. The log of the recorder says why.")
        case .missing, .damaged: self.init(.gone, error.description)
        case .tooLarge: self.init(.unavailable, error.description)
        }
    }
}
