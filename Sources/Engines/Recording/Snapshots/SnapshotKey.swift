import Catalog
import Storage

/// Where a snapshot lies in its volume: `<camera>/<yyyy>/<mm>/<dd>/<camera>_<nanoseconds>.jpg`, by the day in UTC.
struct SnapshotKey: Hashable, Sendable {
    let camera: CameraID
    let id: SnapshotID
    let key: StorageKey

    /// Nil for a time before the year 1 or after 9999, which no clock shows.
    init?(camera: CameraID, id: SnapshotID) {
        let day = UTCDay(id.nanoseconds)
        guard (1...9999).contains(day.year),
            let key = StorageKey("\(camera)/\(day.text(separator: "/"))/\(camera)_\(id).jpg")
        else { return nil }
        self.camera = camera
        self.id = id
        self.key = key
    }

    /// What `key` names; nil where it is not the name of a snapshot.
    init?(_ key: StorageKey) {
        let parts = key.parts
        guard parts.count == 5, let camera = CameraID(String(parts[0])), parts[4].hasPrefix("\(camera)_"),
            parts[4].hasSuffix(".jpg"),
            let id = SnapshotID(parts[4].dropFirst(camera.text.count + 1).dropLast(4)),
            let made = SnapshotKey(camera: camera, id: id), made.key == key
        else { return nil }
        self = made
    }
}
