/// Verifies a recording that Nightjar wrote, fragment by fragment, up to the first that is torn or changed. It reads
/// nothing itself: it says what to read, is fed that, and says what next.
///
///     var scan = TailScan(fileLength: length, start: committed)
///     while case .read(let offset, let count) = scan.step {
///         scan.feed(bytes read there)
///     }
package struct TailScan {
    package enum Step: Hashable, Sendable {
        /// Read `count` bytes, 1 to 1 MiB, at `offset` and feed them. Fewer mean that the file ends there.
        case read(offset: Int64, count: Int)
        case finished(TailReport)
    }

    package enum Verification: Hashable, Sendable {
        /// All bytes are read, and must be those that were written.
        case checksums
        /// Only boxes and trailers are read; payloads may be anything.
        case structure
    }

    /// What to do next.
    package private(set) var step: Step = .finished(TailReport())

    private enum Phase {
        case box
        case movie(BoxHeader)
        case fragment(BoxHeader)
        case mediaHeader(OpenFragment)
        case media(OpenFragment)
        case trailer(OpenFragment)
        case index(BoxHeader)
        case done
    }

    private let start: Int64
    private let verification: Verification
    private let parameterSetID: UInt32
    private let limits: ScanLimits
    private var window: ScanWindow
    private var phase = Phase.box
    /// What is looked at next.
    private var position: Int64 = 0
    private var movieEnd: Int64 = 0
    private var tracks: [TrackTiming] = []
    private var report = TailReport()

    /// - Parameters:
    ///   - fileLength: bytes of the file.
    ///   - start: 0, or where a fragment begins up to which the file is known to be good. `moov` is read in any case.
    ///     Beyond the file's end it counts for 0: what was known to be there is lost.
    ///   - parameterSetID: what the entries are given.
    package init(
        fileLength: Int64,
        start: Int64 = 0,
        verification: Verification = .checksums,
        parameterSetID: UInt32 = 0,
        limits: ScanLimits = ScanLimits()
    ) {
        self.start = start > fileLength ? 0 : start
        self.verification = verification
        self.parameterSetID = parameterSetID
        self.limits = limits
        window = ScanWindow(
            fileLength: fileLength,
            readAhead: verification == .checksums ? ScanLimits.pieceLength : 4096
        )
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
        } catch {
            finish(error)
        }
    }

    private mutating func finish(_ stop: Stop) {
        switch stop {
        case .endOfFile: break
        case .damage(let damage): report.damage = damage
        }
        if report.movie == nil {
            report.goodLength = 0
            switch report.damage {
            case .structure(let error): report.damage = .noMovie(error)
            default: report.damage = .noMovie(.noMovie)
            }
        }
        step = .finished(report)
        phase = .done
        window = ScanWindow(fileLength: 0, readAhead: 0)
    }

    /// Goes one step further; false when there is something to read, or all is done.
    private mutating func advance() throws(Stop) -> Bool {
        switch phase {
        case .box: try readBoxHeader()
        case .movie(let box): try readMovie(box)
        case .fragment(let box): try readFragment(box)
        case .mediaHeader(let fragment): try readMediaHeader(fragment)
        case .media(let fragment): readMedia(fragment)
        case .trailer(let fragment): try readTrailer(fragment)
        case .index(let box): try readIndex(box)
        case .done: false
        }
    }

    /// Where the next `count` bytes are in the window; nil while they have to be read.
    private mutating func next(_ count: Int64) throws(Stop) -> Range<Int>? {
        guard count <= window.fileLength - position else { throw .damage(.cutShort) }
        guard let range = window.range(at: position, count: Int(count)) else {
            step = .read(offset: window.request.offset, count: window.request.count)
            return nil
        }
        return range
    }

    private mutating func readBoxHeader() throws(Stop) -> Bool {
        let remaining = window.fileLength - position
        if remaining == 0 { throw .endOfFile }
        guard let range = try next(min(remaining, Int64(BoxHeader.maximumLength))) else { return false }
        // What was announced and is not there is a box cut short, unless it is no box of ours at all.
        guard
            let box = try Stop.structure({ () throws(MP4Error) in
                try BoxHeader.parse(window.bytes.span.extracting(range), available: .max)
            })
        else { throw .damage(.cutShort) }
        switch (box.type, report.movie) {
        case (.ftyp, nil), (.moov, nil), (.moof, .some), (.mfra, .some): break
        default: throw .damage(.foreign(box.type))
        }
        guard box.boxLength <= remaining else { throw .damage(.cutShort) }
        switch box.type {
        case .ftyp: position += box.boxLength
        case .moov: phase = .movie(try limited(box, to: limits.movieLength))
        case .moof: phase = .fragment(try limited(box, to: limits.fragmentHeaderLength))
        // An entry takes 19 bytes, and there are no more entries than fragments.
        default: phase = .index(try limited(box, to: Int64(64 + 19 * limits.fragments)))
        }
        return true
    }

    private func limited(_ box: BoxHeader, to limit: Int64) throws(Stop) -> BoxHeader {
        guard box.boxLength <= limit else {
            throw .damage(.structure(.tooLarge(box.type, "\(box.boxLength) bytes")))
        }
        return box
    }

    private mutating func readMovie(_ box: BoxHeader) throws(Stop) -> Bool {
        guard let range = try next(box.boxLength) else { return false }
        let body = range.lowerBound + box.length..<range.upperBound
        let movie = try Stop.structure { () throws(MP4Error) in
            try MovieHeader.parse(window.bytes.span.extracting(body))
        }
        tracks = movie.tracks.compactMap(\.timing)
        guard movie.isFragmented, !tracks.isEmpty, tracks.count == movie.tracks.count else {
            throw .damage(.structure(.malformed(.moov, "it is not that of a recording")))
        }
        report.movie = movie
        report.endTicks = Array(repeating: 0, count: tracks.count)
        movieEnd = position + box.boxLength
        position = max(movieEnd, start)
        report.start = position
        report.goodLength = position
        phase = .box
        return true
    }

    private mutating func readFragment(_ box: BoxHeader) throws(Stop) -> Bool {
        guard let range = try next(box.boxLength), let movie = report.movie else { return false }
        guard report.entries.count < limits.fragments else {
            throw .damage(.structure(.tooLarge(.moof, "there are more than \(limits.fragments) fragments")))
        }
        let body = range.lowerBound + box.length..<range.upperBound
        let parsed = try Stop.structure { () throws(MP4Error) in
            try MovieFragment.parse(
                window.bytes.span.extracting(body),
                at: position,
                tracks: movie.tracks,
                limit: limits.samplesOfFragment
            )
        }
        var fragment = try Stop.structure { () throws(MP4Error) in
            try OpenFragment(parsed, offset: position, headerLength: box.boxLength)
        }
        fragment.checksum.update(window.bytes.span.extracting(range))
        position += box.boxLength
        phase = .mediaHeader(fragment)
        return true
    }

    private mutating func readMediaHeader(_ fragment: OpenFragment) throws(Stop) -> Bool {
        guard let range = try next(8) else { return false }
        var fragment = fragment
        let header = try Stop.structure { () throws(MP4Error) in
            try BoxHeader.parse(window.bytes.span.extracting(range), available: .max)
        }
        guard let header, header.type == .mdat, header.bodyLength == fragment.payloadLength else {
            throw .damage(.structure(.malformed(.mdat, "it is not as long as the samples of its fragment")))
        }
        fragment.checksum.update(window.bytes.span.extracting(range))
        position += 8
        guard header.bodyLength + Int64(FragmentTrailer.length) <= window.fileLength - position else {
            throw .damage(.cutShort)
        }
        if verification == .structure {
            position += fragment.payloadLength
            phase = .trailer(fragment)
        } else {
            phase = .media(fragment)
        }
        return true
    }

    private mutating func readMedia(_ fragment: OpenFragment) -> Bool {
        let left = fragment.payloadEnd - position
        guard left > 0, position < window.fileLength else {
            phase = .trailer(fragment)
            return true
        }
        guard let range = window.available(at: position, limit: left) else {
            step = .read(offset: window.request.offset, count: window.request.count)
            return false
        }
        var fragment = fragment
        fragment.checksum.update(window.bytes.span.extracting(range))
        position += Int64(range.count)
        phase = .media(fragment)
        return true
    }

    private mutating func readTrailer(_ fragment: OpenFragment) throws(Stop) -> Bool {
        guard let range = try next(Int64(FragmentTrailer.length)) else { return false }
        guard let trailer = FragmentTrailer(parsing: window.bytes.span.extracting(range)) else {
            throw .damage(.structure(.malformed(.free, "it is not the end of a fragment")))
        }
        position += Int64(FragmentTrailer.length)
        guard Int64(trailer.fragmentLength) == position - fragment.offset,
            verification == .structure || trailer.matches(contentChecksum: fragment.checksum)
        else { throw .damage(.checksum) }
        report.add(fragment, trailer: trailer, tracks: tracks, parameterSetID: parameterSetID)
        report.goodLength = position
        phase = .box
        return true
    }

    private mutating func readIndex(_ box: BoxHeader) throws(Stop) -> Bool {
        guard let range = try next(box.boxLength) else { return false }
        guard isRightIndex(window.bytes.span.extracting(range)) else {
            throw .damage(.structure(.malformed(.mfra, "it is not the index of this file")))
        }
        position += box.boxLength
        report.goodLength = position
        report.isClosed = true
        guard position == window.fileLength else { throw .damage(.bytesAfterEnd) }
        throw .endOfFile
    }

    /// The index has no checksum; but where all fragments were seen, it is known what it must be.
    private func isRightIndex(_ index: Span<UInt8>) -> Bool {
        report.start == movieEnd
            ? RandomAccessIndex.encode(report.entries).span.isEqual(to: index) : RandomAccessIndex.isWhole(index)
    }
}

/// Why a scan ends.
private enum Stop: Error {
    case endOfFile
    case damage(TailReport.Damage)

    /// The result of `body`; what it throws is damage of the file's structure.
    static func structure<Result>(_ body: () throws(MP4Error) -> Result) throws(Stop) -> Result {
        do {
            return try body()
        } catch {
            throw .damage(.structure(error))
        }
    }
}
