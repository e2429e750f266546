import Catalog
package import Media

/// How far the room of a volume reaches at the present rate of recording.
///
/// Of all that comes the usual time of its camera counts: how much of it will show an event and stay longer, nobody knows. Before
/// that costs something, a dry run shows it (``RoomForesight``).
package struct VolumeForecast: Hashable, Sendable {
    package let volume: String
    /// What comes in a day, at the rate of the last hours.
    package var bytesPerDay: Int64
    /// Bytes that may still come before recordings go to make room for them; nil where there is no bound that is known.
    package var headroom: Int64?
    /// How many days of recordings the volume holds in all: those that may go, and what finds room beside them. Nil where
    /// nothing comes, or there is no bound that is known.
    package var days: Double?
    /// How many days the rules promise of what comes at most; nil where it is to stay until the room is needed.
    package var promisedDays: Double?
    /// Bytes that are needed to keep everything for as long as is promised; nil where something is to stay until the room
    /// is needed.
    package var neededBytes: Int64?
    /// When there will be no room any more without deleting something; nil where that is not foreseen.
    package var fullAt: WallTime?

    /// Recordings have to go before their time.
    package var isTooSmall: Bool {
        guard let room, let contestedBytes else { return false }
        return contestedBytes > room
    }

    /// Bytes that are needed until nothing goes before its time. What is to stay until the room is needed takes part in that, since all
    /// lose the same part (``RetentionPlanner/endless``). Nil where nothing is promised.
    private var contestedBytes: Int64?

    /// Bytes that recordings which may go have, or find.
    package var room: Int64?

    /// - Parameters:
    ///   - rates: bytes a second of the streams that are recorded to this volume.
    ///   - deletable: bytes of the recordings there that are not protected.
    package init(
        volume: String,
        rates: [(rule: CameraRule, bytesPerSecond: Double)],
        deletable: Int64,
        headroom: Int64?,
        now: WallTime
    ) {
        self.volume = volume
        let rate = rates.reduce(0) { $0 + $1.bytesPerSecond }
        bytesPerDay = Self.whole(rate * 86_400)
        self.headroom = headroom
        room = headroom.map { max(0, deletable.saturatingAdding($0)) }
        if rate > 0 {
            days = room.map { Double($0) / rate / 86_400 }
            fullAt = headroom.map { now + .seconds(min(max(0, Double($0) / rate), 1e9)) }
        }
        let terms = rates.map { $0.rule.term }
        if terms.contains(where: { $0 != nil }) {
            let endless = RetentionPlanner.endless
            contestedBytes = Self.whole(
                rates.reduce(0) { $0 + $1.bytesPerSecond * ($1.rule.term ?? endless).inSeconds }
            )
        }
        if !terms.contains(nil) {
            promisedDays = terms.compactMap { $0 }.max().map { $0.inSeconds / 86_400 }
            neededBytes = Self.whole(rates.reduce(0) { $0 + $1.bytesPerSecond * ($1.rule.term ?? .zero).inSeconds })
        }
    }

    private static func whole(_ bytes: Double) -> Int64 { Int64(min(max(0, bytes), 9e18)) }
}
