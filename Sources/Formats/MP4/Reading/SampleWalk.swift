/// A sample of a file, with its bytes in its hands.
package struct WalkedSample {
    /// Index among the tracks of the file.
    package var track: Int
    /// In ticks of the track since the file's zero; in an ordinary file, since the track's first sample.
    package var decodeTime: Int64
    package var presentationOffset: Int32
}

/// Goes through all samples of an MP4 file as Nightjar writes it, fragmented or ordinary, from its beginning to its end, with
/// no more of it in memory than one fragment's head and one sample, and of an ordinary file its tables. The file may be anybody's.
/// What it throws is an ``MP4Error``, or what whoever reads for it throws.
package struct SampleWalk {
    /// Bytes of the largest sample that is taken.
    private static let largestSample = 64 << 20
    private static let largestHead = 64 << 20
    /// What is read at once of samples that lie together.
    private static let piece = 1 << 20

    private let length: Int64
    private let mostSamples: Int
    private let read: (Int64, Int) throws -> [UInt8]
    package let movie: MovieHeader
    /// Where what follows `moov` begins.
    private let bodyStart: Int64

    /// - Parameters:
    ///   - length: bytes of the file.
    ///   - mostSamples: of a file of fragments; one with more is not read to its end.
    ///   - read: gives as many bytes at a place, or fewer at the file's end.
    /// - Throws: where its head is none, and what `read` throws.
    package init(
        length: Int64,
        mostSamples: Int = 100_000_000,
        read: @escaping (Int64, Int) throws -> [UInt8]
    ) throws {
        self.length = length
        self.mostSamples = mostSamples
        self.read = read
        (movie, bodyStart) = try Self.movie(length, read)
    }

    private static func movie(
        _ length: Int64,
        _ read: (Int64, Int) throws -> [UInt8]
    ) throws -> (MovieHeader, bodyStart: Int64) {
        var offset: Int64 = 0
        var box = try Self.box(at: offset, length, read)
        while box.type.description != "moov" {
            offset += box.boxLength
            box = try Self.box(at: offset, length, read)
        }
        guard box.boxLength <= Int64(Self.largestHead) else { throw MP4Error.noMovie }
        let bytes = try Self.all(Int(box.boxLength), at: offset, read)
        let movie = try MovieHeader.parse(bytes.span.extracting(box.length..<Int(box.boxLength)))
        return (movie, offset + box.boxLength)
    }

    /// Calls `body` with each sample and its bytes: those of each track in the order of decoding.
    package func eachSample(_ body: (WalkedSample, Span<UInt8>) throws -> Void) throws {
        if movie.isFragmented { try walkFragments(body) } else { try walkTables(body) }
    }

    // MARK: Fragments

    private func walkFragments(_ body: (WalkedSample, Span<UInt8>) throws -> Void) throws {
        var offset = bodyStart
        // A head of some bytes can claim very many.
        var samples = 0
        while offset < length {
            let box = try Self.box(at: offset, length, read)
            if box.type.description == "moof" {
                guard box.boxLength <= Int64(Self.largestHead) else { throw MP4Error.endOfFile(at: offset) }
                let head = try Self.all(Int(box.boxLength), at: offset, read)
                let fragment = try MovieFragment.parse(head: head.span, at: offset, tracks: movie.tracks)
                for run in fragment.runs {
                    samples += run.samples.count
                    guard samples <= mostSamples else {
                        throw MP4Error.tooLarge(.moof, "the file has more than \(mostSamples) samples")
                    }
                    try walk(run, body)
                }
            }
            offset += box.boxLength
        }
    }

    private func walk(_ run: MovieFragment.Run, _ body: (WalkedSample, Span<UInt8>) throws -> Void) throws {
        guard let start = run.baseDecodeTime else { throw MP4Error.noMovie }
        var time = start
        var offset = run.dataOffset
        var index = 0
        while index < run.samples.count {
            let (end, length) = try Self.together(run.samples, from: index, at: offset)
            let window = try Self.all(length, at: offset, read)
            var first = 0
            while index < end {
                let sample = run.samples[index]
                let walked = WalkedSample(
                    track: run.track,
                    decodeTime: time,
                    presentationOffset: sample.presentationOffset
                )
                try body(walked, window.span.extracting(first..<first + Int(sample.size)))
                first += Int(sample.size)
                time += Int64(sample.duration)
                index += 1
            }
            offset += Int64(length)
        }
    }

    /// So many samples as are read at once: one at least.
    private static func together(
        _ samples: [FragmentSample],
        from start: Int,
        at offset: Int64
    ) throws -> (end: Int, length: Int) {
        var end = start
        var length = 0
        while end < samples.count, end == start || length + Int(samples[end].size) <= piece {
            guard Int(samples[end].size) <= largestSample else { throw MP4Error.endOfFile(at: offset) }
            length += Int(samples[end].size)
            end += 1
        }
        return (end, length)
    }

    // MARK: Tables

    /// Samples of the longest ordinary film that an export has.
    private static let mostSamples = 8_000_000

    private func walkTables(_ body: (WalkedSample, Span<UInt8>) throws -> Void) throws {
        var limits = ScanLimits()
        limits.samples = Self.mostSamples
        var scan = MP4FileScan(fileLength: length, limits: limits)
        while case .read(let offset, let count) = scan.step {
            let bytes = try read(offset, count)
            scan.feed(bytes.span)
        }
        guard case .movie(let film) = scan.step else {
            if case .failed(let error) = scan.step { throw error }
            throw MP4Error.noMovie
        }
        for sample in film.samples {
            guard sample.size <= Self.largestSample else { throw MP4Error.endOfFile(at: sample.offset) }
            let bytes = try Self.all(Int(sample.size), at: sample.offset, read)
            let walked = WalkedSample(
                track: sample.track,
                decodeTime: sample.decodeTime,
                presentationOffset: sample.presentationOffset
            )
            try body(walked, bytes.span)
        }
    }

    // MARK: Bytes

    private static func box(at offset: Int64, _ length: Int64, _ read: (Int64, Int) throws -> [UInt8]) throws
        -> BoxHeader
    {
        let bytes = try read(offset, Int(min(Int64(BoxHeader.maximumLength), max(0, length - offset))))
        let box = try BoxHeader.parse(bytes.span, available: length - offset)
        guard let box, box.boxLength > 0, box.boxLength <= length - offset else {
            throw MP4Error.endOfFile(at: offset)
        }
        return box
    }

    private static func all(_ count: Int, at offset: Int64, _ read: (Int64, Int) throws -> [UInt8]) throws -> [UInt8] {
        var bytes = try read(offset, count)
        while bytes.count < count {
            let more = try read(offset + Int64(bytes.count), count - bytes.count)
            guard !more.isEmpty else { throw MP4Error.endOfFile(at: offset + Int64(bytes.count)) }
            bytes += more
        }
        return bytes
    }
}
