import Media

/// What cameras do to their numbering in the middle of a session.
extension ClipPlayback {
    /// All timestamps jump, forward or backward.
    mutating func jump(by interval: Duration) {
        for index in tracks.indices {
            let ticks = (interval.inSeconds * Double(rate(of: index))).rounded()
            tracks[index]?.timestampBase &+= UInt32(truncatingIfNeeded: Int64(ticks))
        }
    }

    /// Every track has another source, with a numbering of its own, as if the camera's encoder had been started anew.
    mutating func renewSources(using random: inout some RandomNumberGenerator) {
        for index in tracks.indices {
            tracks[index]?.ssrc = .random(in: .min ... .max, using: &random)
            tracks[index]?.timestampBase = .random(in: .min ... .max, using: &random)
            tracks[index]?.sequence = .random(in: .min ... .max, using: &random)
            tracks[index]?.packets = 0
            tracks[index]?.octets = 0
        }
    }

    /// Lets the timestamps begin with this number; before anything was written.
    mutating func beginTimestamps(at first: UInt32) {
        for index in tracks.indices {
            guard let beginning = beginning(of: index) else { continue }
            tracks[index]?.timestampBase &+= first &- beginning.timestamp
        }
    }
}
