import Foundation
import Media
import Stream

/// A camera over hours: its clock is too fast, what it sends comes unevenly, our estimate of the time of day wavers, and now and then
/// it is away for half a minute and counts from elsewhere afterwards.
struct SimulatedHours {
    /// `make test-long` asks for full counts.
    static let isLong = ProcessInfo.processInfo.environment["NIGHTJAR_TEST_LONG"] != nil

    /// By so many parts of a million its clock is too fast: more than those of cameras are.
    static let drift: Int64 = 100
    private static let second: Int64 = 1_000_000_000
    /// Nanoseconds by which things waver, to each side.
    private static let wavering: Int64 = 10_000_000
    static let day: Int64 = 1_800_000_000_000_000_000

    /// Nanoseconds that have really passed.
    private(set) var now: Int64 = 0
    /// When its time line began, and with what, in seconds.
    private var line: (began: Int64, offset: Int64) = (0, 7)
    private var state: UInt64 = 1

    /// So much time passes.
    mutating func pass(_ nanoseconds: Int64) { now += nanoseconds }

    /// It goes, and comes back with another time line.
    mutating func goAway() {
        pass(30 * Self.second)
        line = (now, 100_000 + line.offset)
    }

    /// The time of day as it really is.
    var wall: Int64 { Self.day + now }

    mutating func picture(isKey: Bool) -> AccessUnit {
        let slice: [UInt8] = [isKey ? 0x65 : 0x41, 1, 2, 3, 4, 5, 6, 7]
        let length = withUnsafeBytes(of: UInt32(slice.count).bigEndian) { Array($0) }
        return unit(0, length + slice, rate: 90_000, isKey ? .key : [])
    }

    mutating func sound() -> AccessUnit { unit(1, [UInt8](repeating: 7, count: 160), rate: 8000, .key) }

    private mutating func unit(_ track: Int, _ payload: [UInt8], rate: Int64, _ flags: AccessUnit.Flags) -> AccessUnit {
        let passed = now - line.began
        let counted = passed + passed / 1_000_000 * Self.drift
        let ticks = line.offset * rate + MediaTicks(counted).rescaled(from: 1_000_000_000, to: UInt32(rate)).count
        return AccessUnit(
            track: track,
            payload: Bytes(payload),
            decodeTime: MediaTicks(ticks),
            arrival: MonotonicTime(nanoseconds: Self.second + now + waver() + Self.wavering),
            wall: WallTime(nanoseconds: wall + waver()),
            flags: flags
        )
    }

    private mutating func waver() -> Int64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int64(state >> 33) % (2 * Self.wavering + 1) - Self.wavering
    }
}

/// What a receiver makes of timestamps and senders' reports (RFC 3550 §6.4.1): when a picture was taken.
struct ReceiverClock {
    private let rate: Int64
    private var report: (wall: Int64, timestamp: UInt32)?

    init(rate: Int64) { self.rate = rate }

    mutating func take(_ time: CameraTime, _ timestamp: UInt32) {
        let seconds = Int64(time.ntp >> 32) - 2_208_988_800
        let fraction = Int64(((time.ntp & 0xFFFF_FFFF) * 1_000_000_000) >> 32)
        report = (seconds * 1_000_000_000 + fraction, timestamp)
    }

    /// The time of day of a timestamp, in nanoseconds; nil before the first report.
    func wall(_ timestamp: UInt32) -> Int64? {
        report.map { $0.wall + Int64(Int32(bitPattern: timestamp &- $0.timestamp)) * 1_000_000_000 / rate }
    }
}
