import Catalog
import Media
import Playback

/// Goes through a time and finds the files that an exact export has of a camera: one, unless the codecs change, a recording
/// cannot be read, or it is very long.
struct ExactPieces {
    enum Step: Sendable {
        /// A file, and the time from which it was looked for.
        case film(RangeFile, from: WallTime)
        /// A recording that cannot be taken along.
        case missing(SegmentRecord, PlaybackError)
    }

    /// Of one file: eleven hours at a fragment a second, whose tables take some thirty megabytes of memory.
    static let mostFragments = 40_000
    /// Recordings that may fail before the rest is given up.
    private static let mostFailures = 1000
    /// A recording is only given up when it has failed so often: it may have been joined with others meanwhile.
    private static let tries = 2
    /// Where recordings of other codecs overlap by less, the one before has the pictures.
    private static let overlap: Duration = .seconds(1)

    let player: Player
    let catalog: any Catalog
    let camera: CameraID
    let stream: StreamKind
    let to: WallTime
    /// The first recording of a range that is for another file, although its codecs are the same; nil where none is.
    var divide: (@Sendable (RangeFile) -> SegmentRecord?)?
    /// Where the next file begins; nil after the last.
    private var position: WallTime?
    private var failures: [RecordingID: (count: Int, error: PlaybackError)] = [:]

    init(
        player: Player,
        catalog: any Catalog,
        camera: CameraID,
        stream: StreamKind,
        from: WallTime,
        to: WallTime
    ) {
        self.player = player
        self.catalog = catalog
        self.camera = camera
        self.stream = stream
        self.to = to
        position = from < to ? from : nil
    }

    /// The next file; nil after the last.
    ///
    /// - Throws: where the catalogue cannot be asked, or the task is cancelled.
    mutating func next() async throws -> Step? {
        while let start = position {
            if let step = try await step(from: start) { return step }
        }
        return nil
    }

    /// A file that was given cannot be read after all: what comes next begins where it began.
    mutating func failed(_ error: PlaybackError, of range: RangeFile, from start: WallTime) throws {
        if case .catalogue = error { throw error }
        let id = error.recording ?? range.sources[0].record.id
        note(error, of: id)
        position = start
    }

    private mutating func note(_ error: PlaybackError, of id: RecordingID) {
        failures[id] = ((failures[id]?.count ?? 0) + 1, error)
    }

    private func givenUp(_ id: RecordingID) -> PlaybackError? {
        failures[id].flatMap { $0.count >= Self.tries ? $0.error : nil }
    }

    /// Nil where there is nothing from `start` up to where it goes on.
    private mutating func step(from start: WallTime) async throws -> Step? {
        var end = to
        var isDivided = false
        while true {
            try Task.checkCancellation()
            switch await open(from: start, to: end) {
            case .success(let range):
                if let bad = range.sources.first(where: { givenUp($0.record.id) != nil }) {
                    if let step = try await around(bad.record.id, start, &end) { return step }
                    continue
                }
                if let other = divide?(range), other.start < end, other.start > start + .milliseconds(10) {
                    (end, isDivided) = (other.start, true)
                    continue
                }
                let count = range.fragments
                guard count <= Self.mostFragments || end - start < .seconds(2) else {
                    end = start + (end - start) / (count / Self.mostFragments + 1)
                    continue
                }
                position = Self.next(after: range, from: start, end: end, of: to)
                // The last picture before lasts a little longer than until the first of the others.
                if isDivided, let next = position, range.end > next, range.end - next < Self.overlap {
                    position = range.end < to ? range.end : nil
                }
                return .film(range, from: start)
            case .failure(.nothingRecorded):
                position = end < to ? end : nil
                return nil
            case .failure(.tooManyParts) where end - start > .seconds(2): end = start + (end - start) / 2
            case .failure(let error):
                guard let id = error.recording, failures.count < Self.mostFailures else { throw error }
                note(error, of: id)
                guard givenUp(id) != nil else { continue }
                if let step = try await around(id, start, &end) { return step }
            }
        }
    }

    private func open(from: WallTime, to: WallTime) async -> Result<RangeFile, PlaybackError> {
        do throws(PlaybackError) {
            return .success(try await player.openRange(of: camera, stream, from: from, to: to))
        } catch {
            return .failure(error)
        }
    }

    /// Ends before a recording that cannot be read; or passes over it, where nothing comes before it.
    private mutating func around(_ id: RecordingID, _ start: WallTime, _ end: inout WallTime) async throws -> Step? {
        let known = try await catalog.recording(id)
        guard let error = givenUp(id), let record = known else {
            // It was deleted meanwhile, and is not found again.
            failures[id] = nil
            return nil
        }
        if record.start > start {
            end = min(end, record.start)
            return nil
        }
        // One that is being written is the last.
        position = record.isOpen || record.end >= to ? nil : max(record.end, start + .milliseconds(10))
        return .missing(record, error)
    }

    private static func next(after range: RangeFile, from start: WallTime, end: WallTime, of to: WallTime) -> WallTime?
    {
        guard let change = range.codecChange else { return end < to ? end : nil }
        var next = change.start
        if range.end > next, range.end - next < overlap { next = range.end }
        next = max(next, start + .milliseconds(10))
        return next < to ? next : nil
    }
}
