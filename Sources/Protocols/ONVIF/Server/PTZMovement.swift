package import Media

/// The head of a device: where it looks, and how it moves there as time goes by. In the generic spaces: pan and tilt from
/// −1 to 1, zoom from 0 to 1.
package struct PTZMovement: Hashable, Sendable {
    package struct Position: Hashable, Sendable {
        package var pan: Double
        package var tilt: Double
        package var zoom: Double

        package init(pan: Double = 0, tilt: Double = 0, zoom: Double = 0) {
            self.pan = min(max(pan, -1), 1)
            self.tilt = min(max(tilt, -1), 1)
            self.zoom = min(max(zoom, 0), 1)
        }
    }

    private enum Motion: Hashable {
        case none
        /// A speed of each axis, until a moment.
        case endless(speed: Speed, until: MonotonicTime?)
        /// To a place, at most so fast.
        case towards(Position, speed: Speed)
    }

    private struct Speed: Hashable {
        var pan = 0.0
        var tilt = 0.0
        var zoom = 0.0
    }

    /// How much of a space is passed in a second at full speed.
    private static let fastest = 0.5

    private var start: Position
    private var since: MonotonicTime
    private var motion = Motion.none

    package init(_ position: Position = Position(), at now: MonotonicTime) {
        start = position
        since = now
    }

    package func position(at now: MonotonicTime) -> Position {
        switch motion {
        case .none: return start
        case .endless(let speed, let until):
            let end = until.map { min($0, now) } ?? now
            let seconds = max((end - since).inSeconds, 0)
            return Position(
                pan: start.pan + speed.pan * seconds,
                tilt: start.tilt + speed.tilt * seconds,
                zoom: start.zoom + speed.zoom * seconds
            )
        case .towards(let target, let speed):
            let seconds = max((now - since).inSeconds, 0)
            func move(_ from: Double, _ to: Double, _ speed: Double) -> Double {
                let way = speed * seconds
                return abs(to - from) <= way ? to : from + (to > from ? way : -way)
            }
            return Position(
                pan: move(start.pan, target.pan, speed.pan),
                tilt: move(start.tilt, target.tilt, speed.tilt),
                zoom: move(start.zoom, target.zoom, speed.zoom)
            )
        }
    }

    package func isMoving(at now: MonotonicTime) -> Bool {
        switch motion {
        case .none: false
        case .endless(let speed, let until):
            speed != Speed() && until.map { now < $0 } ?? true && position(at: now) != farthest(speed)
        case .towards(let target, _): position(at: now) != target
        }
    }

    /// Where it ends at its stops.
    private func farthest(_ speed: Speed) -> Position {
        func end(_ from: Double, _ speed: Double, _ range: ClosedRange<Double>) -> Double {
            speed == 0 ? from : speed > 0 ? range.upperBound : range.lowerBound
        }
        return Position(
            pan: end(start.pan, speed.pan, -1...1),
            tilt: end(start.tilt, speed.tilt, -1...1),
            zoom: end(start.zoom, speed.zoom, 0...1)
        )
    }

    /// Axes that are not given go on as they are, or stand.
    package mutating func move(_ velocity: PTZVector, for duration: Duration?, at now: MonotonicTime) {
        var speed = Speed()
        if case .endless(let current, let until) = motion, until.map({ now < $0 }) ?? true { speed = current }
        settle(at: now)
        if let panTilt = velocity.panTilt {
            speed.pan = Self.bounded(panTilt.x)
            speed.tilt = Self.bounded(panTilt.y)
        }
        if let zoom = velocity.zoom { speed.zoom = Self.bounded(zoom.x) }
        motion = speed == Speed() ? .none : .endless(speed: speed, until: duration.map { now + $0 })
    }

    package mutating func go(to target: Position, speed: PTZVector? = nil, at now: MonotonicTime) {
        settle(at: now)
        let pan = abs(Self.bounded(speed?.panTilt?.x ?? 1))
        let tilt = abs(Self.bounded(speed?.panTilt?.y ?? 1))
        let zoom = abs(Self.bounded(speed?.zoom?.x ?? 1))
        // A speed of nothing is none that was meant.
        func meant(_ speed: Double) -> Double { speed == 0 ? Self.fastest : speed }
        motion = .towards(target, speed: Speed(pan: meant(pan), tilt: meant(tilt), zoom: meant(zoom)))
    }

    package mutating func stop(panTilt: Bool, zoom: Bool, at now: MonotonicTime) {
        let before = motion
        settle(at: now)
        guard case .endless(var speed, let until) = before, until.map({ now < $0 }) ?? true else { return }
        if panTilt { (speed.pan, speed.tilt) = (0, 0) }
        if zoom { speed.zoom = 0 }
        motion = speed == Speed() ? .none : .endless(speed: speed, until: until)
    }

    private mutating func settle(at now: MonotonicTime) {
        start = position(at: now)
        since = now
        motion = .none
    }

    private static func bounded(_ value: Double) -> Double { min(max(value, -1), 1) * fastest }
}
