import Catalog
import MP4
import Storage

/// Makes an ordinary film of a range, for programs that do not take fragments. It reads the head of every fragment.
struct ProgressiveMaker {
    let player: Player
    let mostFragments: Int
    /// That goes with the film; nil for none.
    var text: TextTrack?

    /// Some five hours: ten megabytes of tables at 25 pictures a second. A longer range is for an export.
    static let usualFragments = 20_000
    /// So many heads are read at once, so that a long range does not keep a thread for itself.
    private static let batch = 256

    func make(of range: RangeFile) async throws(PlaybackError) -> RangeFile {
        guard var progressive = ProgressiveFilm(of: range.film) else { return range }
        let (sources, given) = (range.sources, range.film.parts)
        let heads = try await player.threads.run { [player] () throws(PlaybackError) in
            try player.readHeads(of: sources)
        }
        var fragments = 0
        for part in given {
            guard case .fragments(let source, let numbers, _) = part.content else { continue }
            fragments += numbers.count
            guard fragments <= mostFragments else { throw .tooManyParts(limit: mostFragments) }
            let entries: [FragmentIndexEntry]
            if let known = sources[source].entries {
                entries = known
            } else {
                entries = try await player.entries(of: sources[source].record)
            }
            let record = sources[source].record
            guard numbers.upperBound <= entries.count, let head = heads[sources[source].formatKey] else {
                throw .damaged(record.id, "Its index has changed.")
            }
            for start in stride(from: numbers.lowerBound, to: numbers.upperBound, by: Self.batch) {
                let wanted = entries[start..<min(start + Self.batch, numbers.upperBound)]
                let found = try await player.threads(for: record).run { [player] () throws(PlaybackError) in
                    try player.readFragments(wanted, of: record, tracks: head.tracks)
                }
                for fragment in found { progressive.append(fragment, of: source) }
            }
        }
        if let closing = range.closing { progressive.append(closing.cut, of: sources.count - 1) }
        return range.with(progressive.finish(with: text), player: player)
    }
}

extension Player {
    /// What the heads of fragments say. Blocks.
    fileprivate func readFragments(
        _ entries: ArraySlice<FragmentIndexEntry>,
        of record: SegmentRecord,
        tracks: [MovieTrack]
    ) throws(PlaybackError) -> [MovieFragment] {
        let file = try mediaFile(of: record)
        var fragments: [MovieFragment] = []
        for entry in entries {
            let head = try readFragmentHead(entry, in: file, of: record)
            let fragment: MovieFragment
            do throws(MP4Error) {
                fragment = try MovieFragment.parse(head: head.span, at: entry.offset, tracks: tracks)
            } catch {
                throw .damaged(record.id, error.description)
            }
            guard fragment.lies(within: entry) else {
                throw .damaged(record.id, "A fragment's samples are not where the index says.")
            }
            fragments.append(fragment)
        }
        return fragments
    }
}
