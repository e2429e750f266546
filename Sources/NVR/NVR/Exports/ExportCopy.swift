import Catalog
import Foundation
import Jobs
import Media
import Playback
import Storage

/// Copies the recordings of an export, unaltered, one after the other.
struct ExportCopy {
    let player: Player
    let thread: DiskThreads
    let writer: ExportWriter
    /// Bytes that were planned: for the progress.
    let whole: Int64
    let context: JobContext
    /// Of the time tracks of an exact export; nil for none.
    var timeZone: TimeZone?
    /// Burns in the time; nil where pictures stay as they are.
    var burner: ExportBurner?
    /// The name of the file in which it keeps what it makes.
    var spool = ""

    var cameras: [ExportManifest.Camera] = []
    var files: [ExportManifest.File] = []
    var documents: [ExportManifest.Document] = []
    var evidence: [ExportManifest.Evidence] = []
    /// Of each file, what it has of which recording.
    var held: [[RangeFile.Held]] = []
    var done: Int64 = 0
    /// A recording may have been joined with others meanwhile: then they are one file.
    private var taken: Set<RecordingID> = []

    private static let shortestWrite = 256 << 10

    init(player: Player, thread: DiskThreads, writer: ExportWriter, whole: Int64, context: JobContext) {
        self.player = player
        self.thread = thread
        self.writer = writer
        self.whole = whole
        self.context = context
    }

    /// All recordings of a camera. Those that cannot be read are noted, and the others are taken along.
    ///
    /// - Throws: where nothing can be written, the catalogue cannot be asked, or the job is cancelled.
    mutating func add(_ part: ExportPlan.Part) async throws {
        var camera = ExportManifest.Camera(
            id: part.camera.id.text,
            name: part.camera.name,
            gaps: part.gaps,
            missing: []
        )
        for (number, segment) in part.segments.enumerated() {
            report("\(part.camera.id): file \(number + 1) of \(part.segments.count).")
            if let sentence = try await add(segment) {
                camera.missing.append(.init(segment, sentence))
            }
        }
        cameras.append(camera)
    }

    func report(_ sentence: String? = nil) {
        context.report(min(0.98, Double(done) / Double(max(whole, 1))), sentence)
    }

    /// Why it could not be taken along; nil where it was.
    private mutating func add(_ segment: SegmentRecord) async throws -> String? {
        try Task.checkCancellation()
        let file: RecordingFile
        do throws(PlaybackError) {
            file = try await player.open(segment.id)
        } catch {
            return try Self.sentence(error)
        }
        let record = file.record
        guard taken.insert(record.id).inserted else { return nil }
        let path = ExportPlan.path(of: record)
        try await thread.run { [writer] in try writer.begin(path, byteCount: file.length, time: record.start) }
        let problem = try await copy(file.length) { offset throws(PlaybackError) in
            try await file.read(offset: offset, count: RecordingFile.longestRead)
        }
        if let problem {
            await thread.run { [writer] in writer.abandon() }
            return try Self.sentence(problem)
        }
        let sum = try await thread.run { [writer] in try writer.end() }
        files.append(ExportManifest.File(record, path: path, sum))
        held.append([
            .init(record: record, video: 0..<max(0, record.videoFrames), audio: 0..<max(0, record.audioFrames))
        ])
        return nil
    }

    /// Writes the content of the file that was begun.
    ///
    /// - Returns: why it could not be read; nil where it was.
    mutating func copy(
        _ length: Int64,
        _ read: (Int64) async throws(PlaybackError) -> [UInt8]
    ) async throws -> PlaybackError? {
        var offset: Int64 = 0
        var piece: [UInt8] = []
        while offset < length {
            try Task.checkCancellation()
            let bytes: [UInt8]
            do throws(PlaybackError) { bytes = try await read(offset) } catch { return error }
            offset += Int64(bytes.count)
            done += Int64(bytes.count)
            piece += bytes
            // Many small ones would be as many changes of the thread.
            guard piece.count >= Self.shortestWrite || offset >= length else { continue }
            let whole = piece
            piece = []
            try await thread.run { [writer] in try writer.add(whole) }
            report()
        }
        return nil
    }

    /// In words for whoever gets the export.
    static func sentence(_ error: PlaybackError) throws(PlaybackError) -> String {
        switch error {
        case .noSuchRecording: "It was deleted while the export was made."
        case .volumeMissing: "The disk that it lies on was not there."
        case .fileMissing: "Its file is missing on the recorder's disk."
        case .fileTooShort, .damaged: "Its file is damaged on the recorder's disk."
        case .unreadable, .noPictures, .tooFarFromKeyFrame, .nothingRecorded, .notForHLS, .tooManyParts:
            "The recorder's disk could not read it."
        case .catalogue: throw error
        }
    }
}

extension ExportManifest.Missing {
    init(_ record: SegmentRecord, _ sentence: String) {
        self.init(
            recording: "\(record.id)",
            start: ExportTime.text(record.start),
            end: ExportTime.text(record.end),
            sentence: sentence
        )
    }
}

extension ExportManifest.File {
    init(_ record: SegmentRecord, path: String, _ sum: ExportWriter.Sum) {
        self.init(
            path: path,
            camera: record.camera.text,
            stream: record.stream.rawValue,
            recording: "\(record.id)",
            start: ExportTime.text(record.start),
            end: ExportTime.text(record.end),
            bytes: sum.bytes,
            sha256: sum.sha256,
            videoCodec: record.videoCodec,
            audioCodec: record.audioCodec,
            width: record.width,
            height: record.height,
            videoFrames: record.videoFrames,
            audioFrames: record.audioFrames,
            keyFrames: record.keyFrames,
            isOpen: record.isOpen
        )
    }
}
