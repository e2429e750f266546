import Catalog
import Storage

/// Where a snapshot lies in its volume: `<camera>/<yyyy>/<mm>/<dd>/<camera>_<nanoseconds>.jpg`, by the day in UTC; beside
/// recordings, `<camera>/snapshots/<yyyy>/…`.
struct SnapshotKey: Hashable, Sendable {
    let camera: CameraID
    let id: SnapshotID
    let key: StorageKey

    /// The folder of a camera that has its snapshots, among those of its streams.
    static let folder = "snapshots"

    /// The folder in which all of a camera's lie.
    static func root(of camera: CameraID, isBesideRecordings: Bool) -> StorageKey? {
        StorageKey(isBesideRecordings ? "\(camera)/\(folder)" : camera.text)
    }

    /// Nil for a time before the year 1 or after 9999, which no clock shows.
    init?(camera: CameraID, id: SnapshotID, isBesideRecordings: Bool = false) {
        let day = UTCDay(id.nanoseconds)
        guard (1...9999).contains(day.year),
            let root = Self.root(of: camera, isBesideRecordings: isBesideRecordings),
            let key = StorageKey("\(root)/\(day.text(separator: "/"))/\(camera)_\(id).jpg")
        else { return nil }
        self.camera = camera
        self.id = id
        self.key = key
    }

    /// What `key` names; nil where it is not the name of a snapshot.
    init?(_ key: StorageKey) {
        let parts = key.parts
        let isBeside = parts.count == 6
        guard isBeside || parts.count == 5, let name = parts.last, let camera = CameraID(String(parts[0])),
            name.hasPrefix("\(camera)_"), name.hasSuffix(".jpg"),
            let id = SnapshotID(name.dropFirst(camera.text.count + 1).dropLast(4)),
            let made = SnapshotKey(camera: camera, id: id, isBesideRecordings: isBeside), made.key == key
        else { return nil }
        self = made
    }
}
