import Catalog
import Foundation
package import Media

/// An event as people see it.
package struct CameraEventView: Hashable, Sendable {
    package var id: String
    package var camera: String
    /// "main" or "sub", where that is known.
    package var stream: String?
    package var kind: String
    package var label: String
    package var score: Double?
    package var zones: [String]
    package var start: WallTime
    /// Nil while it lasts.
    package var end: WallTime?
    /// The id of a snapshot of it.
    package var snapshot: String?
    package var source: String
    package var acknowledgedBy: String?
    package var acknowledgedAt: WallTime?
    package var attributes: [String: String]

    init(_ record: CameraEventRecord) {
        id = record.id.description
        camera = record.camera.text
        stream = record.stream?.rawValue
        kind = record.kind
        label = record.label
        score = record.score
        zones = record.zones
        start = record.start
        end = record.end
        snapshot = record.snapshot?.description
        source = record.source
        acknowledgedBy = record.acknowledgedBy
        acknowledgedAt = record.acknowledgedAt
        attributes = (try? JSONDecoder().decode([String: String].self, from: Data(record.attributes.utf8))) ?? [:]
    }
}

/// How many events began in a stretch of time.
package struct CameraEventCount: Hashable, Sendable {
    package var range: Range<WallTime>
    /// Nil where the count is of all cameras that were asked for.
    package var camera: String?
    package var count = 0
    package var unacknowledged = 0
    package var kinds: [String: Int] = [:]

    mutating func add(_ tally: CameraEventTally) {
        count += tally.count
        unacknowledged += tally.unacknowledged
        kinds[tally.kind, default: 0] += tally.count
    }
}
