import Catalog
import Media
import Storage

/// Where a recording lies in its volume: `<camera>/<stream>/<yyyy>/<mm>/<dd>/<camera>_<nanoseconds>.mp4`, by the day in
/// UTC (design §4).
struct RecordingKey: Hashable, Sendable {
    let camera: CameraID
    let stream: StreamKind
    let id: RecordingID
    let key: StorageKey

    /// Nil for a time before the year 1 or after 9999, which no clock shows.
    init?(camera: CameraID, stream: StreamKind, id: RecordingID) {
        guard let folder = Self.folder(camera: camera, stream: stream, day: UTCDay(id.nanoseconds)),
            let key = folder.appending("\(camera)_\(id).mp4")
        else { return nil }
        self.camera = camera
        self.stream = stream
        self.id = id
        self.key = key
    }

    /// What `key` names; nil where it is not the name of a recording.
    init?(_ key: StorageKey) {
        let parts = key.parts
        guard parts.count == 6, let camera = CameraID(String(parts[0])),
            let stream = StreamKind(rawValue: String(parts[1])),
            parts[5].hasPrefix("\(camera)_"), parts[5].hasSuffix(".mp4"),
            let id = RecordingID(parts[5].dropFirst(camera.text.count + 1).dropLast(4)),
            let made = RecordingKey(camera: camera, stream: stream, id: id), made.key == key
        else { return nil }
        self = made
    }

    /// The folder of one day.
    static func folder(camera: CameraID, stream: StreamKind, day: UTCDay) -> StorageKey? {
        guard (1...9999).contains(day.year) else { return nil }
        return StorageKey("\(camera)/\(stream.rawValue)/\(day.text(separator: "/"))")
    }
}
