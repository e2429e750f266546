import Catalog
import Foundation
import Live
import Media
import NIOCore

/// What happens before a camera, as those are told who take its raw frames: a list, as of what is found in pictures, with one entry.
private struct LiveEvent: Encodable {
    /// The event's id; its end is told under the same.
    var event: String
    var kind: String
    var label: String
    var score: Double?
    var zones: [String]
    var source: String
    /// Seconds since 1970, by the clock of the frames' own times.
    var start: Double
    /// Null while it lasts.
    var end: Double?
    var attributes: [String: String]

    enum CodingKeys: String, CodingKey { case event, kind, label, score, zones, source, start, end, attributes }

    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(event, forKey: .event)
        try members.encode(kind, forKey: .kind)
        try members.encode(label, forKey: .label)
        try members.encode(score, forKey: .score)
        try members.encode(zones, forKey: .zones)
        try members.encode(source, forKey: .source)
        try members.encode(start, forKey: .start)
        try members.encode(end, forKey: .end)
        try members.encode(attributes, forKey: .attributes)
    }
}

extension LiveMetadata {
    /// Of the picture in which an event began, or ended. Nil where it cannot be written as JSON.
    init?(_ record: CameraEventRecord) {
        let view = CameraEventView(record)
        let event = LiveEvent(
            event: view.id,
            kind: view.kind,
            label: view.label,
            score: view.score,
            zones: view.zones,
            source: view.source,
            start: Double(view.start.nanoseconds) / 1e9,
            end: view.end.map { Double($0.nanoseconds) / 1e9 },
            attributes: view.attributes
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode([event]) else { return nil }
        self.init(json: ByteBuffer(bytes: data), wall: view.end ?? view.start)
    }
}
