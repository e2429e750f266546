import Media
import NIOCore

/// The pictures of a camera as the parts of one answer without end, each at its time.
struct PicturePlay {
    let clock: CameraClock
    let contentType: String
    var timeline: OddityTimeline
    /// Whether nothing more is sent, although there would be something.
    var isSilent = false
    private var cursor: ClipCursor
    private var picturesLeft: Int?
    private let namesLengths: Bool

    private static let boundary = "nightjarpicture"

    init(_ stream: CameraStream, _ configuration: CameraServer.Configuration, now: MonotonicTime) {
        let plan = configuration.oddities
        let time: Int64
        (clock, time) = stream.beginning(at: now, configuration)
        cursor = ClipCursor(stream.clip, wanted: Self.pictures(of: stream), from: time)
        timeline = OddityTimeline(plan, from: now)
        picturesLeft = configuration.videoUnitLimit
        namesLengths = !plan.has(.partsWithoutLength)
        let hyphens = plan.has(.hyphensInBoundary) ? "--" : ""
        contentType = "multipart/x-mixed-replace; boundary=\(hyphens)\(Self.boundary)"
    }

    /// The one that is shown at an instant.
    static func picture(of stream: CameraStream, at now: MonotonicTime) -> ByteBuffer {
        let time = stream.clock.time(at: now) - stream.clip.picturePeriod.inNanoseconds
        return file(at: ClipCursor(stream.clip, wanted: pictures(of: stream), from: time))
    }

    /// When the next part is due, of the machine's clock; nil when there is none.
    var nextInstant: MonotonicTime? {
        isSilent || picturesLeft == 0 ? nil : clock.instant(of: cursor.time)
    }

    /// The next part, and goes on to the one after it.
    mutating func next() -> (part: ByteBuffer, unit: ClipPlayback.Sent) {
        let file = Self.file(at: cursor)
        var part = ByteBuffer()
        part.writeString("--\(Self.boundary)\r\nContent-Type: image/jpeg\r\n")
        if namesLengths { part.writeString("Content-Length: \(file.readableBytes)\r\n") }
        part.writeString("\r\n")
        part.writeImmutableBuffer(file)
        part.writeString("\r\n")
        let unit = ClipPlayback.Sent(kind: .video, index: cursor.index, dueTime: cursor.time, isStart: true)
        cursor.advance()
        if let left = picturesLeft { picturesLeft = left - 1 }
        return (part, unit)
    }

    private static func pictures(of stream: CameraStream) -> [Bool] {
        stream.clip.tracks.map { $0.format.kind == .video }
    }

    private static func file(at cursor: ClipCursor) -> ByteBuffer {
        let range = cursor.unit.file
        return cursor.clip.files.getSlice(at: range.lowerBound, length: range.count) ?? ByteBuffer()
    }
}
