import Catalog
import Media
import Storage

/// Where a recording lies in its volume: `<camera>/<stream>/<yyyy>/<mm>/<dd>/<camera>_<nanoseconds>.mp4`, by the day in
/// UTC (design §4). One that others were joined to lies beside, as `…_<nanoseconds>-<generation>.mp4`.
struct RecordingKey: Hashable, Sendable {
    let camera: CameraID
    let stream: StreamKind
    let id: RecordingID
    /// How often recordings have been joined to it: 0 as it was recorded.
    let generation: Int
    let key: StorageKey

    private static let generations = 0...9999

    /// Nil for a time before the year 1 or after 9999, which no clock shows.
    init?(camera: CameraID, stream: StreamKind, id: RecordingID, generation: Int = 0) {
        let suffix = generation == 0 ? "" : "-\(generation)"
        guard Self.generations.contains(generation),
            let folder = Self.folder(camera: camera, stream: stream, day: UTCDay(id.nanoseconds)),
            let key = folder.appending("\(camera)_\(id)\(suffix).mp4")
        else { return nil }
        self.camera = camera
        self.stream = stream
        self.id = id
        self.generation = generation
        self.key = key
    }

    /// What `key` names; nil where it is not the name of a recording.
    init?(_ key: StorageKey) {
        let parts = key.parts
        guard parts.count == 6, let camera = CameraID(String(parts[0])),
            let stream = StreamKind(rawValue: String(parts[1])),
            parts[5].hasPrefix("\(camera)_"), parts[5].hasSuffix(".mp4"),
            let (id, generation) = Self.numbers(parts[5].dropFirst(camera.text.count + 1).dropLast(4)),
            let made = RecordingKey(camera: camera, stream: stream, id: id, generation: generation), made.key == key
        else { return nil }
        self = made
    }

    private static func numbers(_ text: Substring) -> (RecordingID, Int)? {
        if let id = RecordingID(text) { return (id, 0) }
        guard let dash = text.lastIndex(of: "-"), let id = RecordingID(text[..<dash]),
            let generation = Int(text[text.index(after: dash)...]), generation > 0
        else { return nil }
        return (id, generation)
    }

    /// The folder of one day.
    static func folder(camera: CameraID, stream: StreamKind, day: UTCDay) -> StorageKey? {
        guard (1...9999).contains(day.year) else { return nil }
        return StorageKey("\(camera)/\(stream.rawValue)/\(day.text(separator: "/"))")
    }

    /// The name of this recording once others have been joined to it; nil where that has been done too often.
    var next: RecordingKey? {
        RecordingKey(camera: camera, stream: stream, id: id, generation: generation + 1)
    }
}
