/// How to answer a request for a playlist.
package enum ReloadAnswer: Hashable, Sendable {
    /// At once, with the whole playlist.
    case now
    /// When the playlist has changed, if then this says so. After three target durations: 503.
    case later
    /// What is asked for lies further ahead than anyone needs to wait for: 400.
    case tooFarAhead
}

extension MediaPlaylist {
    /// How to answer a request, by RFC 8216bis §6.2.5.2.
    package func answer(to request: ReloadRequest) -> ReloadAnswer {
        // What was not offered, or has lost its sense, is ignored.
        guard let lowLatency, !hasEnded, var position = request.position else { return .now }
        guard position.sequence <= lastSequence + 2 else { return .tooFarAhead }
        // Of a segment that is not there any more nobody knows the parts; and no more is asked than that there be later ones.
        guard position.sequence >= mediaSequence else { return .now }
        if position.sequence <= lastSequence {
            guard let part = position.part, part >= segments[position.sequence - mediaSequence].parts.count else {
                return .now
            }
            // Behind the last part comes the first of the next segment.
            position = ReloadRequest.Position(sequence: position.sequence + 1, part: 0)
            if position.sequence <= lastSequence { return .now }
        }
        guard let part = position.part else { return .later }
        let known = position.sequence == lastSequence + 1 ? open?.parts.count ?? 0 : 0
        if part < known { return .now }
        return part - (known - 1) > lowLatency.advanceLimit ? .tooFarAhead : .later
    }
}
