/// A place in a camera's picture, from its upper left corner: 0 to 1 of the picture's width, and of its height.
package struct PicturePoint: Codable, Hashable, Sendable {
    package var x: Double
    package var y: Double

    package init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

/// What makes a part of a picture acceptable, whatever it is for.
enum PolygonRules {
    static let corners = 3...32
    /// In characters, as Unicode counts them.
    static let longestName = 80

    /// - Parameters:
    ///   - what: that has these corners: "A privacy mask".
    ///   - vain: what comes of one whose corners lie on a line: "it would hide nothing".
    static func faults(of polygon: [PicturePoint], _ what: String, vain: String) -> [DomainError.Fault] {
        var faults: [DomainError.Fault] = []
        if !corners.contains(polygon.count) {
            faults.append(.init("polygon", "\(what) has \(corners.lowerBound) to \(corners.upperBound) corners."))
        }
        let whose = what.lowercased()
        // What is not a number is in no range.
        if !polygon.allSatisfy({ (0...1).contains($0.x) && (0...1).contains($0.y) }) {
            faults.append(
                .init("polygon", "The corners of \(whose) lie at 0 to 1 of the picture's width and height.")
            )
        } else if spread(polygon) == 0 {
            faults.append(.init("polygon", "The corners of \(whose) must not lie all on one line: \(vain)."))
        }
        return faults
    }

    static func faults(of name: String, _ what: String) -> [DomainError.Fault] {
        let hasControls = name.unicodeScalars.contains { $0.properties.generalCategory == .control }
        guard name.unicodeScalars.count > longestName || hasControls else { return [] }
        return [
            .init(
                "name",
                "The name of \(what.lowercased()) has \(longestName) characters at most, and no control characters."
            )
        ]
    }

    /// How far its corners lie off the line through two of them: 0 where none does.
    private static func spread(_ polygon: [PicturePoint]) -> Double {
        guard let first = polygon.first else { return 0 }
        var widest = 0.0
        for one in polygon {
            for other in polygon {
                let area = (one.x - first.x) * (other.y - first.y) - (other.x - first.x) * (one.y - first.y)
                widest = max(widest, area.magnitude)
            }
        }
        return widest
    }
}
