/// A part of a camera's picture by which what is seen there is judged: a detection zone, or a motion mask.
package struct PictureArea: Codable, Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Where what is detected counts. A camera without an enabled one counts everything.
        case zone
        /// Where motion does not count.
        case motionMask
    }

    /// Tells it from the camera's others of its kind, for ever.
    package var id: String
    /// For people. Events name the zones that they touched by it.
    package var name: String
    /// One that is not is kept, and counts for nothing.
    package var isEnabled: Bool
    /// Its corners in their order; the last is connected to the first.
    package var polygon: [PicturePoint]
    /// Of a zone: what counts in it ("person"); empty for everything. None of a motion mask, as of the next ones.
    package var labels: [String]
    /// Of a zone: how sure it must be to count, 0 to 1; nil for what counts elsewhere.
    package var minScore: Double?
    /// Of a zone: in which it is drawn, `#rrggbb`; nil for the usual one.
    package var color: String?

    enum CodingKeys: String, CodingKey {
        case id, name, polygon, labels, color
        case isEnabled = "enabled"
        case minScore = "min_score"
    }

    /// Of one camera and one kind.
    package static let most = 16
    package static let corners = PolygonRules.corners
    /// In characters, as Unicode counts them.
    package static let longestName = PolygonRules.longestName
    /// In letters.
    package static let longestID = 63
    /// Of one zone.
    package static let mostLabels = 32
    /// In bytes.
    package static let longestLabel = 64

    package init(
        id: String,
        name: String,
        isEnabled: Bool,
        polygon: [PicturePoint],
        labels: [String] = [],
        minScore: Double? = nil,
        color: String? = nil
    ) {
        self.id = id
        self.name = name
        self.isEnabled = isEnabled
        self.polygon = polygon
        self.labels = labels
        self.minScore = minScore
        self.color = color
    }
}

/// An area as somebody wants it.
package struct PictureAreaDraft: Hashable, Sendable {
    /// One that the camera has, to keep it, or any that it has not; nil for a new one.
    package var id: String?
    package var name: String
    package var isEnabled: Bool
    package var polygon: [PicturePoint]
    package var labels: [String]
    package var minScore: Double?
    package var color: String?

    package init(
        id: String? = nil,
        name: String = "",
        isEnabled: Bool = true,
        polygon: [PicturePoint],
        labels: [String] = [],
        minScore: Double? = nil,
        color: String? = nil
    ) {
        self.id = id
        self.name = name
        self.isEnabled = isEnabled
        self.polygon = polygon
        self.labels = labels
        self.minScore = minScore
        self.color = color
    }
}

/// What is to become of an area; nil leaves a member as it is.
package struct PictureAreaChange: Hashable, Sendable {
    package var name: String?
    package var isEnabled: Bool?
    package var polygon: [PicturePoint]?
    package var labels: [String]?
    package var minScore: Double??
    package var color: String??

    package init(name: String? = nil, isEnabled: Bool? = nil, polygon: [PicturePoint]? = nil) {
        self.name = name
        self.isEnabled = isEnabled
        self.polygon = polygon
    }
}
