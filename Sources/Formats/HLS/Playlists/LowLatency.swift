/// What a playlist of low latency promises (RFC 8216bis appendix B). The other numbers follow from these by its rules.
package struct LowLatency: Hashable, Sendable {
    /// The longest duration of a part: EXT-X-PART-INF.
    package var partTarget: Duration

    /// - Parameter partTarget: more than 0; 200 ms to 2 s make sense.
    package init(partTarget: Duration) {
        precondition(partTarget > .zero, "a part target of \(partTarget)")
        self.partTarget = partTarget
    }

    /// A player stays so far behind the end: at least twice the part target, and three times it should be (§4.4.3.8).
    var partHoldBack: Duration { partTarget * 3 }

    /// So many parts ahead a client may ask for one (§6.2.5.2).
    var advanceLimit: Int {
        let microseconds = PlaylistDuration.microseconds(partTarget)
        return microseconds < 1_000_000 ? Int(3_000_000 / max(microseconds, 1)) : 3
    }
}
