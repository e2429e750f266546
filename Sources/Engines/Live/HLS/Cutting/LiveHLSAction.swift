import Media

/// What comes out of a stream that is cut into segments, in order.
enum LiveHLSAction: Sendable {
    /// How long segments and parts can get is known. Comes first, and once.
    case shape(LiveHLSShape)
    /// Segments from here on need this before them: `ftyp` and `moov`.
    case initialisation(Bytes)
    /// A segment begins.
    case begin(LiveHLSStart)
    /// Bytes of the segment, which go on where the part before has ended.
    case part(LiveHLSPart)
    /// The segment is complete, and lasts so long.
    case finish(Duration)
    /// Nothing more will come.
    case end
}

/// How a stream is cut; does not change.
struct LiveHLSShape: Hashable, Sendable {
    /// The longest segment, in whole seconds, rounded to the nearest.
    var target: Int
    /// The longest part; nil where segments come whole.
    var partTarget: Duration?

    /// Just short of what would be rounded up.
    var longestSegment: Duration { .milliseconds(target * 1000 + 499) }
}

struct LiveHLSStart: Hashable, Sendable {
    /// Time of day of its first picture.
    var wall: WallTime
    var isDiscontinuous: Bool
    /// It begins with a key frame.
    var isIndependent: Bool
}

struct LiveHLSPart: Sendable {
    var bytes: Bytes
    var duration: Duration
    /// There is a key frame in it.
    var isIndependent: Bool
}
