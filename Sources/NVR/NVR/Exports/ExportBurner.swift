import Catalog
import Foundation
import Media
import Playback
import Storage

/// Makes films of an export whose pictures are encoded anew, with the time of day in their lower left corner. Sound stays as it was
/// recorded.
struct ExportBurner: Sendable {
    let encoding: ExportEncoding
    /// Of the time of day.
    let zone: TimeZone
    /// In which a film is kept until it is whole: a head with all tables goes before it then.
    let folder: PrivateFolder
    /// Waits until it is tried again whether there is a place.
    let pause: @Sendable () async throws -> Void

    /// Pictures keep their size: so high is one of 8192 x 4608, the widest that is encoded.
    private static let height = 4608
    private static let shortestWrite = 256 << 10
    /// Bytes of sound in a second, at most.
    private static let sound = 40_000

    // MARK: Before

    func recipe(of range: RangeFile) -> FilmRecipe {
        let record = range.sources[0].record
        let key = DerivedKey(camera: record.camera, stream: record.stream, picture: .h264, isCaptioned: true)
        var options = encoding.options()
        options.height = Self.height
        return FilmRecipe(key, options, tracks: range.tracks)
    }

    /// Bytes that the film will have, at most.
    func bytes(of range: RangeFile) -> Int64 {
        let seconds = range.spans.reduce(1) { $0 + $1.duration }
        let media = seconds * Double(recipe(of: range).bitRate / 8 + Self.sound)
        return Int64(min(media, 1e15)) + Int64(range.videoFrames + range.audioFrames) * 32 + (64 << 10)
    }

    // MARK: Making

    /// A film with its payloads in a file that is to be discarded.
    struct Film: Sendable {
        let spool: PrivateDraft
        let head: [UInt8]
        let mediaLength: Int64
        let videoFrames: Int
        let audioFrames: Int
        let size: PictureSize?
        let codec: String?

        var length: Int64 { Int64(head.count) + mediaLength }
    }

    /// - Parameters:
    ///   - name: of the file for the payloads.
    ///   - waits: is called where all places are taken, and one is waited for.
    ///   - report: is told which share of the film there is.
    /// - Returns: the film, or why what was recorded cannot be read.
    /// - Throws: where it cannot be encoded, nothing can be written, or the task is cancelled.
    func make(
        of range: RangeFile,
        _ recipe: FilmRecipe,
        in name: String,
        on thread: DiskThreads,
        waits: () -> Void,
        report: (Double) -> Void
    ) async throws -> Result<Film, PlaybackError> {
        let place = try await place(waits)
        defer { withExtendedLifetime(place) {} }
        let maker = FilmMaker(
            range.units(),
            recipe.key,
            recipe.options,
            shownFrom: range.shownFrom,
            caption: Self.caption(of: range, in: zone),
            opening: try encoding.opening(recipe.key.camera.text)
        )
        let spool = try await thread.run { [folder] in try folder.draft(name) }
        do {
            return .success(try await collect(from: maker, of: range, in: spool, on: thread, report))
        } catch {
            await thread.run { spool.discard() }
            try Task.checkCancellation()
            let unreadable = await maker.unreadable
            guard let unreadable else { throw error }
            return .failure(unreadable)
        }
    }

    private func place(_ waits: () -> Void) async throws -> TranscodingPlace {
        while true {
            do throws(DomainError) {
                return try encoding.place()
            } catch {
                guard error.kind == .busy else { throw error }
            }
            try Task.checkCancellation()
            waits()
            try await pause()
        }
    }

    private func collect(
        from maker: FilmMaker,
        of range: RangeFile,
        in spool: PrivateDraft,
        on thread: DiskThreads,
        _ report: (Double) -> Void
    ) async throws -> Film {
        var collector: FilmCollector?
        var codec: String?
        var waiting: [UInt8] = []
        var written: Int64 = 0
        func write() async throws {
            let (bytes, offset) = (waiting, written)
            try await thread.run { try spool.write(bytes, at: offset) }
            written += Int64(bytes.count)
            waiting.removeAll(keepingCapacity: true)
        }
        while let piece = try await maker.next() {
            try Task.checkCancellation()
            switch piece {
            case .formats(let formats):
                collector = FilmCollector(range, tracks: formats)
                codec = formats.compactMap(\.first).first { $0.kind == .video }?.codec.codecString
            case .units(let units):
                for unit in units {
                    guard let payload = collector?.add(unit) else { continue }
                    payload.withUnsafeBytes { waiting.append(contentsOf: $0) }
                }
                if let last = units.last { report(Self.share(of: last, in: range)) }
                if waiting.count >= Self.shortestWrite { try await write() }
            }
        }
        try await write()
        guard let collector, collector.videoFrames > 0 else {
            throw DomainError(.unavailable, "Nothing of what was recorded then can be decoded.")
        }
        return Film(
            spool: spool,
            head: collector.head(),
            mediaLength: collector.mediaLength,
            videoFrames: collector.videoFrames,
            audioFrames: collector.audioFrames,
            size: collector.pictureSize,
            codec: codec
        )
    }

    /// 0 to 1, by the time of a unit that is through.
    private static func share(of unit: FilmUnit, in range: RangeFile) -> Double {
        guard range.tracks.indices.contains(unit.unit.track), let track = range.tracks[unit.unit.track].first else {
            return 0
        }
        let seconds = Double(unit.shownAt) / Double(max(track.timescale, 1))
        return min(max(seconds / max(range.duration, 0.001), 0), 1)
    }

    // MARK: The time of day

    /// What the time of day was when a picture of the film was recorded, as it is spelled in time tracks.
    static func caption(of range: RangeFile, in zone: TimeZone) -> FilmCaption {
        let (spans, from) = (range.spans, range.shownFrom)
        let timescale = Double(max(range.tracks.first?.first?.timescale ?? 1, 1))
        return { ticks in
            let offset = Double(ticks.saturatingSubtracting(from)) / timescale
            return ExportTimeTrack.text(wall(at: offset, in: spans), in: zone)
        }
    }

    /// - Parameter offset: in seconds since the film's beginning.
    static func wall(at offset: Double, in spans: [RangeFile.Span]) -> WallTime {
        guard let first = spans.first else { return WallTime(nanoseconds: 0) }
        // The last that has begun by then; a picture may be a tick early.
        var (lower, upper) = (0, spans.count)
        while lower + 1 < upper {
            let middle = (lower + upper) / 2
            if spans[middle].offset <= offset + 0.001 { lower = middle } else { upper = middle }
        }
        let span = spans.indices.contains(lower) ? spans[lower] : first
        let into = min(max(0, offset - span.offset), span.duration)
        return span.start + .milliseconds(Int64((into * 1000).rounded()))
    }
}
