import Catalog
import Media
import Playback
import ZIP

/// Which recordings go into an export, and what of the time that was asked for is in none.
struct ExportPlan: Sendable {
    struct Part: Sendable {
        var camera: CameraRecord
        /// Of the form "segments".
        var segments: [SegmentRecord]
        var gaps: [ExportManifest.Gap]
        /// Of the form "exact": bytes of each file, a little more rather than less.
        var films: [Int64] = []
        /// Of the form "exact": recordings that cannot be read.
        var unreadable = 0
    }

    /// Recordings of the largest export.
    static let mostFiles = 50_000

    var parts: [Part]

    var count: Int { parts.reduce(0) { $0 + $1.segments.count + $1.films.count + $1.unreadable } }
    /// Of the largest file that is kept until it is whole before it is written.
    var spool: Int64 = 0
    /// Of the recordings.
    var bytes: Int64 {
        parts.reduce(0) { $0 + $1.segments.reduce(0) { $0 + $1.bytes } + $1.films.reduce(0, +) }
    }

    /// Bytes that the export will have, a little more rather than less: of what is written beside the recordings, for each
    /// file its line in the manifest and in the list of sums.
    var length: Int64 {
        let files = parts.flatMap { part in
            part.segments.map { (name: Self.path(of: $0), byteCount: UInt64(max(0, $0.bytes))) }
                + part.films.map { (name: String(repeating: "x", count: 200), byteCount: UInt64(max(0, $0))) }
        }
        let gaps = parts.reduce(0) { $0 + $1.gaps.count }
        return Int64(clamping: ZIPWriter.length(of: files)) + Int64(files.count * 1200 + gaps * 400 + parts.count * 600)
            + (16 << 10)
    }

    /// Its name in the export: made of the camera's id and numbers alone.
    static func path(of segment: SegmentRecord) -> String {
        "\(segment.camera)/\(segment.stream.rawValue)/\(segment.camera)_\(ExportTime.name(segment.start))_\(segment.id).mp4"
    }

    /// The same of a file of an exact export.
    ///
    /// - Parameter number: among the files of its camera.
    static func path(of film: RangeFile, number: Int) -> String {
        let record = film.sources[0].record
        return "\(record.camera)/\(record.stream.rawValue)/\(record.camera)_\(ExportTime.name(film.start))_"
            + "\(ExportTime.name(film.end))_\(number).mp4"
    }
}

/// Finds out what is to be exported.
struct ExportPlanner: Sendable {
    let catalog: any Catalog
    let player: Player
    let now: WallTime
    /// Of an export with the time burned in.
    var burner: ExportBurner?

    /// Rows that are asked for at once.
    private static let page = 1000
    /// Segments that are no further apart belong together, as in the archive.
    private static let tolerance: Duration = .milliseconds(500)
    private static let mostGaps = 20_000

    /// - Throws: `notFound` for a camera that never was; `invalid` where there is too much, `conflict` where there is nothing.
    func plan(_ request: ExportRequest, _ stream: StreamKind) async throws -> ExportPlan {
        var plan = ExportPlan(parts: [])
        for id in request.cameras {
            guard let key = CameraID(id) else { throw DomainError.noCamera(id) }
            let known = try await catalog.camera(key, includingDeleted: true)
            guard let camera = known else { throw DomainError.noCamera(id) }
            let gaps = try await gaps(of: key, stream, request)
            var part = ExportPlan.Part(camera: camera, segments: [], gaps: gaps)
            if request.form == ExportRequest.exact {
                try await measure(&part, stream, request, room: ExportPlan.mostFiles - plan.count)
                if burner != nil { plan.spool = max(plan.spool, part.films.max() ?? 0) }
            } else {
                let room = ExportPlan.mostFiles - plan.count
                part.segments = try await segments(of: key, stream, request, room: room)
            }
            plan.parts.append(part)
        }
        guard plan.count > 0 else {
            throw DomainError(.conflict, "Nothing was recorded of these cameras in the time that was asked for.")
        }
        return plan
    }

    /// Finds the files of an exact export, and how long each is. Of the media no more than the edges are read for that.
    private func measure(
        _ part: inout ExportPlan.Part,
        _ stream: StreamKind,
        _ request: ExportRequest,
        room: Int
    ) async throws {
        var pieces = ExactPieces(
            player: player,
            catalog: catalog,
            camera: part.camera.id,
            stream: stream,
            from: request.from,
            to: request.to
        )
        if let burner { pieces.divide = { burner.recipe(of: $0).otherPicture(in: $0) } }
        while let step = try await pieces.next() {
            switch step {
            case .film(let range, _):
                if let burner {
                    part.films.append(burner.bytes(of: range))
                    break
                }
                // Its tables may take more than the heads of the fragments do.
                part.films.append(range.length + Int64(range.videoFrames + range.audioFrames) * 24 + (64 << 10))
            case .missing: part.unreadable += 1
            }
            guard part.films.count + part.unreadable <= room else {
                throw DomainError(
                    .invalid,
                    "An export has at most \(ExportPlan.mostFiles) files: ask for a shorter time, or fewer cameras.",
                    member: "to"
                )
            }
        }
    }

    private func segments(
        of camera: CameraID,
        _ stream: StreamKind,
        _ request: ExportRequest,
        room: Int
    ) async throws -> [SegmentRecord] {
        var query = SegmentQuery(camera: camera, stream: stream, from: request.from, to: request.to, limit: Self.page)
        var found: [SegmentRecord] = []
        while true {
            let page = try await catalog.segments(query)
            found += page.filter { $0.bytes > 0 }
            guard found.count <= room else {
                throw DomainError(
                    .invalid,
                    "An export has at most \(ExportPlan.mostFiles) recordings: ask for a shorter time, or fewer cameras.",
                    member: "to"
                )
            }
            guard page.count == Self.page else { return found }
            query.after = page.last?.cursor
        }
    }

    private func gaps(
        of camera: CameraID,
        _ stream: StreamKind,
        _ request: ExportRequest
    ) async throws -> [ExportManifest.Gap] {
        let found = try await catalog.coverage(
            of: camera,
            stream,
            from: request.from,
            to: request.to,
            joiningWithin: Self.tolerance
        )
        // A list that leaves some out would be a lie.
        guard found.gaps.count <= Self.mostGaps else {
            throw DomainError(
                .invalid,
                "The camera \(camera) has more than \(Self.mostGaps) gaps in that time: ask for a shorter one.",
                member: "to"
            )
        }
        return found.gaps.compactMap { gap in
            let start = max(gap.start, request.from)
            let end = min(gap.end ?? max(now, gap.start), request.to)
            guard start < end else { return nil }
            // Of which parts are missing is not known: such a gap is told whole.
            let range = gap.missing == nil ? start..<end : gap.start..<max(gap.end ?? end, end)
            return ExportManifest.Gap(
                start: ExportTime.text(range.lowerBound),
                end: ExportTime.text(range.upperBound),
                missing: (gap.missing ?? end - start).inSeconds,
                reason: gap.reason.rawValue,
                // The words that were kept can name addresses and people.
                sentence: gap.reason.sentence
            )
        }
    }
}
