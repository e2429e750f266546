/// The samples of one track of an ordinary film, as its tables have them (ISO/IEC 14496-12 §8.6, §8.7): added one by one, and
/// kept as they will be written, so that what is regular takes next to nothing.
struct TrackTables {
    private struct Repeated {
        var count: UInt32
        var value: UInt32
    }

    private struct ChunkKind {
        var firstChunk: UInt32
        var samples: UInt32
        var sampleEntry: UInt32
    }

    private var durations: [Repeated] = []
    private var offsets: [Repeated] = []
    private var sizes: [UInt32] = []
    private var keys: [UInt32] = []
    private var chunks: [Int64] = []
    private var kinds: [ChunkKind] = []
    /// Of the newest sample, whose duration is known when the next comes.
    private var last: (time: Int64, duration: UInt32)?
    private var firstTime: Int64 = 0
    private var isComplete = false
    /// Where media begins in the film: added to the places of all chunks.
    var mediaOffset: Int64 = 0

    /// When its first sample is decoded; 0 where there is none.
    var start: Int64 { firstTime }
    var isEmpty: Bool { sizes.isEmpty }

    /// Of all samples, in ticks.
    var duration: Int64 { durations.reduce(0) { $0 + Int64($1.count) * Int64($1.value) } }

    /// Adds samples that lie one after another.
    ///
    /// - Parameters:
    ///   - run: with the film's times. Where it does not begin where the one before ended, the last sample lasts until then.
    ///   - place: from the beginning of the media.
    mutating func append(_ run: TrackRun, at place: Int64, sampleEntry: UInt32) {
        guard !run.samples.isEmpty else { return }
        var time = run.baseDecodeTime
        for sample in run.samples {
            if let last {
                addDuration(UInt32(clamping: max(0, time - last.time)))
                // Times that fall would be negative durations: what comes early waits.
                time = max(time, last.time)
            } else {
                firstTime = time
            }
            last = (time, sample.duration)
            let offset = UInt32(bitPattern: sample.presentationOffset)
            if let repeated = offsets.last, repeated.value == offset {
                offsets[offsets.count - 1].count += 1
            } else {
                offsets.append(Repeated(count: 1, value: offset))
            }
            sizes.append(sample.size)
            if sample.isKey { keys.append(UInt32(clamping: sizes.count)) }
            time += Int64(sample.duration)
        }
        chunks.append(place)
        let count = UInt32(clamping: run.samples.count)
        if let kind = kinds.last, kind.samples == count, kind.sampleEntry == sampleEntry { return }
        kinds.append(ChunkKind(firstChunk: UInt32(clamping: chunks.count), samples: count, sampleEntry: sampleEntry))
    }

    private mutating func addDuration(_ duration: UInt32) {
        if let repeated = durations.last, repeated.value == duration {
            durations[durations.count - 1].count += 1
        } else {
            durations.append(Repeated(count: 1, value: duration))
        }
    }

    /// No more will come.
    mutating func finish() {
        guard let last, !isComplete else { return }
        isComplete = true
        addDuration(last.duration)
    }

    func write(to writer: inout BoxWriter) {
        write(.stts, durations, version: 0, to: &writer)
        if offsets.contains(where: { $0.value != 0 }) { write(.ctts, offsets, version: 1, to: &writer) }
        if keys.count != sizes.count {
            writer.fullBox(.stss) { writer in
                writer.uint32(UInt32(clamping: keys.count))
                for key in keys { writer.uint32(key) }
            }
        }
        writer.fullBox(.stsc) { writer in
            writer.uint32(UInt32(clamping: kinds.count))
            for kind in kinds {
                for value in [kind.firstChunk, kind.samples, kind.sampleEntry] { writer.uint32(value) }
            }
        }
        writer.fullBox(.stsz) { writer in
            writer.uint32(0)
            writer.uint32(UInt32(clamping: sizes.count))
            for size in sizes { writer.uint32(size) }
        }
        writer.fullBox(.co64) { writer in
            writer.uint32(UInt32(clamping: chunks.count))
            for chunk in chunks { writer.uint64(UInt64(clamping: chunk + mediaOffset)) }
        }
    }

    private func write(_ type: BoxType, _ table: [Repeated], version: UInt8, to writer: inout BoxWriter) {
        writer.fullBox(type, version: version) { writer in
            writer.uint32(UInt32(clamping: table.count))
            for line in table {
                writer.uint32(line.count)
                writer.uint32(line.value)
            }
        }
    }
}
