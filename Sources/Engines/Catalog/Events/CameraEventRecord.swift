package import Media

/// The id of an event: nanoseconds since 1970 of its start, moved on until it is unique over all cameras.
package struct CameraEventID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The id that `text` spells as `description` does: digits, without a sign or leading zeros. Nil for anything else.
    package init?(_ text: some StringProtocol) {
        guard let nanoseconds = Int64(text), String(nanoseconds) == text else { return nil }
        self.nanoseconds = nanoseconds
    }

    package var description: String { String(nanoseconds) }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }
}

/// Something that happened before a camera, as the catalogue knows it.
package struct CameraEventRecord: Hashable, Sendable {
    package let id: CameraEventID
    package let camera: CameraID
    /// The stream in which it was seen, where that is known.
    package var stream: StreamKind?
    /// `motion`, `object`, `line`, `manual`, or another word.
    package var kind: String
    /// What it was: `person`. Empty where nothing is known of it.
    package var label: String
    /// How sure that is, 0 to 1.
    package var score: Double?
    /// The names of the zones that it touched.
    package var zones: [String]
    package var start: WallTime
    /// Nil while it lasts. Never before `start`: an earlier one counts as `start`.
    package var end: WallTime?
    /// A picture of it that is kept.
    package var snapshot: SnapshotID?
    /// Who told: `manual`, `onvif`, `detection`, or another word.
    package var source: String
    /// Who has taken note of it, by the name that he had then, and when.
    package var acknowledgedBy: String?
    package var acknowledgedAt: WallTime?
    /// What else is known: a JSON object, as text. Empty for nothing.
    package var attributes: String

    package init(
        id: CameraEventID,
        camera: CameraID,
        stream: StreamKind? = nil,
        kind: String,
        label: String = "",
        score: Double? = nil,
        zones: [String] = [],
        start: WallTime,
        end: WallTime? = nil,
        snapshot: SnapshotID? = nil,
        source: String,
        acknowledgedBy: String? = nil,
        acknowledgedAt: WallTime? = nil,
        attributes: String = ""
    ) {
        self.id = id
        self.camera = camera
        self.stream = stream
        self.kind = kind
        self.label = label
        self.score = score
        self.zones = zones
        self.start = start
        self.end = end.map { max(start, $0) }
        self.snapshot = snapshot
        self.source = source
        self.acknowledgedBy = acknowledgedBy
        self.acknowledgedAt = acknowledgedAt
        self.attributes = attributes
    }

    package var cursor: CameraEventCursor { CameraEventCursor(start: start, id: id) }
}

/// A place in a list of events.
package struct CameraEventCursor: Hashable, Comparable, Sendable {
    package var start: WallTime
    package var id: CameraEventID

    package init(start: WallTime, id: CameraEventID) {
        self.start = start
        self.id = id
    }

    package static func < (left: Self, right: Self) -> Bool { (left.start, left.id) < (right.start, right.id) }
}
