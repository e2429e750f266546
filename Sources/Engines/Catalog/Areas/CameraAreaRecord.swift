/// A part of a camera's picture by which what is seen there is judged: where something counts, or where motion does not.
package struct CameraAreaRecord: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// What is detected in it counts.
        case zone
        /// Motion in it does not count.
        case motionMask = "motion-mask"
    }

    /// From the upper left corner: 0 to 1 of the picture's width, and of its height.
    package struct Corner: Hashable, Sendable {
        package var x: Double
        package var y: Double

        package init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// Tells it from the other areas of its kind that the camera has.
    package var id: String
    package var name: String
    package var isEnabled: Bool
    package var polygon: [Corner]
    /// What counts in a zone, none with a line feed in it; empty for everything.
    package var labels: [String]
    /// How sure it must be to count, 0 to 1; nil for what counts elsewhere.
    package var minScore: Double?
    /// In which it is drawn; nil for the usual one.
    package var color: String?

    package init(
        id: String,
        name: String,
        isEnabled: Bool,
        polygon: [Corner],
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

/// Whose areas, and which.
package struct CameraAreaKey: Hashable, Sendable {
    package var camera: CameraID
    package var kind: CameraAreaRecord.Kind

    package init(_ camera: CameraID, _ kind: CameraAreaRecord.Kind) {
        self.camera = camera
        self.kind = kind
    }
}
