import Media
import WorkerChannel

/// Gives pictures that come back the times of those that were sent.
struct DerivedPictures {
    /// Of pictures that have not come back, the oldest first: some never do.
    private var expected: [(time: Int64, wall: WallTime)] = []
    private var last: Int64?

    private static let most = 256

    mutating func expect(_ unit: AccessUnit, at time: Int64) {
        expected.append((time, unit.wall))
        if expected.count > Self.most { expected.removeFirst() }
    }

    /// - Returns: nil for what nobody waits for any more: times never fall.
    mutating func unit(_ output: DecodeOutput, track: Int, at now: MonotonicTime) -> AccessUnit? {
        guard let place = expected.firstIndex(where: { $0.time == output.time }) else { return nil }
        let wall = expected.remove(at: place).wall
        if let last, output.time <= last { return nil }
        last = output.time
        // Whoever watches is late for it from now on, and not for what the worker took.
        return AccessUnit(
            track: track,
            payload: output.payload,
            decodeTime: MediaTicks(output.time),
            arrival: now,
            wall: wall,
            flags: output.flags.contains(.key) ? .key : []
        )
    }
}

/// The same for sound, whose blocks have other bounds than those that were sent.
struct DerivedSound {
    /// A block that was sent: what it began at, and the time of day then.
    private var anchor: (seconds: Double, wall: WallTime)?

    mutating func note(_ unit: AccessUnit, _ format: TrackFormat) {
        anchor = (Double(unit.decodeTime.count) / Double(format.timescale), unit.wall)
    }

    func unit(_ output: DecodeOutput, _ format: AACFormat, track: Int, at now: MonotonicTime) -> AccessUnit {
        let seconds = Double(output.time) / Double(format.sampleRate)
        let wall = anchor.map { $0.wall + .seconds(min(max(seconds - $0.seconds, -60), 60)) }
        return AccessUnit(
            track: track,
            payload: output.payload,
            decodeTime: MediaTicks(output.time),
            arrival: now,
            wall: wall ?? WallTime(nanoseconds: 0),
            flags: .key
        )
    }
}
