import Media

/// Lays the sources of a ``VirtualFilm`` on one time line.
struct FilmAssembly {
    private let sources: [VirtualFilm.Source]
    private let opening: VirtualFilm.Opening
    private var closing: VirtualFilm.Closing?
    private(set) var tracks: FilmTracks

    private(set) var patches: [FragmentPatch] = []
    private(set) var moments: [VirtualFilm.Moment] = []
    private(set) var contents: [(VirtualFilm.Content, Int64)] = []
    private(set) var endedBy: Int?
    private(set) var videoSamples = 0
    private(set) var audioSamples = 0
    private(set) var head: [UInt8] = []

    private var clock: FilmClock
    private var sequence: UInt32 = 1
    private var starts: [(tick: Int64, bytes: UInt32)] = []
    private var lastGroup: FragmentSpan.Group?

    init(_ sources: [VirtualFilm.Source], opening: VirtualFilm.Opening, closing: VirtualFilm.Closing?) {
        self.sources = sources
        self.opening = opening
        self.closing = closing
        tracks = FilmTracks(sources[0].formats)
        clock = FilmClock(
            first: sources[0].span,
            zero: opening.zero,
            timescale: sources[0].formats.first?.timescale ?? 1
        )
    }

    private var timescale: UInt32 { clock.timescale }
    /// What is shown first.
    var shownStart: Int64 { opening.shown.saturatingSubtracting(opening.zero) }
    /// What is shown, in ticks of the leading track.
    var duration: Int64 { max(0, clock.end.saturatingAdding(opening.delay).saturatingSubtracting(shownStart)) }

    mutating func run() throws(MP4Error) {
        for (index, source) in sources.enumerated() {
            guard let places = tracks.add(source.formats) else {
                endedBy = index
                break
            }
            try add(source, index: index, places: places)
        }
        head =
            FilmHead(
                tracks: tracks,
                duration: duration,
                mediaStart: shownStart,
                references: references
            ).bytes
    }

    private mutating func add(
        _ source: VirtualFilm.Source,
        index: Int,
        places: [FilmTracks.Place]
    ) throws(MP4Error) {
        let span = source.span
        let start = clock.start(of: span, continuing: source.continues)
        let shift = start.saturatingSubtracting(span.startTick)
        patches.append(
            FragmentPatch(
                tracks: zip(places, source.formats).map { place, format in
                    FragmentPatch.Track(
                        id: UInt32(place.track + 1),
                        sampleEntry: place.sampleEntry,
                        shift: rescale(shift, from: timescale, to: format.timescale)
                    )
                }
            )
        )
        for group in span.groups { addStart(group, at: start.saturatingAdding(Int64(group.startTick))) }
        videoSamples += span.videoSamples
        audioSamples += span.audioSamples
        let isLast = index == sources.count - 1
        if isLast, let closing {
            try addFragments(of: span, index: index, without: closing)
            videoSamples += closing.cut.videoSamples - Int(closing.stored.videoSamples)
            audioSamples += closing.cut.audioSamples - Int(closing.stored.audioSamples)
            clock.advance(to: closing.cut.endTick.saturatingAdding(shift))
        } else {
            try addFragments(of: span, index: index, without: nil)
            clock.advance(to: span.endTick.saturatingAdding(shift))
        }
        moments.append(
            VirtualFilm.Moment(
                start: index == 0 ? 0 : start.saturatingAdding(opening.delay).saturatingSubtracting(shownStart),
                end: duration
            )
        )
    }

    /// A recording's beginning that would be left out within one is joined with what comes before: the places to jump to are the
    /// same, and so is the head, when the recordings have been joined.
    private mutating func addStart(_ group: FragmentSpan.Group, at tick: Int64) {
        defer { lastGroup = group }
        if let lastGroup, lastGroup.isOfSecond(of: group.wall), let last = starts.indices.last {
            let (bytes, overflow) = starts[last].bytes.addingReportingOverflow(group.bytes)
            if !overflow, bytes <= UInt32(Int32.max) {
                starts[last].bytes = bytes
                return
            }
        }
        starts.append((tick, group.bytes))
    }

    private mutating func addFragments(
        of span: FragmentSpan,
        index: Int,
        without closing: VirtualFilm.Closing?
    ) throws(MP4Error) {
        let whole = closing == nil ? span.fragments : span.fragments.dropLast()
        if !whole.isEmpty {
            let bytes = span.bytes - Int64(closing?.stored.length ?? 0)
            contents.append((.fragments(source: index, whole, sequence: sequence), bytes))
            sequence &+= UInt32(truncatingIfNeeded: whole.count)
        }
        guard let closing else { return }
        let cut = closing.cut
        let head = try closingHead(cut, patch: patches[index])
        contents.append((.literal(head), Int64(head.count)))
        for range in cut.media where !range.isEmpty {
            contents.append((.media(source: index, range), Int64(range.count)))
        }
        let length = cut.media.reduce(head.count) { $0 + $1.count }
        if let last = starts.indices.last {
            // A group has at least the bytes of its last fragment.
            let others = Int64(starts[last].bytes) - Int64(closing.stored.length)
            starts[last].bytes = UInt32(clamping: max(0, others) + Int64(length))
        }
    }

    private func closingHead(_ cut: CutFragment, patch: FragmentPatch) throws(MP4Error) -> [UInt8] {
        let stored = FragmentHeader.encode(sequence: sequence, runs: cut.runs)
        let box = try patch.rewritten(stored.span.extracting(0..<stored.count - 8), sequence: sequence)
        return box + stored.suffix(8)
    }

    /// In times of the film as it is shown: what comes before its beginning counts for nothing.
    private var references: [FilmHead.Reference] {
        let ahead = opening.delay.saturatingSubtracting(shownStart)
        var references: [FilmHead.Reference] = []
        references.reserveCapacity(starts.count)
        var tick: Int64 = 0
        for (index, start) in starts.enumerated() {
            let next = index + 1 < starts.count ? max(tick, starts[index + 1].tick.saturatingAdding(ahead)) : duration
            references.append(
                FilmHead.Reference(bytes: start.bytes, duration: max(0, next.saturatingSubtracting(tick)))
            )
            tick = next
        }
        return references
    }
}
