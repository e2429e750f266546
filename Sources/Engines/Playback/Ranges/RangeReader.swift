import Catalog
import MP4
import Storage
import Synchronization

/// Reads the bytes of a ``VirtualFilm``. It keeps what it read last, so that reading on costs no second look.
final class RangeReader: Sendable {
    private let player: Player
    private let film: VirtualFilm
    private let sources: [RangeSource]

    /// A source that is being read.
    private struct Loaded: Sendable {
        let source: Int
        let place: PlacedSource
        /// The fragments of the part, and where in it each begins; empty where only media is read.
        var entries: ArraySlice<FragmentIndexEntry> = []
        var starts: [Int64] = []

        var file: any MediaFile { place.file }
    }

    private struct Kept: Sendable {
        var loaded: Loaded?
        var fragment: (source: Int, number: Int, patched: PatchedFragment)?
    }

    private let kept = Mutex(Kept())

    init(player: Player, film: VirtualFilm, sources: [RangeSource]) {
        self.player = player
        self.film = film
        self.sources = sources
    }

    /// Up to `count` bytes, at least one. Both lie within the film.
    func read(offset: Int64, count: Int) async throws(PlaybackError) -> [UInt8] {
        let part = film.parts[film.part(at: offset)]
        let within = offset - part.start
        let count = Int(min(Int64(count), part.length - within))
        switch part.content {
        case .literal(let bytes): return Array(bytes[Int(within)..<Int(within) + count])
        case .media(let source, let range):
            let loaded = try await load(source, fragments: nil, length: part.length)
            return try await player.threads(for: sources[source].record).run { [self] () throws(PlaybackError) in
                try read(loaded, at: range.lowerBound + loaded.place.offsetShift + within, count: count)
            }
        case .fragments(let source, let range, let sequence):
            let loaded = try await load(source, fragments: range, length: part.length)
            return try await player.threads(for: sources[source].record).run { [self] () throws(PlaybackError) in
                try fill(from: loaded, at: within, count: count, sequence: sequence)
            }
        }
    }

    // MARK: Sources

    private func load(_ source: Int, fragments: Range<Int>?, length: Int64) async throws(PlaybackError) -> Loaded {
        let before = kept.withLock { $0.loaded }
        if let before, before.source == source, fragments == nil || !before.entries.isEmpty { return before }
        let record = sources[source].record
        let place = try await player.place(sources[source], withEntries: fragments != nil)
        var loaded = Loaded(source: source, place: place)
        if let fragments {
            // All that the source has, or all but the last.
            loaded.entries = place.entries.prefix(fragments.count)
            var end: Int64 = 0
            for entry in loaded.entries {
                loaded.starts.append(end)
                end += Int64(entry.length)
            }
            guard end == length else { throw .damaged(record.id, "Its index has changed.") }
        }
        let result = loaded
        kept.withLock { $0.loaded = result }
        return result
    }

    // MARK: Bytes. All of it blocks.

    /// Bytes of fragments, one after another, as many as were asked for.
    private func fill(
        from loaded: Loaded,
        at offset: Int64,
        count: Int,
        sequence: UInt32
    ) throws(PlaybackError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            let position = offset + Int64(bytes.count)
            let index = Self.last(in: loaded.starts, notAfter: position)
            let number = loaded.entries.startIndex + index
            let patched = try fragment(number, of: loaded, sequence: sequence &+ UInt32(index))
            let within = Int(position - loaded.starts[index])
            switch patched.piece(at: within, count: count - bytes.count) {
            case .literal(let piece): bytes += piece
            case .stored(let start, let length):
                bytes += try read(loaded, at: loaded.entries[number].offset + Int64(start), count: length)
            }
        }
        return bytes
    }

    private func fragment(
        _ number: Int,
        of loaded: Loaded,
        sequence: UInt32
    ) throws(PlaybackError) -> PatchedFragment {
        if let fragment = kept.withLock({ $0.fragment }), fragment.source == loaded.source, fragment.number == number {
            return fragment.patched
        }
        let entry = loaded.entries[number]
        let record = loaded.place.record
        let head = try player.readFragmentHead(entry, in: loaded.file, of: record)
        let patched: PatchedFragment
        do throws(MP4Error) {
            patched = try PatchedFragment(
                head: head.span,
                length: Int(entry.length),
                patch: film.patches[loaded.source].moved(by: loaded.place.tickShifts),
                sequence: sequence
            )
        } catch {
            throw .damaged(record.id, error.description)
        }
        kept.withLock { $0.fragment = (loaded.source, number, patched) }
        return patched
    }

    /// What stands in the file; all of it, because the index says that it is there.
    private func read(_ loaded: Loaded, at offset: Int64, count: Int) throws(PlaybackError) -> [UInt8] {
        let record = loaded.place.record
        let bytes: [UInt8]
        do throws(StorageError) {
            bytes = try loaded.file.read(at: offset, count: count)
        } catch {
            throw .unreadable(record.id, "\(error)")
        }
        guard bytes.count == count else { throw .fileTooShort(record.id, key: record.key) }
        return bytes
    }

    private static func last(in starts: [Int64], notAfter position: Int64) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= position { low = middle } else { high = middle }
        }
        return low
    }
}
