import Catalog
import MP4
import Media
import Storage

/// What a recording's file is worth, by its own word.
struct FileTruth: Hashable, Sendable {
    /// Bytes of the file as it was found.
    var length: Int64
    /// Up to here it is good; what follows is to be cut off.
    var goodLength: Int64
    /// Of all good fragments.
    var entries: [FragmentIndexEntry]
    /// Nil where nothing can be played.
    var movie: MovieHeader?
    /// The good part ends with the index that closes a file.
    var isClosed: Bool
    var damage: TailReport.Damage?
    /// How it came to its end, by its own word; nil where its writer died, or more was lost since.
    private(set) var ending: Ending?
    /// When the last good sample has been shown, in ticks of track 0 since the file's zero.
    private var presentationEnd: Int64

    struct Ending: Hashable, Sendable {
        var wall: WallTime
        var reason: EndReason
    }

    /// Reads a file. Blocks.
    ///
    /// - Parameters:
    ///   - committed: up to here the file was known to be on the disk: of that part only the structure is read.
    ///   - trustsClosed: whether of a file that was closed in good order, and has kept its length, the structure is enough.
    init(of file: any MediaFile, committed: Int64 = 0, trustsClosed: Bool = false) throws(StorageError) {
        let length = try file.length()
        if trustsClosed {
            let known = try Self.scan(file, length: length, from: 0, .structure)
            if known.isClosed, known.damage == nil, known.movie?.identity?.ending != nil {
                self.init(length: length, report: known, after: nil)
                return
            }
        }
        if committed > 0, committed <= length {
            let known = try Self.scan(file, length: committed, from: 0, .structure)
            if known.movie != nil, known.goodLength == committed {
                let tail = try Self.scan(file, length: length, from: committed, .checksums)
                self.init(length: length, report: tail, after: known)
                return
            }
        }
        self.init(length: length, report: try Self.scan(file, length: length, from: 0, .checksums), after: nil)
    }

    private init(length: Int64, report: TailReport, after known: TailReport?) {
        self.length = length
        entries = (known?.entries ?? []) + report.entries
        goodLength = report.goodLength
        movie = report.movie
        if let movie {
            // As its writer has numbered them.
            let number = ParameterSetNumber.of(movie)
            for index in entries.indices { entries[index].parameterSetID = number }
        }
        isClosed = report.isClosed || (known?.isClosed == true && report.goodLength == known?.goodLength)
        damage = report.damage
        presentationEnd = max(known?.duration ?? 0, report.duration)
        ending = toldEnding
    }

    private static func scan(
        _ file: any MediaFile,
        length: Int64,
        from start: Int64,
        _ verification: TailScan.Verification
    ) throws(StorageError) -> TailReport {
        var scan = TailScan(fileLength: length, start: start, verification: verification)
        while true {
            switch scan.step {
            case .finished(let report): return report
            case .read(let offset, let count):
                let bytes = try file.read(at: offset, count: count)
                scan.feed(bytes.span)
            }
        }
    }

    /// There is something to be seen in it.
    var hasMedia: Bool { movie != nil && !entries.isEmpty }

    var index: [UInt8] { FragmentIndex(entries).bytes }

    // MARK: Times

    /// When it began, by its own word, unless that is far from what its first fragment says.
    var start: WallTime? {
        guard let first = entries.first.map({ WallTime(nanoseconds: $0.wall) }) else { return nil }
        guard let told = movie?.identity.map({ WallTime(nanoseconds: $0.start) }),
            Self.isNear(told, first, within: Self.tolerance)
        else { return first }
        return told
    }

    private var toldEnding: Ending? {
        guard let told = movie?.identity?.ending, let reason = EndReason(rawValue: told.reason) else { return nil }
        let wall = WallTime(nanoseconds: told.wall)
        // A file that has its index has lost nothing; another may have lost what came last.
        let tolerance = isClosed ? Self.longestPicture : GapLedger.shortest
        return Self.isNear(wall, estimatedEnd, within: tolerance) ? Ending(wall: wall, reason: reason) : nil
    }

    /// A clock that is set in the middle of a fragment, and no more.
    private static let tolerance: Duration = .seconds(10)

    /// Where only every so many pictures are wanted, the last of a file lasts until the next comes, which may be an hour.
    private static let longestPicture: Duration = .seconds(3600) + tolerance

    private static func isNear(_ time: WallTime, _ other: WallTime, within tolerance: Duration) -> Bool {
        let (distance, overflow) = time.nanoseconds.subtractingReportingOverflow(other.nanoseconds)
        return !overflow && distance.magnitude <= tolerance.inNanoseconds.magnitude
    }

    /// By the time of the last fragment and how long it lasts.
    private var estimatedEnd: WallTime {
        guard let last = entries.last else { return WallTime(nanoseconds: 0) }
        let timescale = max(1, Int64(movie?.tracks.first?.timescale ?? 1))
        let (seconds, rest) = last.duration.quotientAndRemainder(dividingBy: timescale)
        // No fragment lasts a year; what says so is not believed.
        let duration = Duration.seconds(min(seconds, 31_536_000)) + .nanoseconds(rest * 1_000_000_000 / timescale)
        return WallTime(nanoseconds: min(max(last.wall, 0), .max / 2)) + duration
    }

    // MARK: For the catalogue

    var progress: SegmentProgress {
        SegmentProgress(
            end: ending?.wall ?? estimatedEnd,
            bytes: goodLength,
            videoFrames: entries.reduce(0) { $0 + Int($1.videoSamples) },
            audioFrames: entries.reduce(0) { $0 + Int($1.audioSamples) },
            keyFrames: entries.count { $0.isKey }
        )
    }

    /// The row of a file that has none, or nil where the file does not say what it is, or says that it is another.
    func row(for name: RecordingKey, id: RecordingID, node: String, volume: String) -> SegmentRecord? {
        guard let identity = movie?.identity, let start, identity.camera == name.camera.text,
            identity.stream == name.stream.rawValue, identity.recording == name.id.nanoseconds
        else { return nil }
        let formats = movie?.tracks.compactMap(\.format) ?? []
        let picture = formats.lazy.compactMap(\.pictureSize).first
        let progress = progress
        return SegmentRecord(
            id: id,
            camera: name.camera,
            stream: name.stream,
            start: start,
            end: progress.end,
            bytes: progress.bytes,
            videoFrames: progress.videoFrames,
            audioFrames: progress.audioFrames,
            keyFrames: progress.keyFrames,
            node: node,
            volume: volume,
            key: name.key.text,
            // A recording that had to be given another id is the beginning of its run under that.
            run: identity.run == identity.recording ? id : RecordingID(nanoseconds: identity.run),
            epoch: Int64(identity.epoch),
            videoCodec: formats.first { $0.kind == .video }?.codec.codecString,
            audioCodec: formats.first { $0.kind == .audio }?.codec.codecString,
            width: picture?.width,
            height: picture?.height,
            pauses: pauses
        )
    }

    // MARK: Mending

    /// Brings the file in line with what is good of it, and gives it what files have that were closed in good order: an
    /// index, its length in its head, how it came to end, and no room set aside behind it. Blocks.
    ///
    /// - Parameter reason: why it ended, where it does not say itself.
    mutating func mend(_ file: any MediaFile, because reason: EndReason) throws(StorageError) {
        ending = ending ?? Ending(wall: estimatedEnd, reason: reason)
        if length > goodLength { try file.truncate(to: goodLength) } else { try file.releaseReserve() }
        if !isClosed {
            let index = RandomAccessIndex.encode(entries)
            do throws(StorageError) {
                try file.write([Bytes(index)], at: goodLength)
                goodLength += Int64(index.count)
                isClosed = true
            } catch  where error.isFull {
                // It plays without.
                try file.truncate(to: goodLength)
            }
        }
        try fillIn(file)
        try file.sync()
        length = goodLength
        damage = nil
    }

    /// Writes into the head what is not there yet. Each of these small writes, torn or not, leaves a file that plays.
    private func fillIn(_ file: any MediaFile) throws(StorageError) {
        guard let headLength = entries.first?.offset, let count = Int(exactly: headLength) else { return }
        let head = try file.read(at: 0, count: count)
        // What is not laid out as we do it plays as it is.
        guard let fields = try? ClosingFields(parsing: head.span) else { return }
        let told = ending.map { SegmentIdentity.Ending(wall: $0.wall.nanoseconds, reason: $0.reason.rawValue) }
        for patch in fields.patches(duration: presentationEnd, ending: told) {
            let range = patch.offset..<patch.offset + patch.bytes.count
            guard range.upperBound <= head.count, Array(head[range]) != patch.bytes else { continue }
            try file.write([Bytes(patch.bytes)], at: Int64(patch.offset))
        }
    }
}
