import Catalog
import MP4
import Storage

/// Parts of recordings' files, for ranges.
extension Player {
    /// A head is shorter; what is longer is none of ours.
    private static let longestHead = 1 << 20
    /// What is read of a fragment to have its head, which usually is shorter.
    static let headRead = 4096

    /// The file of a recording. Blocks.
    func mediaFile(of record: SegmentRecord) throws(PlaybackError) -> any MediaFile {
        guard let volume = volumes[record.volume] else {
            throw .volumeMissing(record.id, volume: record.volume)
        }
        guard let key = StorageKey(record.key) else { throw .fileMissing(record.id, key: record.key) }
        do throws(StorageError) {
            return try volume.open(key, for: .reading)
        } catch .missing {
            throw .fileMissing(record.id, key: record.key)
        } catch {
            throw .unreadable(record.id, "\(error)")
        }
    }

    /// The fragments of a recording whose index the catalogue has not; nil where it has none yet, or its file went away.
    func scannedEntries(of record: SegmentRecord) async throws(PlaybackError) -> [FragmentIndexEntry]? {
        try await threads(for: record).run { [self] () throws(PlaybackError) in
            do throws(PlaybackError) {
                return try openIndexes.known(record, in: mediaFile(of: record))?.entries
            } catch .fileMissing {
                return nil
            }
        }
    }

    /// All fragments of a recording: as the catalogue has them, or where it has them not yet, as its file has them.
    func entries(of record: SegmentRecord) async throws(PlaybackError) -> [FragmentIndexEntry] {
        let index: [UInt8]?
        do {
            index = try await catalog.fragmentIndex(of: record.id)
        } catch {
            throw .catalogue(error.message)
        }
        guard let index, !index.isEmpty else {
            let found = try await scannedEntries(of: record)
            guard let found else { throw .noSuchRecording(record.id) }
            return found
        }
        do throws(FragmentIndex.DecodingError) {
            return try FragmentIndex(decoding: index.span).entries
        } catch {
            throw .damaged(record.id, "Its index cannot be read.")
        }
    }

    /// The head of one file of each format. Blocks.
    func readHeads(of sources: [RangeSource]) throws(PlaybackError) -> [RangeSource.FormatKey: MovieHeader] {
        var heads: [RangeSource.FormatKey: MovieHeader] = [:]
        for source in sources where heads[source.formatKey] == nil {
            heads[source.formatKey] = try readHead(of: source.record)
        }
        return heads
    }

    /// Blocks.
    func readHead(of record: SegmentRecord) throws(PlaybackError) -> MovieHeader {
        try readHead(of: record, in: mediaFile(of: record))
    }

    /// Blocks.
    func readHead(of record: SegmentRecord, in file: any MediaFile) throws(PlaybackError) -> MovieHeader {
        var offset: Int64 = 0
        // Two boxes: `ftyp`, `moov`.
        for _ in 0..<2 {
            var bytes = try read(file, at: offset, count: Self.headRead, of: record)
            let movie: MovieHeader?
            do throws(MP4Error) {
                guard let box = try BoxHeader.parse(bytes.span, available: .max), box.boxLength <= Self.longestHead
                else {
                    break
                }
                if box.type.description == "moov" {
                    if bytes.count < Int(box.boxLength) {
                        bytes = try Self.bytes(of: file, at: offset, count: Int(box.boxLength))
                    }
                    guard bytes.count >= Int(box.boxLength) else { break }
                    movie = try MovieHeader.parse(bytes.span.extracting(box.length..<Int(box.boxLength)))
                } else {
                    movie = nil
                    offset += box.boxLength
                }
            } catch {
                throw .damaged(record.id, error.description)
            }
            guard let movie else { continue }
            guard !movie.tracks.isEmpty, movie.tracks.allSatisfy({ $0.format != nil }) else {
                throw .damaged(record.id, "It has tracks that Nightjar does not write.")
            }
            return movie
        }
        throw .damaged(record.id, "Its head cannot be read.")
    }

    private static func bytes(of file: any MediaFile, at offset: Int64, count: Int) throws(MP4Error) -> [UInt8] {
        do throws(StorageError) {
            return try file.read(at: offset, count: count)
        } catch {
            throw .endOfFile(at: offset)
        }
    }

    private func read(
        _ file: any MediaFile,
        at offset: Int64,
        count: Int,
        of record: SegmentRecord
    ) throws(PlaybackError) -> [UInt8] {
        do throws(StorageError) {
            return try file.read(at: offset, count: count)
        } catch {
            throw .unreadable(record.id, "\(error)")
        }
    }

    /// `moof` of a fragment, and the head of its `mdat`. Blocks.
    func readFragmentHead(
        _ entry: FragmentIndexEntry,
        in file: any MediaFile,
        of record: SegmentRecord
    ) throws(PlaybackError) -> [UInt8] {
        let first = min(Self.headRead, Int(entry.length))
        var bytes = try read(file, at: entry.offset, count: first, of: record)
        let length: Int
        do throws(MP4Error) {
            length = try PatchedFragment.headLength(ofPrefix: bytes.span)
        } catch {
            throw .damaged(record.id, error.description)
        }
        guard length <= Int(entry.length) else { throw .damaged(record.id, "A fragment is shorter than its head.") }
        if length > bytes.count { bytes = try read(file, at: entry.offset, count: length, of: record) }
        guard bytes.count >= length else { throw .fileTooShort(record.id, key: record.key) }
        return Array(bytes.prefix(length))
    }

    /// What the head of a fragment says. Blocks.
    func readFragment(
        _ entry: FragmentIndexEntry,
        of record: SegmentRecord,
        tracks: [MovieTrack]
    ) throws(PlaybackError) -> MovieFragment {
        let head = try readFragmentHead(entry, in: mediaFile(of: record), of: record)
        do throws(MP4Error) {
            return try MovieFragment.parse(head: head.span, at: entry.offset, tracks: tracks)
        } catch {
            throw .damaged(record.id, error.description)
        }
    }
}
