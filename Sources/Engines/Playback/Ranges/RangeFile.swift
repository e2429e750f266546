package import Catalog
package import MP4
package import Media

/// A range of a stream as the bytes of one film: a fragmented MP4 file that any player opens. Its length does not change,
/// also where the newest recording grows; what is deleted while it is read is an error when it is come to.
package struct RangeFile: Sendable {
    /// What follows on the media's clock without a gap.
    package struct Span: Hashable, Sendable {
        /// Wall times.
        package var start: WallTime
        package var end: WallTime
        /// When it is in the film, in seconds since its beginning.
        package var offset: Double
        package var duration: Double
    }

    package let film: VirtualFilm
    package let sources: [RangeSource]
    /// What is shown first, and where the last sample ends.
    package let start: WallTime
    package let end: WallTime
    package let spans: [Span]
    /// Where the film ends before what was asked for, because the recordings that follow have other codecs.
    package let codecChange: SegmentRecord?
    let closing: VirtualFilm.Closing?
    let player: Player
    private let reader: RangeReader

    /// The same range of the same sources as other bytes.
    func with(_ film: VirtualFilm, player: Player) -> RangeFile { RangeFile(self, film: film, player: player) }

    private init(_ other: RangeFile, film: VirtualFilm, player: Player) {
        self.film = film
        sources = other.sources
        start = other.start
        end = other.end
        spans = other.spans
        codecChange = other.codecChange
        closing = other.closing
        self.player = player
        reader = RangeReader(player: player, film: film, sources: other.sources)
    }

    init(
        player: Player,
        film: VirtualFilm,
        sources: [RangeSource],
        opening: VirtualFilm.Opening,
        closing: VirtualFilm.Closing?
    ) {
        self.player = player
        self.film = film
        self.sources = sources
        // Where the film ends before, nothing is cut.
        let closing = film.endedBy == nil ? closing : nil
        self.closing = closing
        codecChange = film.endedBy.map { sources[$0].record }
        let first = sources[0].span
        let ahead = opening.shown.saturatingSubtracting(opening.delay).saturatingSubtracting(first.startTick)
        start = WallTime(nanoseconds: first.startWall) + Self.wall(ahead, film.timescale)
        spans = Self.spans(of: film, sources, start: start, closing: closing)
        end = spans.last?.end ?? start
        reader = RangeReader(player: player, film: film, sources: sources)
    }

    /// Bytes.
    package var length: Int64 { film.length }

    /// In the file, those included that come before the beginning and are not shown.
    package var videoFrames: Int { film.videoSamples }
    package var audioFrames: Int { film.audioSamples }

    /// In seconds.
    package var duration: Double { Double(film.duration) / Double(film.timescale) }

    /// A name for these very bytes.
    package var tag: String { String(film.fingerprint(names: sources.map(\.record.id.nanoseconds)), radix: 36) }

    /// Up to `count` bytes at `offset`, and at least one, unless `offset` is at or beyond the end or `count` is 0.
    package func read(offset: Int64, count: Int) async throws(PlaybackError) -> [UInt8] {
        guard offset >= 0, offset < length, count > 0 else { return [] }
        return try await reader.read(offset: offset, count: min(count, RecordingFile.longestRead))
    }

    private static func wall(_ ticks: Int64, _ timescale: UInt32) -> Duration {
        .nanoseconds(MediaTicks(ticks).rescaled(from: timescale, to: 1_000_000_000).count)
    }

    private static func spans(
        of film: VirtualFilm,
        _ sources: [RangeSource],
        start: WallTime,
        closing: VirtualFilm.Closing?
    ) -> [Span] {
        let scale = Double(film.timescale)
        var spans: [Span] = []
        for (index, moment) in film.moments.enumerated() {
            let span = sources[index].span
            var last = span.lastDuration
            if let closing, index == sources.count - 1 { last = closing.cut.endTick - closing.stored.startTick }
            let end = WallTime(nanoseconds: span.lastWall) + wall(last, film.timescale)
            let continues =
                index > 0 && RangeOpener.continues(sources[index].part, after: sources[index - 1].part)
            if continues {
                spans[spans.count - 1].end = end
                spans[spans.count - 1].duration = Double(moment.end) / scale - spans[spans.count - 1].offset
            } else {
                spans.append(
                    Span(
                        start: index == 0 ? start : WallTime(nanoseconds: span.startWall),
                        end: end,
                        offset: Double(moment.start) / scale,
                        duration: Double(moment.end - moment.start) / scale
                    )
                )
            }
        }
        return spans
    }
}
