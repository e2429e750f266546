import Media
import Stream

/// Keeps what a stream begins with, until its rhythm is known.
struct LiveHLSMeasure {
    /// From the format on.
    private(set) var items: [StreamItem] = []
    private var lead: (track: Int, timescale: UInt32)?
    private var firstKey: MediaTicks?
    private var pictures = 0
    private var bytes = 0

    private let limits: LiveHLSLimits
    /// Streams whose clock stands still must not fill the memory.
    private static let mostItems = 8192

    init(_ limits: LiveHLSLimits) { self.limits = limits }

    /// - Parameter lead: the track that segments are cut by.
    mutating func begin(_ format: StreamFormat, lead: Int?) {
        restart()
        items = [.format(format)]
        self.lead = lead.map { ($0, format.tracks[$0].timescale) }
    }

    /// Begins with the next key frame: what came before does not go together with what comes.
    mutating func restart() {
        items.removeAll { if case .unit = $0 { true } else { false } }
        firstKey = nil
        pictures = 0
        bytes = 0
    }

    /// - Returns: the rhythm, once it is known; then `unit` is among the items.
    mutating func take(_ unit: AccessUnit) -> LiveHLSRhythm? {
        guard let lead else { return nil }
        let isLead = unit.track == lead.track
        guard let firstKey else {
            guard isLead, unit.isKey else { return nil }
            self.firstKey = unit.decodeTime
            pictures = 1
            keep(unit)
            return nil
        }
        keep(unit)
        let isFull = bytes >= limits.segmentBytes || items.count >= Self.mostItems
        guard isLead || isFull else { return nil }
        let length = unit.decodeTime - firstKey
        let passed = Duration.nanoseconds(MediaTicks(length).rescaled(from: lead.timescale, to: 1_000_000_000).count)
        if isLead, unit.isKey || passed >= limits.longestMeasure { return rhythm(passed) }
        if isLead { pictures += 1 }
        return isFull ? rhythm(isLead ? passed : limits.segment) : nil
    }

    private func rhythm(_ passed: Duration) -> LiveHLSRhythm {
        let length = min(max(passed, .milliseconds(1)), .seconds(60))
        return LiveHLSRhythm(group: length, unit: max(length / max(1, pictures), .milliseconds(1)))
    }

    private mutating func keep(_ unit: AccessUnit) {
        items.append(.unit(unit))
        bytes += unit.payload.count
    }
}
