package import Media

/// A film made of parts of recordings, as bytes that stand nowhere: a head of its own, stored fragments by reference, and a
/// last one that may be cut. It says what its bytes are; whoever reads them brings the files.
///
/// A part that goes on with the one before follows on the media's clock. Across a gap, the film's time goes on by the wall
/// time that the gap lasted.
package struct VirtualFilm: Sendable {
    /// Fragments of one recording.
    package struct Source: Sendable {
        package var span: FragmentSpan
        /// Of the recording's tracks.
        package var formats: [TrackFormat]
        /// Whether it goes on where the source before ends, on the same clock and without a hole.
        package var continues: Bool

        package init(span: FragmentSpan, formats: [TrackFormat], continues: Bool) {
            self.span = span
            self.formats = formats
            self.continues = continues
        }
    }

    /// Where the film begins in the first source, in ticks of track 0 since the file's zero.
    package struct Opening: Hashable, Sendable {
        /// The earliest decoding time of any track: the film's zero.
        package var zero: Int64
        /// What is shown first: a time of presentation.
        package var shown: Int64
        /// By how much the first sample is shown later than it is decoded.
        package var delay: Int64

        package init(zero: Int64, shown: Int64, delay: Int64) {
            self.zero = zero
            self.shown = shown
            self.delay = delay
        }
    }

    /// What stands in the place of the last fragment of the last source.
    package struct Closing: Hashable, Sendable {
        package var cut: CutFragment
        /// Of the fragment as it is stored.
        package var stored: FragmentIndexEntry

        package init(cut: CutFragment, stored: FragmentIndexEntry) {
            self.cut = cut
            self.stored = stored
        }
    }

    package enum Content: Hashable, Sendable {
        case literal([UInt8])
        /// Whole fragments of a source, one after another, the first of which gets this number; each patched.
        case fragments(source: Int, Range<Int>, sequence: UInt32)
        /// Bytes of a source's file as they are.
        case media(source: Int, Range<Int64>)
    }

    package struct Part: Hashable, Sendable {
        /// In the film.
        package var start: Int64
        package var length: Int64
        package var content: Content
    }

    /// When a source is in the film.
    package struct Moment: Hashable, Sendable {
        /// In ticks of the leading track since the film's shown beginning; that of the first is 0.
        package var start: Int64
        package var end: Int64
    }

    package private(set) var parts: [Part] = []
    /// Nil of a film without a head.
    package private(set) var tracks: FilmTracks?
    /// Media time, in ticks of the leading track, that it begins with.
    package private(set) var mediaStart: Int64 = 0
    /// By source.
    package private(set) var patches: [FragmentPatch] = []
    package private(set) var moments: [Moment] = []
    /// Bytes of all.
    package private(set) var length: Int64 = 0
    /// What is shown, in ticks of the leading track.
    package private(set) var duration: Int64 = 0
    /// Ticks per second of the leading track.
    package let timescale: UInt32
    /// The first source that could not be taken in, because its codecs are others; nil where all were.
    package private(set) var endedBy: Int?
    /// Those that are not shown, because they come before the beginning, are counted too.
    package private(set) var videoSamples = 0
    package private(set) var audioSamples = 0

    /// - Parameters:
    ///   - sources: in the order of time; at least one, none of them empty.
    ///   - closing: nil where the last fragment is whole. Passed over where the film ends before the last source.
    /// - Throws: where the last fragment is of tracks that its recording has not.
    package init(_ sources: [Source], opening: Opening, closing: Closing? = nil) throws(MP4Error) {
        precondition(!sources.isEmpty, "a film of nothing")
        timescale = max(sources[0].formats.first?.timescale ?? 1, 1)
        var assembly = FilmAssembly(sources, opening: opening, closing: closing)
        try assembly.run()
        patches = assembly.patches
        tracks = assembly.tracks
        mediaStart = assembly.shownStart
        moments = assembly.moments
        endedBy = assembly.endedBy
        duration = assembly.duration
        videoSamples = assembly.videoSamples
        audioSamples = assembly.audioSamples
        setContents([(.literal(assembly.head), Int64(assembly.head.count))] + assembly.contents)
    }

    /// The same film of other bytes.
    func withContents(_ contents: [(Content, Int64)]) -> VirtualFilm {
        var film = self
        film.setContents(contents)
        return film
    }

    private mutating func setContents(_ contents: [(content: Content, length: Int64)]) {
        parts = []
        length = 0
        for (content, count) in contents where count > 0 {
            parts.append(Part(start: length, length: count, content: content))
            length += count
        }
    }

    /// Some fragments of one recording without a head: what comes after an initialisation segment.
    ///
    /// - Parameters:
    ///   - span: not empty.
    ///   - sequence: the number of the first fragment.
    package init(_ span: FragmentSpan, patch: FragmentPatch, sequence: UInt32, timescale: UInt32) {
        self.timescale = max(timescale, 1)
        patches = [patch]
        length = span.bytes
        parts = [Part(start: 0, length: length, content: .fragments(source: 0, span.fragments, sequence: sequence))]
        duration = span.endTick.saturatingSubtracting(span.startTick)
        videoSamples = span.videoSamples
        audioSamples = span.audioSamples
    }

    /// The index of the part that the byte at `offset` is of.
    ///
    /// - Precondition: it lies within the film.
    package func part(at offset: Int64) -> Int {
        precondition(offset >= 0 && offset < length, "a byte beyond the film")
        var low = 0
        var high = parts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if parts[middle].start <= offset { low = middle } else { high = middle }
        }
        return low
    }

    /// A number for these very bytes: films of other bytes have another, as good as certainly.
    ///
    /// - Parameter names: of the sources' files, which never stand for anything else.
    package func fingerprint(names: [Int64]) -> UInt64 {
        // FNV-1a, 64 bits.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ value: Int64) {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                hash = (hash ^ (UInt64(bitPattern: value) >> shift & 0xFF)) &* 0x100_0000_01B3
            }
        }
        for part in parts {
            add(part.length)
            switch part.content {
            case .literal(let bytes): for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            case .fragments(let source, let range, let sequence):
                for value in [names[source], Int64(range.lowerBound), Int64(range.upperBound), Int64(sequence)] {
                    add(value)
                }
                for track in patches[source].tracks {
                    for value in [Int64(track.id), Int64(track.sampleEntry), track.shift] { add(value) }
                }
            case .media(let source, let range):
                for value in [names[source], range.lowerBound, range.upperBound] { add(value) }
            }
        }
        return hash
    }
}
