import Catalog
import Media

/// How much is recorded in a second, of each stream.
struct RecordingRates {
    struct Key: Hashable {
        var camera: CameraID
        var stream: StreamKind
    }

    struct Rate {
        var bytesPerSecond: Double
        /// To which volume.
        var volume: String
    }

    /// What was recorded in so long is looked at: longer than the longest file.
    static let window: Duration = .seconds(3 * 3600)
    private static let lifetime: Duration = .seconds(60)

    private(set) var rates: [Key: Rate] = [:]
    private var foundAt: MonotonicTime?

    /// Whether they must be found anew.
    func areStale(at now: MonotonicTime) -> Bool { foundAt.map { now - $0 >= Self.lifetime } ?? true }

    mutating func take(_ throughput: [StreamThroughput], at now: MonotonicTime, _ wall: WallTime) {
        foundAt = now
        rates = [:]
        for stream in throughput {
            // Of a stream that has just begun too little is known to multiply it.
            let seconds = max((wall - stream.since).inSeconds, 10)
            rates[Key(camera: stream.camera, stream: stream.stream)] = Rate(
                bytesPerSecond: Double(max(0, stream.bytes)) / seconds,
                volume: stream.volume
            )
        }
    }
}

/// What was deleted of a volume that the system may not count as free yet: some file systems take their time, and more
/// must not be deleted meanwhile.
struct FreedRoom {
    private static let patience: Duration = .seconds(60)

    /// Free bytes before the first of it was deleted, and what was deleted since then.
    var free: Int64
    var bytes: Int64 = 0
    var at: MonotonicTime

    /// Whether some of it may not count as free yet.
    func isAwaited(measured: Int64, at now: MonotonicTime) -> Bool {
        now - at <= Self.patience && measured < free.saturatingAdding(bytes)
    }

    /// What is free, as far as can be told.
    ///
    /// - Parameters:
    ///   - measured: what the system says.
    ///   - rate: bytes a second that are recorded meanwhile.
    func estimate(measured: Int64, at now: MonotonicTime, rate: Double) -> Int64 {
        guard bytes > 0, now - at <= Self.patience else { return measured }
        let recorded = Int64(min(max(0, rate * (now - at).inSeconds), 9e18))
        return max(measured, free + bytes - recorded)
    }
}
