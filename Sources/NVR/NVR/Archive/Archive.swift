import Catalog
package import Media
import Playback
import Stream

/// What has been recorded: lists, coverage, files.
package struct Archive: Sendable {
    let catalog: any Catalog
    let player: Player
    let time: any TimeSource
    let masks: MaskBook
    /// Brings a recording in line whose file is not as it was left; whether there was something to mend.
    private let mend: @Sendable (RecordingID) async -> Bool

    /// Segments that are no further apart belong together: a picture may be late by so much.
    static let tolerance: Duration = .milliseconds(500)

    /// The longest list that one question is answered with.
    package static let largestPage = 1000

    init(
        catalog: any Catalog,
        player: Player,
        time: any TimeSource,
        masks: MaskBook,
        mend: @escaping @Sendable (RecordingID) async -> Bool = { _ in false }
    ) {
        self.catalog = catalog
        self.player = player
        self.time = time
        self.masks = masks
        self.mend = mend
    }

    /// Which recordings are wanted. All members narrow the choice.
    package struct Query: Sendable {
        package var camera: String?
        package var stream = "main"
        package var from: WallTime?
        package var to: WallTime?
        /// Whether they show an event.
        package var isEvent: Bool?
        package var isNewestFirst = true
        /// 1…`largestPage`.
        package var limit = 100
        /// What a page before gave for the next one.
        package var cursor: String?

        package init() {}
    }

    package struct Page: Sendable {
        package var items: [RecordingView]
        /// For the next page; nil if this is the last.
        package var next: String?
    }

    /// The recordings of the cameras whose recordings the asker may play.
    package func recordings(as principal: Principal, _ query: Query) async throws -> Page {
        try Policy.requireSomebody(principal)
        guard (1...Self.largestPage).contains(query.limit) else {
            throw DomainError(.invalid, "limit is a number from 1 to \(Self.largestPage).", member: "limit")
        }
        var wanted = SegmentQuery(
            stream: try Self.stream(query.stream),
            from: query.from,
            to: query.to,
            isEvent: query.isEvent,
            order: query.isNewestFirst ? .descending : .ascending,
            limit: query.limit + 1
        )
        if let id = query.camera {
            try Policy.require(principal, .playRecordings, .camera(id))
            wanted.camera = try await camera(id)
        } else if case .some(let cameras) = Policy.cameras(for: principal, .playRecordings) {
            wanted.cameras = Set(cameras.compactMap(CameraID.init))
        }
        if let cursor = query.cursor { wanted.after = try Self.cursor(cursor) }
        var found = try await catalog.segments(wanted)
        let hasMore = found.count > query.limit
        if hasMore { found.removeLast() }
        return Page(items: found.map(RecordingView.init), next: hasMore ? found.last.map(Self.text) : nil)
    }

    /// Of a camera whose recordings the asker may not play there is none. Of one that was joined to another, that one.
    package func recording(as principal: Principal, _ id: String) async throws -> RecordingView {
        try Policy.requireSomebody(principal)
        guard let key = RecordingID(id) else { throw DomainError.noRecording(id) }
        let record = try await catalog.recording(key)
        guard let record, Policy.may(principal, .playRecordings, .camera(record.camera.text)) else {
            throw DomainError.noRecording(id)
        }
        return RecordingView(record)
    }

    /// The bytes of a recording's file; of one that is still being written, those that are safe on disk.
    ///
    /// - Throws: `forbidden` for those from whom masks hide parts of the camera: the file shows everything.
    package func media(as principal: Principal, of id: String) async throws -> RecordingMedia {
        let view = try await recording(as: principal, id)
        let viewing = try masks.requireOriginal(of: view.camera, for: principal, "recordings")
        guard let key = RecordingID(view.id) else { throw DomainError.noRecording(id) }
        do throws(PlaybackError) {
            return RecordingMedia(recording: view, file: try await player.open(key), viewing: viewing)
        } catch {
            guard error.isOfFile else { throw DomainError(.unavailable, error.description) }
            return try await mended(key, error, as: principal, viewing)
        }
    }

    /// After somebody has touched the file from outside: the catalogue says no longer what is not so.
    private func mended(_ key: RecordingID, _ error: PlaybackError, as principal: Principal, _ viewing: Viewing)
        async throws
        -> RecordingMedia
    {
        guard await mend(key) else { throw DomainError(.unavailable, error.description) }
        guard try await catalog.segment(key) != nil else {
            throw DomainError(
                .gone,
                "The file of the recording \(key) has been taken off the disk; the timeline has a gap in its place now."
            )
        }
        let view = try await recording(as: principal, "\(key)")
        do throws(PlaybackError) {
            return RecordingMedia(recording: view, file: try await player.open(key), viewing: viewing)
        } catch {
            throw DomainError(.unavailable, error.description)
        }
    }

    /// What is recorded of a camera's stream between two times, and why the rest is not.
    package func coverage(
        as principal: Principal,
        of id: String,
        stream: String,
        from: WallTime,
        to: WallTime
    ) async throws -> CoverageView {
        try Policy.require(principal, .playRecordings, .camera(id))
        guard from < to else {
            throw DomainError(.invalid, "The time asked for must end after it begins.", member: "to")
        }
        let now = time.wall
        let kind = try Self.stream(stream)
        let found = try await catalog.coverage(
            of: camera(id),
            kind,
            from: from,
            to: to,
            joiningWithin: Self.tolerance
        )
        let isManager = Policy.may(principal, .manageCamera, .camera(id))
        let gaps = found.gaps.compactMap { gap -> CoverageView.Gap? in
            let start = max(gap.start, from)
            let end = min(gap.end ?? max(now, gap.start), to)
            guard start < end else { return nil }
            // The words that were kept can name addresses and people.
            let detail = isManager ? gap.detail : gap.reason.sentence
            // Of which parts are missing is not known: such a gap is told whole.
            let range = gap.missing == nil ? start..<end : gap.start..<max(gap.end ?? end, end)
            return CoverageView.Gap(
                range: range,
                missing: gap.missing ?? end - start,
                reason: gap.reason.rawValue,
                detail: detail
            )
        }
        return CoverageView(camera: id, stream: stream, range: from..<to, spans: found.spans, gaps: gaps)
    }

    /// A camera that is or was: recordings outlive it.
    func camera(_ id: String) async throws -> CameraID {
        guard let key = CameraID(id) else { throw DomainError.noCamera(id) }
        let known = try await catalog.camera(key, includingDeleted: true)
        guard known != nil else { throw DomainError.noCamera(id) }
        return key
    }

    static func stream(_ name: String) throws(DomainError) -> StreamKind {
        guard let kind = StreamKind(rawValue: name) else {
            throw DomainError(.invalid, "stream is \"main\" or \"sub\".", member: "stream")
        }
        return kind
    }

    // A cursor is "start-id"; both are numbers, so it needs no escaping.

    private static func text(_ record: SegmentRecord) -> String { "\(record.start.nanoseconds)-\(record.id)" }

    private static func cursor(_ text: String) throws(DomainError) -> SegmentCursor {
        let parts = text.split(separator: "-")
        guard parts.count == 2, let start = Int64(parts[0]), let id = RecordingID(parts[1]) else {
            throw DomainError(.invalid, "cursor is not one that was given out.", member: "cursor")
        }
        return SegmentCursor(start: WallTime(nanoseconds: start), id: id)
    }
}
