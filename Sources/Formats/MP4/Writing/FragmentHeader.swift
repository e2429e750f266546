/// Writes the `moof` box of a fragment and the head of its `mdat` (ISO/IEC 14496-12 §8.8). The payloads follow as they
/// are: those of the first run in order, then those of the second, and so on. They are not copied here.
///
/// Every value stands in the fragment, none in the defaults of `moov`; what all samples of a run have in common is said
/// once. One video sample costs 108 bytes.
package enum FragmentHeader {
    /// - Parameters:
    ///   - sequence: counts the fragments of a file, from 1.
    ///   - runs: of at most one per track, video first; runs without samples are left out. All payloads together are
    ///     shorter than 2 GiB.
    package static func encode(sequence: UInt32, runs: [TrackRun]) -> [UInt8] {
        let samples = runs.reduce(0) { $0 + $1.samples.count }
        var writer = BoxWriter(reservingCapacity: 64 + 100 * runs.count + 16 * samples)
        writeFragment(sequence: sequence, to: &writer) { writer, layout in
            for run in runs where !run.samples.isEmpty {
                write(run.samples.span, track: run.track, baseDecodeTime: run.baseDecodeTime, to: &writer, &layout)
            }
        }
        return writer.bytes
    }

    /// The head of a fragment of one sample: what a live viewer is sent in front of each access unit.
    package static func encode(
        sequence: UInt32,
        track: Int,
        baseDecodeTime: Int64,
        sample: FragmentSample
    ) -> [UInt8] {
        var writer = BoxWriter(reservingCapacity: 112)
        let one = CollectionOfOne(sample)
        writeFragment(sequence: sequence, to: &writer) { writer, layout in
            write(one.span, track: track, baseDecodeTime: baseDecodeTime, to: &writer, &layout)
        }
        return writer.bytes
    }

    /// Where the data offsets of the runs stand, to be filled in once the length of `moof` is known. A fragment has a
    /// run of video and one of sound; an array is needed for no more than that.
    private struct Layout {
        var first: (field: Int, offset: Int)?
        var others: [(field: Int, offset: Int)] = []
        var payloadLength = 0

        mutating func add(field: Int, length: Int) {
            if first == nil {
                first = (field, payloadLength)
            } else {
                others.append((field, payloadLength))
            }
            payloadLength += length
        }
    }

    private static func writeFragment(
        sequence: UInt32,
        to writer: inout BoxWriter,
        _ body: (inout BoxWriter, inout Layout) -> Void
    ) {
        var layout = Layout()
        writer.box(.moof) { writer in
            writer.fullBox(.mfhd) { $0.uint32(sequence) }
            body(&writer, &layout)
        }
        let payloadStart = writer.bytes.count + 8
        precondition(layout.payloadLength <= Int(Int32.max) - payloadStart, "a fragment of 2 GiB or more")
        if let first = layout.first { writer.overwrite(UInt32(payloadStart + first.offset), at: first.field) }
        for other in layout.others { writer.overwrite(UInt32(payloadStart + other.offset), at: other.field) }
        writer.uint32(UInt32(8 + layout.payloadLength))
        writer.uint32(BoxType.mdat.rawValue)
    }

    private static func write(
        _ samples: Span<FragmentSample>,
        track: Int,
        baseDecodeTime: Int64,
        to writer: inout BoxWriter,
        _ layout: inout Layout
    ) {
        let fields = RunFields(samples)
        writer.box(.traf) { writer in
            writer.fullBox(.tfhd, flags: fields.headerFlags) { writer in
                writer.uint32(UInt32(track + 1))
                if !fields.eachDuration { writer.uint32(samples[0].duration) }
                if !fields.eachSize { writer.uint32(samples[0].size) }
                if !fields.eachFlags { writer.uint32(fields.commonFlags.sampleFlags) }
            }
            writer.fullBox(.tfdt, version: 1) { $0.uint64(UInt64(clamping: baseDecodeTime)) }
            writer.fullBox(.trun, version: 1, flags: fields.runFlags) { writer in
                writer.uint32(UInt32(samples.count))
                layout.add(field: writer.bytes.count, length: fields.payloadLength)
                writer.uint32(0)
                if fields.firstFlags { writer.uint32(samples[0].flags.sampleFlags) }
                for index in samples.indices {
                    if fields.eachDuration { writer.uint32(samples[index].duration) }
                    if fields.eachSize { writer.uint32(samples[index].size) }
                    if fields.eachFlags { writer.uint32(samples[index].flags.sampleFlags) }
                    if fields.eachOffset { writer.uint32(UInt32(bitPattern: samples[index].presentationOffset)) }
                }
            }
        }
    }
}

/// Which fields a run must give for each sample, because they are not the same in all.
private struct RunFields {
    var eachDuration = false
    var eachSize = false
    var eachFlags = false
    /// The first sample's flags alone differ: a group of pictures.
    var firstFlags = false
    var eachOffset = false
    /// What all samples have, or all but the first.
    var commonFlags: FragmentSample.Flags
    var payloadLength = 0

    /// - Parameter samples: at least one.
    init(_ samples: Span<FragmentSample>) {
        let first = samples[0]
        commonFlags = samples.count > 1 ? samples[1].flags : first.flags
        firstFlags = first.flags != commonFlags
        for index in samples.indices {
            let sample = samples[index]
            if sample.duration != first.duration { eachDuration = true }
            if sample.size != first.size { eachSize = true }
            if sample.presentationOffset != 0 { eachOffset = true }
            if index > 0, sample.flags != commonFlags { eachFlags = true }
            payloadLength += Int(sample.size)
        }
        if eachFlags { firstFlags = false }
    }

    /// Of `tfhd`: default-base-is-moof, and which defaults follow.
    var headerFlags: UInt32 {
        0x2_0000 | (eachDuration ? 0 : 0x8) | (eachSize ? 0 : 0x10) | (eachFlags ? 0 : 0x20)
    }

    /// Of `trun`: a data offset, and which fields follow.
    var runFlags: UInt32 {
        1 | (firstFlags ? 0x4 : 0) | (eachDuration ? 0x100 : 0) | (eachSize ? 0x200 : 0) | (eachFlags ? 0x400 : 0)
            | (eachOffset ? 0x800 : 0)
    }
}
