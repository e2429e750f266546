import Catalog
import Media
import Playback
import Storage

extension ExportCopy {
    /// What was recorded of a camera in the time asked for, as ordinary files that begin and end with the very pictures.
    /// Recordings that cannot be read are noted, and what is before and after them is taken along.
    ///
    /// - Throws: where nothing can be written, the catalogue cannot be asked, or the job is cancelled.
    mutating func addExactly(_ part: ExportPlan.Part, _ found: ExactPieces) async throws {
        var pieces = found
        var camera = ExportManifest.Camera(
            id: part.camera.id.text,
            name: part.camera.name,
            gaps: part.gaps,
            missing: []
        )
        var number = 0
        while let step = try await pieces.next() {
            switch step {
            case .missing(let record, let error):
                camera.missing.append(.init(record, try Self.sentence(error)))
            case .film(let range, let start):
                report("\(part.camera.id): file \(number + 1) of \(max(number + 1, part.films.count)).")
                if let error = try await take(range, number: number + 1) {
                    try pieces.failed(error, of: range, from: start)
                } else {
                    number += 1
                }
            }
        }
        cameras.append(camera)
    }

    private mutating func take(_ range: RangeFile, number: Int) async throws -> PlaybackError? {
        guard let burner else { return try await add(range, number: number) }
        return try await addBurnedIn(range, number: number, by: burner)
    }

    /// - Returns: why it could not be read; nil where it was taken along.
    mutating func add(_ range: RangeFile, number: Int) async throws -> PlaybackError? {
        let film: RangeFile
        do throws(PlaybackError) {
            let text = timeZone.map { ExportTimeTrack.of(range, in: $0) }
            film = try await player.progressive(range, mostFragments: ExactPieces.mostFragments, text: text)
        } catch {
            return error
        }
        let path = ExportPlan.path(of: film, number: number)
        try await thread.run { [writer] in try writer.begin(path, byteCount: film.length, time: film.start) }
        let problem = try await copy(film.length) { offset throws(PlaybackError) in
            try await film.read(offset: offset, count: RecordingFile.longestRead)
        }
        if let problem {
            await thread.run { [writer] in writer.abandon() }
            return problem
        }
        let sum = try await thread.run { [writer] in try writer.end() }
        files.append(ExportManifest.File(film, path: path, sum))
        held.append(film.held)
        return nil
    }
}

extension ExportManifest.File {
    init(_ film: RangeFile, path: String, _ sum: ExportWriter.Sum) {
        let first = film.sources[0].record
        let records = film.records
        self.init(
            path: path,
            camera: first.camera.text,
            stream: first.stream.rawValue,
            recording: "\(first.id)",
            start: ExportTime.text(film.start),
            end: ExportTime.text(film.end),
            bytes: sum.bytes,
            sha256: sum.sha256,
            videoCodec: first.videoCodec,
            audioCodec: first.audioCodec,
            width: first.width,
            height: first.height,
            videoFrames: film.videoFrames,
            audioFrames: film.audioFrames,
            isOpen: records.contains(where: \.isOpen),
            recordings: records.map { "\($0.id)" },
            spans: film.spans.map { span in
                ExportManifest.Span(
                    start: ExportTime.text(span.start),
                    end: ExportTime.text(span.end),
                    offset: span.offset,
                    duration: span.duration
                )
            }
        )
    }
}
