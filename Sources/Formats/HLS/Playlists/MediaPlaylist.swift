/// A media playlist (RFC 8216 §4.3.3, RFC 8216bis §4.4.3): the segments that a client may ask for now. A value without
/// clock and files: who makes the segments adds them and takes out old ones; ``text(skippingOlder:)`` is what a client gets.
///
/// It keeps the rules that make players stall when they are broken: no segment is longer than the target duration, which
/// never changes; numbers only grow; a live playlist never gets shorter than three target durations by taking out.
package struct MediaPlaylist: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Old segments go, new ones come.
        case live
        /// New ones come, none goes.
        case event
        /// All are there.
        case recorded
    }

    package let kind: Kind
    /// Whole seconds; 1 or more.
    package let targetDuration: Int
    /// Nil in an ordinary playlist.
    package let lowLatency: LowLatency?
    /// Number of the first segment.
    package private(set) var mediaSequence: Int
    /// How many discontinuities there have been before the first segment, its own not counted.
    package private(set) var discontinuitySequence: Int
    /// Complete ones.
    package private(set) var segments: [MediaSegment] = []
    /// The segment of which there are only parts, if any yet.
    package private(set) var open: OpenSegment?
    /// The part that will come next, which a client may ask for already: EXT-X-PRELOAD-HINT. Only written in a playlist of
    /// low latency.
    package var preloadHint: String?
    /// Only written in a playlist of low latency.
    package var renditionReports: [RenditionReport] = []
    /// Whether every segment can be decoded by itself: EXT-X-INDEPENDENT-SEGMENTS.
    package var areIndependent = true
    /// Where a player is to begin, from the beginning of the first segment: EXT-X-START.
    package var startOffset: Duration?
    package private(set) var hasEnded: Bool

    package struct OpenSegment: Hashable, Sendable {
        package let start: SegmentStart
        package internal(set) var parts: [PartialSegment] = []
    }

    /// - Parameters:
    ///   - kind: `live` or `event`; for `recorded` there is ``recorded(_:)``.
    ///   - targetDuration: the longest that a segment will be, in whole seconds, rounded to the nearest. It cannot be
    ///     changed later.
    ///   - mediaSequence: of the first segment, if playlists before this one were counted.
    package init(
        _ kind: Kind,
        targetDuration: Int,
        lowLatency: LowLatency? = nil,
        mediaSequence: Int = 0,
        discontinuitySequence: Int = 0
    ) {
        self.kind = kind
        self.targetDuration = max(1, targetDuration)
        self.lowLatency = lowLatency
        self.mediaSequence = mediaSequence
        self.discontinuitySequence = discontinuitySequence
        hasEnded = false
    }

    /// A playlist of all that there is and will be.
    package static func recorded(_ segments: [MediaSegment]) -> MediaPlaylist {
        let longest = segments.map { PlaylistDuration.wholeSeconds($0.duration) }.max() ?? 1
        var playlist = MediaPlaylist(.recorded, targetDuration: longest)
        playlist.segments = segments
        playlist.hasEnded = true
        return playlist
    }

    /// Of the last complete segment; one less than the first's where there is none.
    package var lastSequence: Int { mediaSequence + segments.count - 1 }

    /// Of all complete segments.
    package var duration: Duration { segments.reduce(.zero) { $0 + $1.duration } }

    // MARK: Adding

    package mutating func append(_ segment: MediaSegment) throws(PlaylistError) {
        guard open == nil else { throw .openSegment }
        try add(segment)
    }

    /// Begins a segment whose parts come one by one.
    package mutating func begin(_ start: SegmentStart) throws(PlaylistError) {
        guard !hasEnded else { throw .ended }
        guard open == nil else { throw .openSegment }
        open = OpenSegment(start: start)
    }

    /// Adds the next part of the segment that has been begun.
    package mutating func append(_ part: PartialSegment) throws(PlaylistError) {
        guard let lowLatency, open != nil else { throw .noOpenSegment }
        let (length, target) = (
            PlaylistDuration.microseconds(part.duration), PlaylistDuration.microseconds(lowLatency.partTarget)
        )
        guard length <= target else { throw .partTooLong(part.duration, target: lowLatency.partTarget) }
        open?.parts.append(part)
    }

    /// Completes the segment that has been begun. Where it is too long, it stays open.
    package mutating func finish(_ uri: String, duration: Duration) throws(PlaylistError) {
        guard let open else { throw .noOpenSegment }
        var segment = MediaSegment(uri, duration: duration, start: open.start)
        segment.parts = open.parts
        try add(segment)
        self.open = nil
    }

    private mutating func add(_ segment: MediaSegment) throws(PlaylistError) {
        guard !hasEnded else { throw .ended }
        guard PlaylistDuration.wholeSeconds(segment.duration) <= targetDuration else {
            throw .segmentTooLong(segment.duration, target: targetDuration)
        }
        segments.append(segment)
    }

    /// Nothing more will come: EXT-X-ENDLIST. A segment that is not finished goes.
    package mutating func end() {
        open = nil
        preloadHint = nil
        hasEnded = true
    }

    // MARK: Taking out

    /// Takes out the oldest segments of a live playlist as long as the others last for `window`, and for three target
    /// durations (RFC 8216 §6.2.2). Clients may still ask for them as long again as the playlist was.
    ///
    /// - Returns: what was taken out.
    @discardableResult
    package mutating func removeOldest(keeping window: Duration) -> [MediaSegment] {
        guard kind == .live, !hasEnded else { return [] }
        let least = max(window, .seconds(3 * targetDuration))
        var rest = duration
        var count = 0
        while count < segments.count, rest - segments[count].duration >= least {
            rest -= segments[count].duration
            count += 1
        }
        return remove(count)
    }

    /// Takes out the oldest segments of a live playlist although it gets shorter than its clients may rely on: for who has no
    /// more room. One stays.
    ///
    /// - Returns: what was taken out.
    @discardableResult
    package mutating func removeOldest(_ count: Int) -> [MediaSegment] {
        guard kind == .live, !hasEnded else { return [] }
        return remove(min(max(0, count), segments.count - 1))
    }

    private mutating func remove(_ count: Int) -> [MediaSegment] {
        guard count > 0 else { return [] }
        mediaSequence += count
        discontinuitySequence += segments.prefix(count).count(where: \.start.isDiscontinuous)
        defer { segments.removeFirst(count) }
        return Array(segments.prefix(count))
    }
}
