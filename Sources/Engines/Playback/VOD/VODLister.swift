import Catalog
import HLS
import MP4
import Media
import Storage

/// Makes the playlist of a range: segments of whole groups of pictures, from the catalogue alone but for the head of one file of
/// each format.
struct VODLister {
    let opener: RangeOpener
    let container: VODContainer
    /// Whether pictures of any codec are made into what can be played.
    var makesPictures = false
    /// What is put behind each name.
    var suffix = ""

    /// A segment is at least so long, unless a recording ends.
    private static let shortestSegment: Duration = .seconds(6)
    /// A day and a half of segments of six seconds; three megabytes.
    private static let mostSegments = 20_000

    func list() async throws(PlaybackError) -> MediaPlaylist {
        try await Player.repeating { () async throws(PlaybackError) in try await listAsFound() }
    }

    private func listAsFound() async throws(PlaybackError) -> MediaPlaylist {
        var found = try await opener.sources()
        try opener.trim(&found)
        guard !found.isEmpty else { throw .nothingRecorded }
        let sources = found
        let heads = try await opener.player.threads.run { [player = opener.player] () throws(PlaybackError) in
            try player.readHeads(of: sources)
        }
        return try playlist(of: sources, heads)
    }

    private func playlist(
        of sources: [RangeSource],
        _ heads: [RangeSource.FormatKey: MovieHeader]
    ) throws(PlaybackError) -> MediaPlaylist {
        var segments: [MediaSegment] = []
        var clock: FilmClock?
        var before: RangeSource?
        for source in sources {
            let formats = heads[source.formatKey]?.tracks.compactMap(\.format) ?? []
            guard makesPictures && formats.first?.kind == .video || container.serves(formats) else {
                // What comes before can be played; what is of another codec is for who asks from there on.
                if segments.isEmpty { throw .notForHLS(formats.map(\.codec.name)) }
                break
            }
            let timescale = max(formats[0].timescale, 1)
            // A second before the first picture there is room for the sound that belongs to it.
            var line =
                clock.flatMap { $0.timescale == timescale ? $0 : nil }
                ?? FilmClock(
                    first: source.span,
                    zero: source.span.startTick.saturatingSubtracting(Int64(timescale)),
                    timescale: timescale
                )
            let goesOn = before.map { RangeOpener.continues(source.part, after: $0.part) } ?? false
            let start = line.start(of: source.span, continuing: goesOn)
            line.advance(to: start.saturatingAdding(source.span.endTick.saturatingSubtracting(source.span.startTick)))
            clock = line
            let sameFormat = before.map { $0.formatKey == source.formatKey } ?? false
            append(
                source,
                at: start,
                timescale: timescale,
                isDiscontinuous: before != nil && !(goesOn && sameFormat),
                initialisation: sameFormat ? segments.last?.start.initialisation : nil,
                to: &segments
            )
            guard segments.count <= Self.mostSegments else { throw .tooManyParts(limit: Self.mostSegments) }
            before = source
        }
        var playlist = MediaPlaylist.recorded(segments)
        if let first = segments.first?.start.wall, opener.from > first { playlist.startOffset = opener.from - first }
        return playlist
    }

    private func append(
        _ source: RangeSource,
        at start: Int64,
        timescale: UInt32,
        isDiscontinuous: Bool,
        initialisation: String?,
        to segments: inout [MediaSegment]
    ) {
        let (span, id) = (source.span, source.record.id)
        let groups = span.groups
        let length = span.endTick.saturatingSubtracting(span.startTick)
        let shortest = MediaTicks.count(of: Self.shortestSegment.inNanoseconds, at: timescale)
        let head = container == .fragmentedMP4 ? initialisation ?? VODName.initialisation(id).text + suffix : nil
        var first = 0
        while first < groups.count {
            var next = first + 1
            while next < groups.count, Int64(groups[next].startTick) - Int64(groups[first].startTick) < shortest {
                next += 1
            }
            let end = next < groups.count ? Int64(groups[next].startTick) : length
            let upper = next < groups.count ? Int(groups[next].fragment) : span.fragments.upperBound
            let tick = Int64(groups[first].startTick)
            let name = VODName.segment(
                id,
                at: groups[first].wall.saturatingSubtracting(id.nanoseconds),
                count: upper - Int(groups[first].fragment),
                time: start.saturatingAdding(tick),
                container
            )
            segments.append(
                MediaSegment(
                    name.text + suffix,
                    duration: Self.duration(end - tick, timescale),
                    start: SegmentStart(
                        wall: WallTime(nanoseconds: span.startWall) + Self.duration(tick, timescale),
                        isDiscontinuous: first == 0 && isDiscontinuous,
                        initialisation: head
                    )
                )
            )
            first = next
        }
    }

    private static func duration(_ ticks: Int64, _ timescale: UInt32) -> Duration {
        .nanoseconds(MediaTicks(max(0, ticks)).rescaled(from: timescale, to: 1_000_000_000).count)
    }
}
