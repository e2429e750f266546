import Foundation
import MP4
import Media
import Playback

/// The time track of an exact export: the wall time of each second as text, which players show as subtitles; nothing of the
/// pictures is changed for it. Where nothing was recorded there is no text.
enum ExportTimeTrack {
    static func of(_ film: RangeFile, in zone: TimeZone) -> TextTrack {
        var track = TextTrack()
        var position: Int64 = 0
        for span in film.spans {
            let begin = max(position, milliseconds(span.offset))
            let end = max(begin, milliseconds(span.offset + span.duration))
            if begin > position { track.append("", for: UInt32(clamping: begin - position)) }
            position = begin
            while position < end {
                let wall = span.start + .milliseconds(position - begin)
                let into = wall.nanoseconds / 1_000_000 % 1000
                let length = min(end - position, max(1, 1000 - max(0, into)))
                track.append(text(wall, in: zone), for: UInt32(clamping: length))
                position += length
            }
        }
        return track
    }

    private static func milliseconds(_ seconds: Double) -> Int64 { Int64((max(0, seconds) * 1000).rounded()) }

    /// `2026-11-21 05:00:00 +01:00`.
    static func text(_ time: WallTime, in zone: TimeZone) -> String {
        let seconds = Double(time.nanoseconds) / 1e9
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: seconds))
        let shifted = ExportTime.text(time + .seconds(offset))
        let minutes = abs(offset) / 60
        let clock = "\(digits(minutes / 60)):\(digits(minutes % 60))"
        return "\(shifted.prefix(10)) \(shifted.dropFirst(11).prefix(8)) \(offset < 0 ? "-" : "+")\(clock)"
    }

    private static func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
