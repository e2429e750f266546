import Catalog
import MP4
package import Media
import Storage

/// What was recorded of a range, unit by unit, for whoever makes something else of it than the film that it is: a fragment is read
/// when it is asked for. A recording that is joined with others meanwhile is read on where it is then.
package actor RangeUnits {
    package enum Item: Sendable {
        /// What follows is of another recording.
        ///
        /// - Parameters:
        ///   - sampleEntries: of each of the film's tracks that it has, which one.
        ///   - continues: whether it goes on where the one before ends, on the same clock.
        case recording(sampleEntries: [Int: Int], continues: Bool)
        /// Of one fragment, in the order of decoding.
        case units([FilmUnit])
    }

    /// A recording's part.
    struct Part: Sendable {
        var source: RangeSource
        var patch: FragmentPatch
        var continues: Bool
    }

    /// What is read: the file, and where it is read on.
    private struct Open {
        var place: PlacedSource
        var tracks: [MovieTrack]
        var next: Int
        var end: Int
        var hasClosing: Bool
    }

    /// Of each track of the film its sample entries.
    nonisolated package let tracks: [[TrackFormat]]
    private let player: Player
    private let parts: [Part]
    private let closing: VirtualFilm.Closing?
    private var part = 0
    private var open: Open?

    /// More in one fragment is no stream of a camera.
    private static let mostBytes: Int64 = 128 << 20

    /// - Parameter closing: what stands in the place of the last fragment of the last part.
    init(player: Player, parts: [Part], tracks: [[TrackFormat]], closing: VirtualFilm.Closing?) {
        self.player = player
        self.parts = parts
        self.tracks = tracks
        self.closing = closing
    }

    /// - Returns: nil at the end.
    package func next() async throws(PlaybackError) -> Item? {
        while part < parts.count {
            guard let current = open else {
                open = try await opened(parts[part])
                return .recording(sampleEntries: sampleEntries(parts[part]), continues: parts[part].continues)
            }
            if current.next < current.end {
                open?.next += 1
                return .units(try await units(current.place.entries[current.next], current))
            }
            if current.hasClosing, let closing {
                open?.hasClosing = false
                return .units(try await units(closing.cut, current))
            }
            open = nil
            part += 1
        }
        return nil
    }

    private func sampleEntries(_ part: Part) -> [Int: Int] {
        var entries: [Int: Int] = [:]
        for track in part.patch.tracks { entries[Int(track.id) - 1] = Int(track.sampleEntry) }
        return entries
    }

    private func opened(_ part: Part) async throws(PlaybackError) -> Open {
        let place = try await player.place(part.source, withEntries: true)
        let head = try await player.threads(for: place.record).run { [player] () throws(PlaybackError) in
            try player.readHead(of: place.record, in: place.file)
        }
        let isCut = self.part == parts.count - 1 && closing != nil
        return Open(
            place: place,
            tracks: head.tracks,
            next: place.entries.startIndex,
            end: place.entries.endIndex - (isCut ? 1 : 0),
            hasClosing: isCut
        )
    }

    // MARK: Fragments

    private func units(_ entry: FragmentIndexEntry, _ open: Open) async throws(PlaybackError) -> [FilmUnit] {
        let record = open.place.record
        guard Int64(entry.length) <= Self.mostBytes else { throw .damaged(record.id, "A fragment is too long.") }
        let bytes = try await read(open, entry.offset..<entry.offset + Int64(entry.length))
        let fragment: MovieFragment
        do throws(MP4Error) {
            fragment = try MovieFragment.parse(head: bytes.span, at: entry.offset, tracks: open.tracks)
        } catch {
            throw .damaged(record.id, error.description)
        }
        guard fragment.lies(within: entry) else {
            throw .damaged(record.id, "A fragment's samples are not where the index says.")
        }
        let patch = parts[part].patch.moved(by: open.place.tickShifts)
        var units: [FilmUnit] = []
        for run in fragment.runs {
            let start = Int(run.dataOffset - entry.offset)
            units += Self.units(
                TrackRun(track: run.track, baseDecodeTime: run.baseDecodeTime ?? 0, samples: run.samples),
                bytes.slice(start..<start + Int(run.length)),
                patch,
                tracks
            )
        }
        return inOrder(units)
    }

    /// In the times of the file that the cut was made of.
    private func units(_ cut: CutFragment, _ open: Open) async throws(PlaybackError) -> [FilmUnit] {
        var units: [FilmUnit] = []
        for (run, media) in zip(cut.runs, cut.media) where !media.isEmpty {
            guard Int64(media.count) <= Self.mostBytes else {
                throw .damaged(open.place.record.id, "A fragment is too long.")
            }
            let shift = open.place.offsetShift
            let bytes = try await read(open, media.lowerBound + shift..<media.upperBound + shift)
            units += Self.units(run, bytes, parts[part].patch, tracks)
        }
        return inOrder(units)
    }

    private func read(_ open: Open, _ range: Range<Int64>) async throws(PlaybackError) -> Bytes {
        let (record, file) = (open.place.record, open.place.file)
        return try await player.threads(for: record).run { () throws(PlaybackError) in
            let bytes: [UInt8]
            do throws(StorageError) {
                bytes = try file.read(at: range.lowerBound, count: range.count)
            } catch {
                throw .unreadable(record.id, "\(error)")
            }
            guard bytes.count == range.count else { throw .fileTooShort(record.id, key: record.key) }
            return Bytes(bytes)
        }
    }

    private static func units(
        _ run: TrackRun,
        _ payload: Bytes,
        _ patch: FragmentPatch,
        _ tracks: [[TrackFormat]]
    ) -> [FilmUnit] {
        guard patch.tracks.indices.contains(run.track) else { return [] }
        let own = patch.tracks[run.track]
        let track = Int(own.id) - 1
        let isAlwaysKey = tracks.indices.contains(track) && tracks[track][0].isAlwaysKey
        var time = max(0, run.baseDecodeTime.saturatingAdding(own.shift))
        var (offset, units) = (0, [FilmUnit]())
        units.reserveCapacity(run.samples.count)
        for sample in run.samples {
            let end = offset + Int(sample.size)
            guard end <= payload.count else { break }
            var flags: AccessUnit.Flags = []
            if sample.isKey || isAlwaysKey { flags.insert(.key) }
            if sample.flags.contains(.disposable) { flags.insert(.disposable) }
            let unit = AccessUnit(
                track: track,
                payload: payload.slice(offset..<end),
                decodeTime: MediaTicks(time),
                presentationOffset: sample.presentationOffset,
                arrival: MonotonicTime(nanoseconds: 0),
                wall: WallTime(nanoseconds: 0),
                flags: flags
            )
            units.append(FilmUnit(unit: unit, duration: sample.duration, sampleEntry: Int(own.sampleEntry)))
            offset = end
            time = time.saturatingAdding(Int64(sample.duration))
        }
        return units
    }

    private func inOrder(_ units: [FilmUnit]) -> [FilmUnit] { units.inOrder(of: tracks) }
}

extension [FilmUnit] {
    /// By their times, pictures before the sound of the same time; each track's own order stays.
    func inOrder(of tracks: [[TrackFormat]]) -> [FilmUnit] {
        func seconds(_ unit: FilmUnit) -> Double {
            Double(unit.unit.decodeTime.count) / Double(Swift.max(tracks[unit.unit.track][0].timescale, 1))
        }
        return enumerated().map { (seconds($0.element), $0.offset, $0.element) }.sorted { left, right in
            (left.0, left.2.unit.track, left.1) < (right.0, right.2.unit.track, right.1)
        }.map(\.2)
    }
}
