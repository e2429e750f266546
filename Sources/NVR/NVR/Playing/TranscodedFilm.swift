import Media
import Playback
import Stream
import Synchronization

/// What was recorded of a stretch of time, made into another form by a worker while somebody takes it: fragmented MP4, of which
/// nobody knows how many bytes it will be. It is for one reader, keeps its worker until it is closed or nobody holds it, and never
/// gives what is not right: where it cannot go on, that is an error.
package actor TranscodedFilm {
    /// What it shows, and when: of the recordings that it is made of.
    nonisolated package let media: RangeMedia
    /// What its reader was given to see.
    nonisolated package let viewing: Viewing
    private let file: RangeFile
    private var maker: FilmMaker?
    /// Among the streams that are transcoded.
    private var place: TranscodingPlace?
    private let time: any TimeSource
    private var packer: FilmPacker?
    private var isOver = false
    /// When the reader was given something last; nil while it is being made.
    private let given: Mutex<MonotonicTime?>

    /// A reader who takes nothing for so long is gone, and others wait for the worker.
    private static let patience: Duration = .seconds(60)

    init(
        _ media: RangeMedia,
        of file: RangeFile,
        _ maker: FilmMaker,
        _ place: TranscodingPlace,
        _ viewing: Viewing,
        _ time: any TimeSource
    ) {
        self.media = media
        self.file = file
        self.maker = maker
        self.place = place
        self.viewing = viewing
        self.time = time
        given = Mutex(time.monotonic)
    }

    /// Whether its reader has taken nothing for so long that he is not waited for any more.
    nonisolated package var isStalled: Bool {
        let since = given.withLock { $0 }
        return since.map { time.monotonic - $0 > Self.patience } ?? false
    }

    /// What comes next: first its head, then fragments. For one caller at a time.
    ///
    /// - Returns: nil at the end.
    /// - Throws: where it cannot be gone on with: what was given is all that there is then, and not the whole.
    package func next() async throws(DomainError) -> [UInt8]? {
        guard !isOver else { return nil }
        given.withLock { $0 = nil }
        defer { given.withLock { $0 = time.monotonic } }
        var bytes: [UInt8] = []
        while bytes.isEmpty, !isOver {
            guard let maker else { throw DomainError(.unavailable, "Nobody wants it any more.") }
            switch try await maker.next() {
            case .formats(let formats):
                let packer = FilmPacker(file, tracks: formats)
                bytes = packer.head
                self.packer = packer
            case .units(let units): for unit in units { bytes += packer?.add(unit) ?? [] }
            case nil:
                bytes = packer?.finish() ?? []
                isOver = true
            }
        }
        try viewing.requireCurrent()
        return bytes.isEmpty ? nil : bytes
    }

    /// Nobody wants more of it: its worker is for others.
    package func close() {
        maker = nil
        place = nil
    }
}
