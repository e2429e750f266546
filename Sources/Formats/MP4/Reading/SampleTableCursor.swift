import Media

/// Walks the samples of an ordinary track in order, from its tables. Tables that contradict each other, or the file's
/// length, end the walk.
struct SampleTableCursor {
    private let tables: SampleTables
    private let track: Int
    private let allKeys: Bool
    private let fileLength: Int64
    /// How many samples of one chunk become one: more than 1 where each is a single byte of sound.
    private let grouping: Int

    private var sample = 0
    private var chunk = 0
    private var sampleOfChunk = 0
    private var offset: Int64 = 0
    private var decodeTime: Int64 = 0
    private var chunkRun = 0
    private var key = 0
    private var duration = RunPosition()
    private var presentation = RunPosition()

    /// - Parameters:
    ///   - track: index among `tracks`.
    ///   - fileLength: the walk ends at the first sample that reaches beyond it.
    init(track: Int, of tracks: [MovieTrack], fileLength: Int64) {
        self.track = track
        self.fileLength = fileLength
        tables = tracks[track].tables
        allKeys = tracks[track].kind == .audio || tables.keys == nil
        if case .g711 = tracks[track].format, case .uniform = tables.sizes {
            grouping = 160  // 20 ms, as most send it
        } else {
            grouping = 1
        }
    }

    mutating func next() -> SampleLocation? {
        guard sample < tables.sizes.count, enterChunk() else { return nil }
        let location = takeOne()
        guard location.offset <= fileLength - Int64(location.size) else {
            sample = tables.sizes.count
            return nil
        }
        return location
    }

    /// Goes to the next chunk while this one has no samples left; false after the last.
    private mutating func enterChunk() -> Bool {
        while chunk < tables.chunkOffsets.count {
            while chunkRun + 1 < tables.chunkRuns.count,
                Int(tables.chunkRuns[chunkRun + 1].firstChunk) <= chunk + 1
            {
                chunkRun += 1
            }
            guard chunkRun < tables.chunkRuns.count else { return false }
            if sampleOfChunk < Int(tables.chunkRuns[chunkRun].samplesPerChunk) {
                // An offset that no file has is beyond the end, which `next()` finds.
                if sampleOfChunk == 0 { offset = min(Int64(clamping: tables.chunkOffsets[chunk]), ScanLimits.time) }
                return true
            }
            chunk += 1
            sampleOfChunk = 0
        }
        return false
    }

    private mutating func takeOne() -> SampleLocation {
        let number = UInt32(clamping: sample + 1)
        if let keys = tables.keys {
            while key < keys.count, keys[key] < number { key += 1 }
        }
        let isKey = allKeys || tables.keys.map { key < $0.count && $0[key] == number } == true
        var location = SampleLocation(
            track: track,
            offset: offset,
            size: 0,
            decodeTime: decodeTime,
            duration: 0,
            presentationOffset: Int32(bitPattern: presentation.current(in: tables.presentationOffsets, orLast: false)),
            isKey: isKey
        )
        let left = Int(tables.chunkRuns[chunkRun].samplesPerChunk) - sampleOfChunk
        for _ in 0..<min(grouping, left, tables.sizes.count - sample) {
            let size = tables.sizes[sample]
            let ticks = duration.current(in: tables.durations, orLast: true)
            location.size = UInt32(clamping: UInt64(location.size) + UInt64(size))
            location.duration = UInt32(clamping: UInt64(location.duration) + UInt64(ticks))
            offset = min(offset + Int64(size), ScanLimits.time)
            decodeTime = min(decodeTime + Int64(ticks), ScanLimits.time)
            duration.advance(in: tables.durations)
            presentation.advance(in: tables.presentationOffsets)
            sample += 1
            sampleOfChunk += 1
        }
        return location
    }
}

/// A position in a table of runs.
private struct RunPosition {
    private var run = 0
    private var used: UInt32 = 0

    /// The value of the sample here; past the table's end its last value, or 0.
    mutating func current(in runs: [SampleTables.Run], orLast: Bool) -> UInt32 {
        while run < runs.count, used >= runs[run].count {
            run += 1
            used = 0
        }
        return run < runs.count ? runs[run].value : orLast ? runs.last?.value ?? 0 : 0
    }

    mutating func advance(in runs: [SampleTables.Run]) {
        if run < runs.count { used += 1 }
    }
}
