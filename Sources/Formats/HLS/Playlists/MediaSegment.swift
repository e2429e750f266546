package import Media

/// A segment of a media playlist, complete: a client may ask for it.
package struct MediaSegment: Hashable, Sendable {
    package var start: SegmentStart
    /// Relative to the playlist, or absolute. Not empty. Characters that a URI cannot have are percent-encoded when written.
    package var uri: String
    package var duration: Duration
    /// In order; empty but in a playlist of low latency.
    package internal(set) var parts: [PartialSegment] = []

    package init(_ uri: String, duration: Duration, start: SegmentStart = SegmentStart()) {
        self.uri = uri
        self.duration = duration
        self.start = start
    }
}

/// What holds from a segment's beginning on.
package struct SegmentStart: Hashable, Sendable {
    /// The time of day of its first sample: EXT-X-PROGRAM-DATE-TIME.
    package var wall: WallTime?
    /// The codecs, the tracks or the time line are others than before: EXT-X-DISCONTINUITY.
    package var isDiscontinuous: Bool
    /// Of the initialisation segment of fragmented MP4: EXT-X-MAP. Nil of transport streams.
    package var initialisation: String?

    package init(wall: WallTime? = nil, isDiscontinuous: Bool = false, initialisation: String? = nil) {
        self.wall = wall
        self.isDiscontinuous = isDiscontinuous
        self.initialisation = initialisation
    }
}

/// A piece of a segment that a client may ask for before the segment is complete (RFC 8216bis §4.4.4.9).
package struct PartialSegment: Hashable, Sendable {
    package var uri: String
    package var duration: Duration
    /// A decoder can begin in it: there is a key frame in it.
    package var isIndependent: Bool

    package init(_ uri: String, duration: Duration, isIndependent: Bool) {
        self.uri = uri
        self.duration = duration
        self.isIndependent = isIndependent
    }
}

/// Where another rendition of the same stream is, so that a client can change to it without asking for an outdated playlist
/// first (RFC 8216bis §4.4.5.4).
package struct RenditionReport: Hashable, Sendable {
    /// Of its media playlist, relative to this one.
    package var uri: String
    /// The last media sequence number there, and the index of its last part.
    package var lastSequence: Int
    package var lastPart: Int?

    package init(uri: String, lastSequence: Int, lastPart: Int?) {
        self.uri = uri
        self.lastSequence = lastSequence
        self.lastPart = lastPart
    }
}
