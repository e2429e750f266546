import Media
import NIOCore
import Stream

@testable import Live

/// One viewer, a log, and a clock that is turned by hand: units come every 100 ms.
struct ViewerScene {
    var log: RenditionLog
    var cursor: ViewerCursor
    var now = MonotonicTime(nanoseconds: 0)
    var next = 0
    /// Units between key frames.
    var group: Int
    var isDisposable: (Int) -> Bool = { _ in false }

    init(group: Int = 10, log: RenditionLog.Limits = .init(), _ limits: ViewerCursor.Limits = .init()) {
        self.group = group
        self.log = RenditionLog(limits: log)
        self.log.isCaughtUp = true
        cursor = ViewerCursor(limits: limits)
    }

    mutating func begin() {
        let format = StreamFormat(tracks: [LiveSamples.jpeg])
        log.append(.start(RenditionStart(format: format, carried: [0])), at: now)
    }

    /// So many units come, 100 ms after one another.
    mutating func send(_ count: Int = 1) {
        for _ in 0..<count {
            now = MonotonicTime(nanoseconds: Int64(next) * 100_000_000)
            let isKey = next % group == 0
            var flags: RenditionUnit.Flags = isKey ? .entry : []
            if isDisposable(next) { flags.insert(.disposable) }
            var bytes = ByteBuffer()
            bytes.writeRepeatingByte(7, count: 100)
            let unit = RenditionUnit(
                bytes: bytes,
                flags: flags,
                seconds: Double(next) / 10,
                arrival: now,
                wall: WallTime(nanoseconds: Int64(next))
            )
            log.append(.unit(unit), at: now)
            next += 1
        }
    }

    mutating func wait(_ seconds: Double) { now = now + .seconds(seconds) }

    /// All that the viewer is given now.
    mutating func read() -> [String] {
        var items: [ViewerItem] = []
        while cursor.read(log, at: now, into: &items) {}
        return items.map(\.short)
    }

    mutating func block() { cursor.setWritable(false, at: now) }
    mutating func unblock() { cursor.setWritable(true, at: now) }
}
