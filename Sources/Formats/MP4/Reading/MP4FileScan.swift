import Media

/// Finds all samples of an MP4 file, fragmented or not, Nightjar's own or anybody's. It reads nothing itself: it says
/// what to read, is fed that, and says what next.
///
///     var scan = MP4FileScan(fileLength: length)
///     while case .read(let offset, let count) = scan.step {
///         scan.feed(bytes read there)
///     }
package struct MP4FileScan {
    package enum Step: Hashable, Sendable {
        /// Read `count` bytes, 1 to 1 MiB, at `offset` and feed them. Fewer mean that the file ends there.
        case read(offset: Int64, count: Int)
        case movie(MP4Movie)
        case failed(MP4Error)
    }

    /// What to do next.
    package private(set) var step: Step = .failed(.noMovie)

    private enum Phase {
        case box
        case movie(BoxHeader)
        case fragment(BoxHeader)
        case done
    }

    private let limits: ScanLimits
    private var window: ScanWindow
    private var phase = Phase.box
    /// Where the box begins that is looked at.
    private var position: Int64 = 0
    private var header: MovieHeader?
    private var samples: [[SampleLocation]] = []
    private var sampleCount = 0
    /// Where each track goes on if a fragment does not say.
    private var endTicks: [Int64] = []

    package init(fileLength: Int64, limits: ScanLimits = ScanLimits()) {
        self.limits = limits
        window = ScanWindow(fileLength: fileLength, readAhead: 4096)
        proceed()
    }

    /// Takes the bytes that the last `.read` asked for.
    package mutating func feed(_ bytes: Span<UInt8>) {
        guard case .read = step else { return }
        window.add(bytes)
        proceed()
    }

    private mutating func proceed() {
        do {
            while try advance() {}
        } catch .endOfFile where header != nil {
            finishMovie()
        } catch {
            finish(.failed(error))
        }
    }

    private mutating func finish(_ last: Step) {
        step = last
        phase = .done
        samples = []
        header = nil
        window = ScanWindow(fileLength: 0, readAhead: 0)
    }

    /// Goes one step further; false when there is something to read, or all is done.
    private mutating func advance() throws(MP4Error) -> Bool {
        switch phase {
        case .box: return try readBoxHeader()
        case .movie(let box):
            guard let body = try body(of: box) else { return false }
            let movie = try MovieHeader.parse(window.bytes.span.extracting(body))
            header = movie
            samples = Array(repeating: [], count: movie.tracks.count)
            endTicks = Array(repeating: 0, count: movie.tracks.count)
            try readTables(of: movie)
            guard movie.isFragmented else {
                finishMovie()
                return false
            }
            skip(box)
        case .fragment(let box):
            guard let body = try body(of: box), let header else { return false }
            let fragment = try MovieFragment.parse(
                window.bytes.span.extracting(body),
                at: position,
                tracks: header.tracks,
                limit: limits.samples - sampleCount
            )
            add(fragment, tracks: header.tracks)
            skip(box)
        case .done: return false
        }
        return true
    }

    private mutating func skip(_ box: BoxHeader) {
        position += box.boxLength
        phase = .box
    }

    /// Where the content of the box at `position` is in the window; nil while it has to be read.
    private mutating func body(of box: BoxHeader) throws(MP4Error) -> Range<Int>? {
        guard position + box.boxLength <= window.fileLength else { throw .endOfFile(at: window.fileLength) }
        guard let range = window.range(at: position + Int64(box.length), count: Int(box.bodyLength)) else {
            step = .read(offset: window.request.offset, count: window.request.count)
            return nil
        }
        return range
    }

    private mutating func readBoxHeader() throws(MP4Error) -> Bool {
        let remaining = window.fileLength - position
        guard remaining >= 8 else {
            finishMovie()
            return false
        }
        guard let range = window.range(at: position, count: Int(min(Int64(BoxHeader.maximumLength), remaining))) else {
            step = .read(offset: window.request.offset, count: window.request.count)
            return false
        }
        let box: BoxHeader
        do throws(MP4Error) {
            guard
                let parsed = try BoxHeader.parse(window.bytes.span.extracting(range), available: remaining)
            else { throw .endOfFile(at: window.fileLength) }
            box = parsed
        } catch {
            // After `moov` this is the torn end of a file whose writer was killed: what is before it is good.
            finishMovie()
            return false
        }
        switch box.type {
        case .moov where header == nil:
            guard box.bodyLength <= limits.movieLength else { throw .tooLarge(.moov, "\(box.bodyLength) bytes") }
            phase = .movie(box)
        case .moof where header != nil:
            guard box.bodyLength <= limits.fragmentHeaderLength else {
                throw .tooLarge(.moof, "\(box.bodyLength) bytes")
            }
            phase = .fragment(box)
        default: skip(box)
        }
        return true
    }

    private mutating func finishMovie() {
        guard var header else { return finish(.failed(.noMovie)) }
        for track in header.tracks.indices { header.tracks[track].tables = SampleTables() }
        let merged = SampleLocation.merging(samples, of: header.tracks)
        finish(.movie(MP4Movie(header: header, samples: merged)))
    }

    private mutating func readTables(of movie: MovieHeader) throws(MP4Error) {
        for track in movie.tracks.indices where movie.tracks[track].format != nil {
            var cursor = SampleTableCursor(track: track, of: movie.tracks, fileLength: window.fileLength)
            while let sample = cursor.next() {
                guard sampleCount < limits.samples else {
                    throw .tooLarge(.moov, "it has more than \(limits.samples) samples")
                }
                sampleCount += 1
                samples[track].append(sample)
                endTicks[track] = sample.decodeTime + Int64(sample.duration)
            }
        }
    }

    private mutating func add(_ fragment: MovieFragment, tracks: [MovieTrack]) {
        for run in fragment.runs where tracks[run.track].format != nil {
            let start = run.baseDecodeTime ?? endTicks[run.track]
            let locations = run.locations(of: tracks[run.track], from: start, before: window.fileLength)
            samples[run.track] += locations
            sampleCount += locations.count
            endTicks[run.track] = locations.last.map { $0.decodeTime + Int64($0.duration) } ?? start
        }
    }
}

/// All that ``MP4FileScan`` finds.
package struct MP4Movie: Hashable, Sendable {
    package let header: MovieHeader
    /// Of all tracks whose format is known, in the order of their decoding times in the film.
    package let samples: [SampleLocation]
}
