/// How a camera's head shall move. An axis that is nil is left alone.
package struct PTZOrder: Hashable, Sendable {
    package enum Mode: String, Hashable, Sendable, CaseIterable {
        /// At these speeds, from −1 (left, down, out) to 1, until it is stopped or the time is over.
        case continuous
        /// To a place: −1 to 1, of the zoom 0 to 1.
        case absolute
        /// So far from where it looks, of its whole range.
        case relative
    }

    package var mode: Mode
    package var pan: Double?
    package var tilt: Double?
    package var zoom: Double?
    /// 0 to 1, of a movement with an end; nil for the camera's own.
    package var speed: Double?
    /// Of one without an end: when it ends by itself.
    package var seconds: Double

    package static let usualSeconds = 10.0
    package static let longestSeconds = 60.0

    package init(
        _ mode: Mode,
        pan: Double? = nil,
        tilt: Double? = nil,
        zoom: Double? = nil,
        speed: Double? = nil,
        seconds: Double? = nil
    ) {
        self.mode = mode
        self.pan = pan
        self.tilt = tilt
        self.zoom = zoom
        self.speed = speed
        self.seconds = seconds ?? Self.usualSeconds
    }

    /// - Throws: `invalid`.
    func check() throws(DomainError) {
        let least = mode == .absolute ? 0.0 : -1
        let axes: [(String, Double?, ClosedRange<Double>)] = [
            ("pan", pan, -1...1), ("tilt", tilt, -1...1), ("zoom", zoom, least...1), ("speed", speed, 0...1),
        ]
        for (name, value, range) in axes {
            guard let value, !range.contains(value) else { continue }
            let (low, high) = (Int(range.lowerBound), Int(range.upperBound))
            throw DomainError(.invalid, "\(name) is a number from \(low) to \(high).", member: name)
        }
        guard pan != nil || tilt != nil || zoom != nil else {
            throw DomainError(.invalid, "One of pan, tilt and zoom is needed.", member: "pan")
        }
        guard (0.1...Self.longestSeconds).contains(seconds) else {
            throw DomainError(
                .invalid,
                "seconds is a number from 0.1 to \(Int(Self.longestSeconds)).",
                member: "seconds"
            )
        }
    }
}

/// Where a camera looks.
package struct PTZView: Hashable, Sendable {
    /// What was kept of what its head can do; nil where it has none.
    package var movement: DeviceFacts.Movement?
    /// Nil where the camera does not tell.
    package var pan: Double?
    package var tilt: Double?
    package var zoom: Double?
    package var isMoving: Bool?
}

/// A place that a camera keeps.
package struct PTZPresetView: Hashable, Sendable {
    package var token: String
    /// The token where it has no name.
    package var name: String
    package var pan: Double?
    package var tilt: Double?
    package var zoom: Double?
}
