import Foundation
import Media
import NVR
import Reception

/// Times as the document has them.
enum LightTime {
    /// "2026-11-21T02:15:16Z"
    static func text(_ time: WallTime) -> String { String(RFC3339.text(time).prefix(19)) + "Z" }

    private static let lastSecond: Int64 = 9_000_000_000

    /// `2026-11-21T02:15:16` with or without a fraction and a zone, which is else UTC; a day; or seconds since 1970. Nil for
    /// anything else.
    ///
    /// - Parameter isEnd: a day means its end.
    static func time(_ text: String, isEnd: Bool = false) -> WallTime? {
        if let seconds = Int64(text) {
            guard (0...lastSecond).contains(seconds) else { return nil }
            return WallTime(nanoseconds: seconds * 1_000_000_000)
        }
        if text.utf8.count == 10 { return RFC3339.time(text + (isEnd ? "T23:59:59Z" : "T00:00:00Z")) }
        return RFC3339.time(text) ?? RFC3339.time(text + "Z")
    }

    /// By the clock on the wall: "2026-11-21 02:15:16", and with `isFine` milliseconds behind it.
    static func local(_ time: WallTime, in zone: TimeZone, isFine: Bool = false) -> String {
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time.unixSeconds)))
        let text = RFC3339.text(time + .seconds(offset))
        let seconds = text.prefix(19).map { $0 == "T" ? " " : $0 }
        return String(seconds) + (isFine ? String(text.dropFirst(19).prefix(4)) : "")
    }

    /// The recorder's, by its name; UTC where there is none of that name.
    static func zone(_ name: String) -> TimeZone { TimeZone(identifier: name) ?? .gmt }
}
