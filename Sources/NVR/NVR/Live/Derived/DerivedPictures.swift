import Media
import WorkerChannel

/// Gives pictures that come back the times of those that were sent.
struct DerivedPictures {
    private struct Expected {
        var time: Int64
        var wall: WallTime
        var arrival: MonotonicTime
        /// Of the stream before it something is missing.
        var isAfterLoss: Bool
    }

    /// Of pictures that have not come back, the oldest first: some never do.
    private var expected: [Expected] = []
    private var last: Int64?
    /// When the unit came of which the last that came back was made.
    private(set) var lastArrival: MonotonicTime?

    private static let most = 256

    mutating func expect(_ unit: AccessUnit, at time: Int64) {
        expected.append(
            Expected(
                time: time,
                wall: unit.wall,
                arrival: unit.arrival,
                isAfterLoss: unit.flags.contains(.afterLoss)
            )
        )
        if expected.count > Self.most { expected.removeFirst() }
    }

    /// - Returns: nil for what nobody waits for any more: times never fall.
    mutating func unit(_ output: DecodeOutput, track: Int, at now: MonotonicTime) -> AccessUnit? {
        guard let place = expected.firstIndex(where: { $0.time == output.time }) else { return nil }
        let found = expected.remove(at: place)
        if let last, output.time <= last { return nil }
        last = output.time
        lastArrival = max(lastArrival ?? found.arrival, found.arrival)
        // Pictures are shown in their order: what has not come back by now never will.
        let isAfterLoss = found.isAfterLoss || expected.contains { $0.time < output.time }
        expected.removeAll { $0.time < output.time }
        var flags: AccessUnit.Flags = output.flags.contains(.key) ? .key : []
        if isAfterLoss { flags.insert(.afterLoss) }
        // Whoever watches is late for it from now on, and not for what the worker took.
        return AccessUnit(
            track: track,
            payload: output.payload,
            decodeTime: MediaTicks(output.time),
            arrival: now,
            wall: found.wall,
            flags: flags
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
