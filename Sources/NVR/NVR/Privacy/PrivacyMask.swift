/// A part of a camera's picture that is shown to those alone who have the right `unmasked`: for everyone else it is black.
package struct PrivacyMask: Codable, Hashable, Sendable {
    package typealias Point = PicturePoint

    /// Tells it from the camera's other masks, for ever.
    package var id: String
    /// For people; may be empty.
    package var name: String
    /// One that is not is kept, and hides nothing.
    package var isEnabled: Bool
    /// Its corners in their order; the last is connected to the first. Where its edges cross, all that they go around is hidden.
    package var polygon: [Point]

    enum CodingKeys: String, CodingKey {
        case id, name, polygon
        case isEnabled = "enabled"
    }

    /// Of one camera.
    package static let most = 16
    package static let corners = PolygonRules.corners
    /// In characters, as Unicode counts them.
    package static let longestName = PolygonRules.longestName
}

/// A mask as somebody wants it.
package struct PrivacyMaskDraft: Hashable, Sendable {
    /// One that the camera has, to keep it, or any that it has not; nil for a new one.
    package var id: String?
    package var name: String
    package var isEnabled: Bool
    package var polygon: [PrivacyMask.Point]

    package init(id: String? = nil, name: String = "", isEnabled: Bool = true, polygon: [PrivacyMask.Point]) {
        self.id = id
        self.name = name
        self.isEnabled = isEnabled
        self.polygon = polygon
    }
}

/// What is to become of a mask; nil leaves a member as it is.
package struct PrivacyMaskChange: Hashable, Sendable {
    package var name: String?
    package var isEnabled: Bool?
    package var polygon: [PrivacyMask.Point]?

    package init(name: String? = nil, isEnabled: Bool? = nil, polygon: [PrivacyMask.Point]? = nil) {
        self.name = name
        self.isEnabled = isEnabled
        self.polygon = polygon
    }
}
