import Catalog
import MP4
import MPEGTS
import Media
import Storage

/// Makes a segment in memory of some fragments of a recording. All of it blocks.
struct VODSegmentMaker {
    let player: Player
    let source: RangeSource
    let head: MovieHeader
    let formats: [TrackFormat]
    /// Added to the file's times, in ticks of track 0.
    let shift: Int64

    /// Of fragments that are given as they are.
    var patch: FragmentPatch {
        FragmentPatch(
            tracks: formats.indices.map { FragmentPatch.Track(id: UInt32($0 + 1), shift: shift(of: $0)) }
        )
    }

    /// The number of the first fragment: by its time, so that it is the same wherever the recording lies.
    var firstSequence: UInt32 {
        let time = max(0, source.span.startTick.saturatingAdding(shift))
        return UInt32(truncatingIfNeeded: time / Int64(max(formats[0].timescale / 100, 1))) &+ 1
    }

    func make(_ container: VODContainer) throws(PlaybackError) -> [UInt8] {
        let file = try player.mediaFile(of: source.record)
        var output: [UInt8] = []
        switch container {
        case .transportStream: try writeTransport(from: file, to: &output)
        case .fragmentedMP4:
            for number in source.span.fragments { try writeFragment(number, from: file, to: &output) }
        }
        return output
    }

    private func shift(of track: Int) -> Int64 {
        MediaTicks(shift).rescaled(from: formats[0].timescale, to: formats[track].timescale).count
    }

    /// A fragment of those tracks alone that a player takes.
    private func writeFragment(
        _ number: Int,
        from file: any MediaFile,
        to output: inout [UInt8]
    ) throws(PlaybackError) {
        let fragment = try parsed(number, in: file)
        var places: [Int: Int] = [:]
        for track in formats.indices where VODContainer.fragmentedMP4.carries(formats[track]) {
            places[track] = places.count
        }
        let runs = fragment.runs.filter { places[$0.track] != nil && !$0.samples.isEmpty }
        guard !runs.isEmpty else { return }
        output += FragmentHeader.encode(
            sequence: firstSequence &+ UInt32(clamping: number - source.span.fragments.lowerBound),
            runs: runs.map { run in
                TrackRun(
                    track: places[run.track] ?? 0,
                    baseDecodeTime: max(0, (run.baseDecodeTime ?? 0).saturatingAdding(shift(of: run.track))),
                    samples: run.samples
                )
            }
        )
        for run in runs { output += try bytes(in: file, at: run.dataOffset, count: run.length) }
    }

    // MARK: Transport streams

    private func writeTransport(from file: any MediaFile, to output: inout [UInt8]) throws(PlaybackError) {
        var muxer = try transport { () throws(MPEGTSError) in
            try TransportMuxer(StreamFormat(tracks: formats), beginsAnew: true)
        }
        var hasBegun = false
        var early: [AccessUnit] = []
        for number in source.span.fragments {
            for unit in try units(of: number, in: file) {
                if hasBegun {
                    append(unit, to: &muxer, &output)
                } else if muxer.canBegin(with: unit) {
                    // One that is damaged is left out, and the next key frame begins.
                    guard (try? muxer.beginSegment(with: unit, to: &output)) != nil else { continue }
                    hasBegun = true
                    for unit in early { append(unit, to: &muxer, &output) }
                    early = []
                } else if unit.track != muxer.leadingTrack {
                    early.append(unit)
                }
            }
        }
    }

    private func transport<Value>(_ body: () throws(MPEGTSError) -> Value) throws(PlaybackError) -> Value {
        do throws(MPEGTSError) {
            return try body()
        } catch {
            throw .damaged(source.record.id, "\(error)")
        }
    }

    /// A picture that was damaged on its way from the camera: nothing is written of it, and the others go on.
    private func append(_ unit: AccessUnit, to muxer: inout TransportMuxer, _ output: inout [UInt8]) {
        try? muxer.append(unit, to: &output)
    }

    /// Of one fragment, in the order of decoding.
    private func units(of number: Int, in file: any MediaFile) throws(PlaybackError) -> [AccessUnit] {
        let fragment = try parsed(number, in: file)
        var units: [(time: Double, unit: AccessUnit)] = []
        for run in fragment.runs {
            let payload = Bytes(try bytes(in: file, at: run.dataOffset, count: run.length))
            var time = (run.baseDecodeTime ?? 0).saturatingAdding(shift(of: run.track))
            var offset = 0
            for sample in run.samples {
                var flags = AccessUnit.Flags(rawValue: 0)
                if sample.isKey || formats[run.track].isAlwaysKey { flags.insert(.key) }
                let unit = AccessUnit(
                    track: run.track,
                    payload: payload.slice(offset..<offset + Int(sample.size)),
                    decodeTime: MediaTicks(time),
                    presentationOffset: sample.presentationOffset,
                    arrival: MonotonicTime(nanoseconds: 0),
                    wall: WallTime(nanoseconds: 0),
                    flags: flags
                )
                units.append((Double(time) / Double(max(formats[run.track].timescale, 1)), unit))
                offset += Int(sample.size)
                time = time.saturatingAdding(Int64(sample.duration))
            }
        }
        // Pictures before the sound of the same time; each track's own order stays.
        return units.enumerated().sorted { left, right in
            (left.element.time, left.element.unit.track, left.offset)
                < (right.element.time, right.element.unit.track, right.offset)
        }.map(\.element.unit)
    }

    // MARK: Reading

    private func parsed(_ number: Int, in file: any MediaFile) throws(PlaybackError) -> MovieFragment {
        guard let entry = source.entries?[number] else { throw .noSuchRecording(source.record.id) }
        let head = try player.readFragmentHead(entry, in: file, of: source.record)
        let fragment: MovieFragment
        do throws(MP4Error) {
            fragment = try MovieFragment.parse(head: head.span, at: entry.offset, tracks: self.head.tracks)
        } catch {
            throw .damaged(source.record.id, error.description)
        }
        // What is read is bounded by what the index says.
        guard fragment.lies(within: entry) else {
            throw .damaged(source.record.id, "A fragment's samples are not where the index says.")
        }
        return fragment
    }

    private func bytes(in file: any MediaFile, at offset: Int64, count: Int64) throws(PlaybackError) -> [UInt8] {
        let bytes: [UInt8]
        do throws(StorageError) {
            bytes = try file.read(at: offset, count: Int(count))
        } catch {
            throw .unreadable(source.record.id, "\(error)")
        }
        guard bytes.count == Int(count) else {
            throw .fileTooShort(source.record.id, key: source.record.key)
        }
        return bytes
    }
}
