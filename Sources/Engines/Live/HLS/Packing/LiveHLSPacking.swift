import Media

/// Writes the units of a stream in one container: one type per container conforms. Units that it is not given are not in it;
/// those that it is given come out once, in the order of their tracks.
protocol LiveHLSPacking: Sendable {
    /// What a player needs before the first segment; nil where segments have it themselves.
    var initialisation: Bytes? { get }
    /// Whether nothing waits to be taken out.
    var isEmpty: Bool { get }

    /// Adds a unit, which is carried.
    ///
    /// - Parameters:
    ///   - time: of decoding, in ticks of its track since the time line's zero; 0 or more.
    ///   - duration: in ticks of its track.
    mutating func add(_ unit: AccessUnit, at time: Int64, lasting duration: Int64)

    /// What was added since the last time, as bytes that go on where the last ended.
    ///
    /// - Parameter endsSegment: whether the next bytes will be of another segment.
    mutating func take(endsSegment: Bool) -> Bytes
}
