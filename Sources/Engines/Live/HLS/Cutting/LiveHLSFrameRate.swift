import Media

/// Keeps the pictures of a stream to so many a second, without ever leaving out one that another one needs.
///
/// * Where the pictures that others refer to are no more than the limit, those all pass, and so many of the others (the
///   disposable ones) as there is room for, evenly.
/// * Where they are more, which is so with most cameras, nothing but key frames passes: whatever else was left out would be
///   missed by what follows. Key frames pass always, also where they are more than the limit.
///
/// Which of the two holds, the last whole group of pictures says. Of the first group its beginning passes, up to the
/// picture that would exceed the limit.
struct LiveHLSFrameRate {
    /// Pictures a second; 0 for all.
    let limit: Int

    /// In units of a picture: what may pass now. Two at most, for pictures that come a little too early.
    private var credit = 2.0
    private var last: MediaTicks?
    /// Nil before the first key frame.
    private var groupStart: MediaTicks?
    /// Pictures of this group so far that others refer to, or that begin it.
    private var needed = 0
    private var isFirstGroup = true
    /// Nothing more of this group.
    private var skipsGroup = false

    /// A little more than the limit is the limit: cameras' clocks are not exact.
    private static let tolerance = 1.05

    init(limit: Int = 0) { self.limit = limit }

    /// - Parameter unit: of the picture, in decoding order.
    mutating func passes(_ unit: AccessUnit, timescale: UInt32) -> Bool {
        guard limit > 0 else { return true }
        earn(until: unit.decodeTime, timescale)
        if unit.isKey {
            beginGroup(at: unit.decodeTime, timescale)
            credit = max(credit - 1, -1)
            return true
        }
        let isDisposable = unit.flags.contains(.disposable)
        if !isDisposable { needed += 1 }
        guard groupStart != nil, !skipsGroup else { return false }
        if credit < 1 {
            if isDisposable { return false }
            if isFirstGroup {
                skipsGroup = true
                return false
            }
        }
        credit = max(credit - 1, -1)
        return true
    }

    private mutating func earn(until time: MediaTicks, _ timescale: UInt32) {
        defer { last = time }
        guard let last else { return }
        let seconds = Double(max(0, time - last)) / Double(max(timescale, 1))
        credit = min(credit + seconds * Double(limit) * Self.tolerance, 2)
    }

    private mutating func beginGroup(at time: MediaTicks, _ timescale: UInt32) {
        if let groupStart {
            let seconds = Double(max(1, time - groupStart)) / Double(max(timescale, 1))
            skipsGroup = Double(needed) / seconds > Double(limit) * Self.tolerance
            isFirstGroup = false
        }
        groupStart = time
        needed = 1
    }
}
