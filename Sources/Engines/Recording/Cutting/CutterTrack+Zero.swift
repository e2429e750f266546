extension CutterTrack {
    /// The zero of a file that begins with what these tracks hold: the earliest time of any, in the ticks of each.
    static func zeros(of tracks: [CutterTrack]) -> [Int64] {
        var earliest: (time: Int64, track: Int)?
        for (index, track) in tracks.enumerated() {
            guard let time = track.firstTime else { continue }
            // time / timescale < earliest time / its timescale, without rounding.
            if let best = earliest,
                Int128(time) * Int128(tracks[best.track].clock.timescale) >= Int128(best.time)
                    * Int128(track.clock.timescale)
            {
                continue
            }
            earliest = (time, index)
        }
        guard let earliest else { return tracks.map { _ in 0 } }
        let source = Int128(tracks[earliest.track].clock.timescale)
        return tracks.map { track in
            let product = Int128(earliest.time) * Int128(track.clock.timescale)
            // Rounded down, also below zero, so that no track begins before the file does.
            let (quotient, remainder) = product.quotientAndRemainder(dividingBy: source)
            return Int64(clamping: remainder < 0 ? quotient - 1 : quotient)
        }
    }
}
