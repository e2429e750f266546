import Media
import Playback
import Workers

/// Has a worker make another film of what was recorded, as fast as it is asked for it: nothing is made ahead of that, but for what
/// is on its way. It ends with its owner.
actor FilmMaker {
    enum Piece: Sendable {
        /// Of each of its tracks the sample entries: once, before all else.
        case formats([[TrackFormat]])
        case units([FilmUnit])
    }

    /// Has a worker open a session of these tracks; the second is called when it has news.
    typealias Opening = @Sendable ([SessionTrack], @escaping @Sendable () -> Void) -> any DerivedSession

    private let units: RangeUnits
    private let wakes: AsyncStream<Void>
    private var work: FilmWork
    private var hasBegun = false
    /// Why what was recorded could not be read on, where it could not.
    private(set) var unreadable: PlaybackError?

    /// - Parameters:
    ///   - key: what becomes of what was recorded.
    ///   - shownFrom: pictures that are shown before are not made; in ticks of the leading track.
    ///   - caption: what is laid over each picture that is made; nil for nothing.
    init(
        _ units: RangeUnits,
        _ key: DerivedKey,
        _ options: DerivedOptions,
        shownFrom: Int64 = .min,
        caption: FilmCaption? = nil,
        opening open: @escaping Opening
    ) {
        self.units = units
        let (wakes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.wakes = wakes
        work = FilmWork(key, options, tracks: units.tracks, shownFrom: shownFrom, caption: caption) { tracks in
            open(tracks) { continuation.yield() }
        }
    }

    /// For one caller at a time.
    ///
    /// - Returns: nil at the end.
    /// - Throws: where no more can be made of it: the worker is gone, or the recording is, or nobody wants it any more.
    func next() async throws(DomainError) -> Piece? {
        while true {
            try work.settle()
            try work.pump()
            if let formats = work.formats, !hasBegun {
                hasBegun = true
                return .formats(formats)
            }
            let made = hasBegun ? work.takeMade() : []
            if !made.isEmpty { return .units(made) }
            if work.isDone { return nil }
            if work.wantsInput {
                let item = try await read()
                work.take(item)
                continue
            }
            var waiting = wakes.makeAsyncIterator()
            let news: Void? = await waiting.next()
            if news == nil { throw DomainError(.unavailable, "Nobody wants it any more.") }
        }
    }

    private func read() async throws(DomainError) -> RangeUnits.Item? {
        do throws(PlaybackError) {
            return try await units.next()
        } catch {
            unreadable = error
            throw DomainError(error)
        }
    }
}
