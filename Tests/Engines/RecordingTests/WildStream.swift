import Media
import Stream
import TestKit

/// A stream of any codec that a camera may have, with all that may happen to it: pictures out of order, formats that
/// change, clocks that are set, losses, interruptions, a recorder that was too slow. Time on a track never falls.
struct WildStream {
    private(set) var format: StreamFormat
    /// All that was sent, by the number that the payload begins with.
    private(set) var units: [UInt64: AccessUnit] = [:]
    private var generator: SeededGenerator
    private var queue: [StreamItem] = []

    private struct Track {
        var next: Int64
        var interval: Int64
        var timescale: Int64
        var sinceKey = 0
    }

    private var tracks: [Track] = []
    private var picturesPerGroup = 1
    private var reorders = false
    private var clock: Duration = .zero
    /// When this time line's zero was, since the beginning; and what time it is.
    private var zero: Duration = .zero
    private var now: Duration = .zero
    private var isAfterLoss = false

    init(seed: UInt64) throws {
        generator = SeededGenerator(seed: seed)
        format = StreamFormat(tracks: [])
        try begin()
    }

    mutating func next() throws -> StreamItem {
        if queue.isEmpty { try happen() }
        return queue.isEmpty ? .unit(unit()) : queue.removeFirst()
    }

    // MARK: What happens

    private mutating func happen() throws {
        if generator.chance(oneIn: 150) { try begin() }
        if generator.chance(oneIn: 200) {
            queue.append(.interrupted(Interruption(code: "camera-unreachable", sentence: "", at: wall(now))))
            now += .seconds(generator.integer(0...20))
            try begin()
        }
        if generator.chance(oneIn: 200) { skip() }
        if generator.chance(oneIn: 150) {
            clock += .milliseconds(generator.integer(500...7_200_000) * (generator.chance(oneIn: 2) ? 1 : -1))
        }
        if generator.chance(oneIn: 100) {
            advance(by: .milliseconds(generator.integer(100...15_000)))
            isAfterLoss = generator.chance(oneIn: 2)
        }
    }

    /// Another time line, and perhaps another format.
    private mutating func begin() throws {
        let video: [TrackFormat?] = [
            try SimulatedStream.video(), try SimulatedStream.video(variant: 0xC4), try Self.h265, Self.jpeg, nil,
        ]
        let audio: [TrackFormat?] = [
            nil, try SimulatedStream.audio(), .opus(OpusFormat(channels: 2)), .g711(G711Format(law: .mu)),
        ]
        var chosen: [TrackFormat] = []
        while chosen.isEmpty {
            chosen = [video[generator.integer(0...4)], audio[generator.integer(0...3)]].compactMap { $0 }
        }
        format = StreamFormat(tracks: chosen)
        // The camera has been counting for a while.
        let seconds = Int64(generator.integer(-5...100_000))
        tracks = chosen.map { track in
            let interval =
                track.kind == .audio ? track.usualDuration : [1500, 3003, 3600, 9000, 45_000][generator.integer(0...4)]
            return Track(next: seconds * Int64(track.timescale), interval: interval, timescale: Int64(track.timescale))
        }
        zero = now + .seconds(1) - .seconds(seconds)
        picturesPerGroup = generator.integer(1...40)
        reorders = generator.chance(oneIn: 2)
        queue.append(.format(format))
    }

    private mutating func skip() {
        let first = wall(time(of: 0))
        advance(by: .milliseconds(generator.integer(500...20_000)))
        let last = wall(time(of: 0))
        queue.append(.skipped(SkippedUnits(units: 3, bytes: 100, first: min(first, last), last: max(first, last))))
        if format.tracks[0].kind == .video { tracks[0].sinceKey = 0 }
    }

    private mutating func advance(by length: Duration) {
        for index in tracks.indices {
            tracks[index].next += length.inNanoseconds * tracks[index].timescale / 1_000_000_000
        }
    }

    // MARK: Units

    private func time(of track: Int) -> Duration {
        zero + .nanoseconds(Int64(Int128(tracks[track].next) * 1_000_000_000 / Int128(tracks[track].timescale)))
    }

    private func wall(_ time: Duration) -> WallTime { World.beginning + time + clock }

    private mutating func unit() -> AccessUnit {
        let track = tracks.indices.min { self.time(of: $0) < self.time(of: $1) } ?? 0
        let time = self.time(of: track)
        now = max(now, time)
        let definition = format.tracks[track]
        var flags: AccessUnit.Flags = []
        if definition.isAlwaysKey || tracks[track].sinceKey == 0 { flags.insert(.key) }
        if track == 0, isAfterLoss {
            flags.insert(.afterLoss)
            isAfterLoss = false
        }
        if !flags.contains(.key), generator.chance(oneIn: 3) { flags.insert(.disposable) }
        let isReordered = reorders && !definition.isAlwaysKey
        let number = UInt64(units.count)
        let unit = AccessUnit(
            track: track,
            payload: Bytes(
                withUnsafeBytes(of: number.bigEndian) { Array($0) }
                    + [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: generator.integer(0...300))
            ),
            decodeTime: MediaTicks(tracks[track].next),
            presentationOffset: isReordered ? Int32(tracks[track].interval) * Int32(generator.integer(0...3)) : 0,
            arrival: MonotonicTime(nanoseconds: 0) + time,
            wall: wall(time) + .microseconds(generator.integer(-2000...2000)),
            flags: flags
        )
        units[number] = unit
        tracks[track].next += tracks[track].interval
        if definition.kind == .video {
            tracks[track].sinceKey = (tracks[track].sinceKey + 1) % picturesPerGroup
        }
        return unit
    }

    // MARK: Formats

    static let jpeg = TrackFormat.jpeg(JPEGFormat(size: PictureSize(width: 640, height: 480)))

    /// 640 × 360, Main profile.
    static var h265: TrackFormat {
        get throws {
            let sets = [
                "40010c01ffff01600000030090000003000003003f959809",
                "42010101600000030090000003000003003fa00502016965959a4932bc05a02000000300200000030321",
                "4401c172b46240",
            ].compactMap { Hexadecimal.decode($0) }
            return .h265(
                try H265Format(
                    videoParameterSets: [sets[0]],
                    sequenceParameterSets: [sets[1]],
                    pictureParameterSets: [sets[2]]
                )
            )
        }
    }
}
