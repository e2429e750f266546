import Media
import Stream

/// Measures a stream as it comes. Knows no clock but the stream's own time line.
struct CameraTestMeter {
    private struct Track {
        var format: TrackFormat
        var units = 0
        var bytes = 0
        var first: MediaTicks?
        var last: MediaTicks?
        /// Key frames: how many, the first and the last, and the bytes before each.
        var keys = 0
        var firstKey: (at: MediaTicks, bytes: Int)?
        var lastKey: (at: MediaTicks, bytes: Int)?

        mutating func take(_ unit: AccessUnit) {
            if unit.isKey {
                keys += 1
                firstKey = firstKey ?? (unit.decodeTime, bytes)
                lastKey = (unit.decodeTime, bytes)
            }
            units += 1
            bytes += unit.payload.count
            first = first ?? unit.decodeTime
            last = unit.decodeTime
        }

        func seconds(_ from: MediaTicks?, _ to: MediaTicks?) -> Double? {
            guard let from, let to, to > from else { return nil }
            return Double(to - from) / Double(format.timescale)
        }

        var span: Double { seconds(first, last) ?? 0 }

        var report: CameraTestReport.Track {
            let rate = seconds(first, last).map { Double(units - 1) / $0 }
            // Whole groups of pictures, where there are any: a key frame is much larger than the others.
            let groups = seconds(firstKey?.at, lastKey?.at)
            let wholeBytes = (lastKey?.bytes ?? 0) - (firstKey?.bytes ?? 0)
            let bits: Double? =
                if let groups, format.kind == .video {
                    Double(wholeBytes) * 8 / groups
                } else {
                    seconds(first, last).map { Double(bytes) * 8 * Double(units - 1) / Double(units) / $0 }
                }
            return CameraTestReport.Track(
                kind: format.kind.rawValue,
                codec: format.codec.codecString,
                name: format.codec.name,
                pictureSize: format.pictureSize,
                sampleRate: format.codec.sound?.sampleRate,
                channels: format.codec.sound?.channels,
                units: units,
                framesPerSecond: rate,
                bitsPerSecond: bits.map { Int($0.rounded()) },
                keyFrameInterval: format.kind == .video ? groups.map { $0 / Double(keys - 1) } : nil
            )
        }
    }

    /// So much of a stream tells its rate, and of one with long groups of pictures no more is waited for.
    private static let enough = 2.0
    private static let most = 5.0

    private var tracks: [Track] = []
    /// When the first picture that can be shown came.
    private(set) var firstPicture: MonotonicTime?

    mutating func take(_ item: StreamItem) {
        switch item {
        case .format(let format): tracks = format.tracks.map { Track(format: $0) }
        case .unit(let unit):
            guard tracks.indices.contains(unit.track) else { return }
            tracks[unit.track].take(unit)
            if tracks[unit.track].format.kind == .video { firstPicture = firstPicture ?? unit.arrival }
        case .skipped, .interrupted, .ended: break
        }
    }

    /// Whether all is known that is to be known.
    var isComplete: Bool {
        guard let lead = video ?? tracks.first else { return false }
        return lead.span >= Self.most || video != nil && lead.keys >= 2 && lead.span >= Self.enough
    }

    var hasPictures: Bool { video.map { $0.units > 0 } ?? false }
    var reports: [CameraTestReport.Track] { tracks.map(\.report) }

    private var video: Track? { tracks.first { $0.format.kind == .video } }
}
