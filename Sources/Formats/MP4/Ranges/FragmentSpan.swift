import Media

/// Fragments of one recording that follow each other, in numbers that say all that a range needs before it is read: about a
/// hundred bytes, however many fragments there are, and some twenty for each group of pictures.
package struct FragmentSpan: Hashable, Sendable {
    /// From one place where a decoder can start to the next: what a player may jump to.
    package struct Group: Hashable, Sendable {
        /// Of all its fragments.
        package var bytes: UInt32
        /// Where it begins, in ticks of track 0 since the span's ``FragmentSpan/startTick``.
        package var startTick: UInt32
        /// Its first fragment in the recording.
        package var fragment: UInt32
        /// Wall time of its first sample, nanoseconds since 1970.
        package var wall: Int64

        /// Whether it begins in the same second of the day as something else does.
        func isOfSecond(of other: Int64) -> Bool {
            // Rounding towards 1970 is as good as any: it is the same for all.
            wall / 1_000_000_000 == other / 1_000_000_000
        }
    }

    /// Which fragments of the recording.
    package private(set) var fragments: Range<Int>
    /// Where the first begins in the recording's file.
    package private(set) var offset: Int64 = 0
    /// Of all of them.
    package private(set) var bytes: Int64 = 0
    /// Decoding time of the first sample, and the end of the last, in ticks of track 0 since the file's zero.
    package private(set) var startTick: Int64 = 0
    package private(set) var endTick: Int64 = 0
    /// Wall time of the first sample, and of the first sample of the last fragment, nanoseconds since 1970.
    package private(set) var startWall: Int64 = 0
    package private(set) var lastWall: Int64 = 0
    /// Of the last fragment, in ticks of track 0.
    package private(set) var lastDuration: Int64 = 0
    package private(set) var parameterSets: UInt32 = 0
    package private(set) var videoSamples = 0
    package private(set) var audioSamples = 0
    /// In order; the first begins with the span. Of places to start within a second of the day the first counts alone: so these
    /// are the same wherever recordings end, but for the span's own beginning.
    package private(set) var groups: [Group] = []

    package var isEmpty: Bool { fragments.isEmpty }

    private init(first: Int) { fragments = first..<first }

    /// A part of a recording's fragments.
    package init(_ entries: ArraySlice<FragmentIndexEntry>) {
        self.init(first: entries.startIndex)
        for entry in entries { append(entry) }
    }

    /// All fragments of an index as the catalogue keeps it.
    package init(
        decoding index: Span<UInt8>
    ) throws(FragmentIndex.DecodingError) {
        var span = FragmentSpan(first: 0)
        try FragmentIndex.forEach(in: index) { entry, _ in span.append(entry) }
        self = span
    }

    private mutating func append(_ entry: FragmentIndexEntry) {
        if isEmpty {
            offset = entry.offset
            startTick = entry.startTick
            endTick = entry.startTick
            startWall = entry.wall
            parameterSets = entry.parameterSetID
        }
        appendToGroup(entry)
        fragments = fragments.lowerBound..<fragments.upperBound + 1
        bytes = bytes.saturatingAdding(Int64(entry.length))
        endTick = max(endTick, entry.startTick + entry.duration)
        lastWall = entry.wall
        lastDuration = entry.duration
        videoSamples += Int(entry.videoSamples)
        audioSamples += Int(entry.audioSamples)
    }

    private mutating func appendToGroup(_ entry: FragmentIndexEntry) {
        let length = UInt32(clamping: entry.length)
        let start = entry.startTick.saturatingSubtracting(startTick)
        if let last = groups.last {
            let (bytes, overflow) = last.bytes.addingReportingOverflow(length)
            // 31 bits is what an index of a film has for a length.
            let isFull = overflow || bytes > UInt32(Int32.max)
            let isOwn = entry.isKey && !last.isOfSecond(of: entry.wall)
            guard isOwn || isFull else {
                groups[groups.count - 1].bytes = bytes
                return
            }
        }
        let number = UInt32(clamping: fragments.upperBound)
        groups.append(
            Group(bytes: length, startTick: UInt32(clamping: start), fragment: number, wall: entry.wall)
        )
    }
}
