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

    /// Reads a file. Blocks.
    ///
    /// - Parameter committed: up to here the file was known to be on the disk: of that part only the structure is read.
    init(of file: any MediaFile, committed: Int64 = 0) throws(StorageError) {
        let length = try file.length()
        if committed > 0, committed <= length {
            let known = try Self.scan(file, length: length, from: 0, .structure)
            let ends = [known.start] + known.entries.map { $0.offset + Int64($0.length) }
            if known.movie != nil, ends.contains(committed) {
                let tail = try Self.scan(file, length: length, from: committed, .checksums)
                let good = known.entries.filter { $0.offset + Int64($0.length) <= tail.goodLength }
                self.init(length: length, report: tail, entries: good)
                return
            }
        }
        let report = try Self.scan(file, length: length, from: 0, .checksums)
        self.init(length: length, report: report, entries: report.entries)
    }

    private init(length: Int64, report: TailReport, entries: [FragmentIndexEntry]) {
        self.length = length
        self.entries = entries
        goodLength = report.goodLength
        movie = report.movie
        isClosed = report.isClosed
        damage = report.damage
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

    var start: WallTime? { entries.first.map { WallTime(nanoseconds: $0.wall) } }

    var progress: SegmentProgress {
        let timescale = Int64(movie?.tracks.first?.timescale ?? 1)
        let end = entries.last.map { entry in
            let (seconds, rest) = entry.duration.quotientAndRemainder(dividingBy: max(timescale, 1))
            // No fragment lasts a year; what says so is not believed.
            let duration = Duration.seconds(min(seconds, 31_536_000)) + .nanoseconds(rest * 1_000_000_000 / timescale)
            return WallTime(nanoseconds: min(max(entry.wall, 0), .max / 2)) + duration
        }
        return SegmentProgress(
            end: end ?? WallTime(nanoseconds: 0),
            bytes: goodLength,
            videoFrames: entries.reduce(0) { $0 + Int($1.videoSamples) },
            audioFrames: entries.reduce(0) { $0 + Int($1.audioSamples) },
            keyFrames: entries.count { $0.isKey }
        )
    }

    var index: [UInt8] { FragmentIndex(entries).bytes }

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
            run: id,
            epoch: Int64(identity.epoch),
            videoCodec: formats.first { $0.kind == .video }?.codec.codecString,
            audioCodec: formats.first { $0.kind == .audio }?.codec.codecString,
            width: picture?.width,
            height: picture?.height
        )
    }

    /// Brings the file in line with what is good of it, and gives it the index that it lacks. Blocks.
    mutating func mend(_ file: any MediaFile) throws(StorageError) {
        if length > goodLength { try file.truncate(to: goodLength) }
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
        try file.sync()
        length = goodLength
        damage = nil
    }
}
