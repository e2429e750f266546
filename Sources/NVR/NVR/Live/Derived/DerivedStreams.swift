import Catalog
import Logging
import Media
import Stream
import Synchronization
import WorkerChannel
import Workers

/// The streams that workers make of what cameras send: each begins when somebody wants it first, is shared by all who read it, and
/// ends soon after the last has gone. They are limited in number, and where one cannot be had, whoever wanted it is told why.
///
/// Thread-safe.
final class DerivedStreams: Sendable {
    private struct Seat {
        let stream: DerivedStream
        /// Who wait for it to begin.
        var asking = 0
        /// When somebody asked for it last, or the last who read it has gone.
        var wanted: MonotonicTime
    }

    let workers: RecorderWorkers
    private let options: @Sendable () -> DerivedOptions
    private let time: any TimeSource
    private let logger: Logger
    private let linger: Duration
    private let seats = Mutex<[DerivedKey: Seat]>([:])
    /// Films that are made of recordings, by whether they have pictures: they take of the same places. Locked within the seats.
    private let films = Mutex<[Bool: Int]>([:])

    /// So long somebody waits for the first picture: a worker is started in it, and what it decodes first can be a long group.
    private static let patience: Duration = .seconds(15)

    /// - Parameter linger: how long one stays that nobody reads: whoever asked for it takes a moment to begin.
    init(
        workers: RecorderWorkers,
        options: @escaping @Sendable () -> DerivedOptions,
        time: any TimeSource,
        logger: Logger,
        linger: Duration = .seconds(10)
    ) {
        self.workers = workers
        self.options = options
        self.time = time
        self.logger = logger
        self.linger = linger
    }

    /// Whether there are workers at all.
    var isPossible: Bool { workers.hasProgram }

    // MARK: Being asked

    /// The ring of a derived stream, in which something is, or soon will be.
    ///
    /// - Parameter source: the ring of the camera's stream.
    /// - Throws: `busy` where there are as many as may be; `unavailable` where no worker makes it.
    func ring(_ key: DerivedKey, of source: StreamRing) async throws(DomainError) -> StreamRing {
        let pool = try workers.readyPool
        let stream = try seat(key, source, pool)
        // From now on it stays for as long as it takes to begin reading it.
        defer { left(stream, asked: 1) }
        do throws(WorkerError) {
            try await Self.ready(stream)
        } catch {
            throw DomainError(error)
        }
        return stream.ring
    }

    /// The ring of one that is there already.
    func present(_ key: DerivedKey, of source: StreamRing) -> StreamRing? {
        seats.withLock { seats in
            guard let stream = seats[key]?.stream, stream.source === source else { return nil }
            return stream.ring
        }
    }

    private static func ready(_ stream: DerivedStream) async throws(WorkerError) {
        let failure = await withTaskGroup(of: WorkerError?.self) { group in
            group.addTask {
                do throws(WorkerError) {
                    try await stream.ready()
                    return nil
                } catch {
                    return error
                }
            }
            group.addTask {
                // What is waited for. Cut short by being cancelled alone, and then nobody asks.
                try? await Task.sleep(for: patience)
                return .tooLate
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        if let failure { throw failure }
    }

    private func seat(
        _ key: DerivedKey,
        _ source: StreamRing,
        _ pool: WorkerPool
    ) throws(DomainError) -> DerivedStream {
        let options = options()
        let now = time.monotonic
        let (result, gone, isNew) = seats.withLock {
            seats -> (Result<DerivedStream, DomainError>, [DerivedStream], Bool) in
            var gone: [DerivedStream] = []
            if let known = seats[key]?.stream {
                if known.source === source, !known.isOver {
                    seats[key]?.asking += 1
                    return (.success(known), gone, false)
                }
                // The camera was switched off and on again.
                gone.append(known)
                seats[key] = nil
            }
            while isFull(seats, key.hasPictures, options) {
                guard let idle = Self.idle(seats, key.hasPictures) else {
                    return (.failure(Self.full(key.hasPictures, options)), gone, false)
                }
                if let seat = seats.removeValue(forKey: idle) { gone.append(seat.stream) }
            }
            let stream = DerivedStream(key, of: source, options, time: time, logger: logger) { tracks, onNews in
                pool.session(tracks, camera: key.camera.text, onNews: onNews)
            }
            seats[key] = Seat(stream: stream, asking: 1, wanted: now)
            return (.success(stream), gone, true)
        }
        // End outside the lock.
        _ = gone
        let stream = try result.get()
        if isNew {
            stream.ring.watchViewers { [weak self, weak stream] hasViewers in
                if !hasViewers, let stream { self?.left(stream) }
            }
        }
        return stream
    }

    /// A place among the streams that are transcoded, for a film that is made of recordings.
    ///
    /// - Throws: `busy` where there are as many as may be.
    func takePlace(hasPictures: Bool) throws(DomainError) -> TranscodingPlace {
        let options = options()
        let (isTaken, gone) = seats.withLock { seats -> (Bool, [DerivedStream]) in
            var gone: [DerivedStream] = []
            while isFull(seats, hasPictures, options) {
                guard let idle = Self.idle(seats, hasPictures) else { return (false, gone) }
                if let seat = seats.removeValue(forKey: idle) { gone.append(seat.stream) }
            }
            films.withLock { $0[hasPictures, default: 0] += 1 }
            return (true, gone)
        }
        // End outside the lock.
        _ = gone
        guard isTaken else { throw Self.full(hasPictures, options) }
        return TranscodingPlace { [weak self] in self?.films.withLock { $0[hasPictures, default: 1] -= 1 } }
    }

    /// What opens sessions for such a film.
    func opening(of camera: String) throws(DomainError) -> FilmMaker.Opening {
        let pool = try workers.readyPool
        return { tracks, onNews in pool.session(tracks, camera: camera, onNews: onNews) }
    }

    var currentOptions: DerivedOptions { options() }

    private func isFull(_ seats: [DerivedKey: Seat], _ hasPictures: Bool, _ options: DerivedOptions) -> Bool {
        let most = hasPictures ? options.most : DerivedOptions.mostSounds
        let films = films.withLock { $0[hasPictures] ?? 0 }
        return seats.keys.count { $0.hasPictures == hasPictures } + films >= most
    }

    /// One of the same cost that nobody reads, for the longest time first.
    private static func idle(_ seats: [DerivedKey: Seat], _ hasPictures: Bool) -> DerivedKey? {
        seats.filter { seat in
            seat.key.hasPictures == hasPictures && seat.value.asking == 0 && !seat.value.stream.ring.hasViewers
        }
        .min { $0.value.wanted < $1.value.wanted }?.key
    }

    private static func full(_ hasPictures: Bool, _ options: DerivedOptions) -> DomainError {
        let most = hasPictures ? options.most : DerivedOptions.mostSounds
        return DomainError(
            .busy,
            "\(most) streams are being transcoded, and that is as many as may be (live.transcode_max_streams). Stop watching "
                + "another, or use a player that plays what the camera sends."
        )
    }

    // MARK: Ending

    /// Ends what shows a camera under other masks than these. Whoever reads it is told that it has ended.
    func end(of camera: String, withMasksOtherThan masks: [MaskPolygon]) {
        let gone = seats.withLock { seats in
            let keys = seats.keys.filter { $0.camera.text == camera && $0.isMasked && $0.masks != masks }
            return keys.compactMap { seats.removeValue(forKey: $0)?.stream }
        }
        // End outside the lock; whoever waits for one to begin holds it no longer than that.
        for stream in gone { stream.end() }
    }

    /// Nobody reads it, or somebody has what he asked for: it ends, unless it is read then.
    private func left(_ stream: DerivedStream, asked: Int = 0) {
        let now = time.monotonic
        seats.withLock { seats in
            guard seats[stream.key]?.stream === stream else { return }
            seats[stream.key]?.wanted = now
            seats[stream.key]?.asking -= asked
        }
        wait(for: stream)
    }

    private func clear(_ stream: DerivedStream) {
        let now = time.monotonic
        let (cleared, isLater) = seats.withLock { seats -> (Seat?, Bool) in
            guard let seat = seats[stream.key], seat.stream === stream, seat.asking == 0,
                !stream.ring.hasViewers
            else { return (nil, false) }
            // Somebody has asked for it meanwhile, and has not begun to read yet.
            guard now - seat.wanted >= linger else { return (nil, true) }
            return (seats.removeValue(forKey: stream.key), false)
        }
        _ = cleared
        if isLater { wait(for: stream) }
    }

    private func wait(for stream: DerivedStream) {
        Task { [weak self, weak stream, linger] in
            // A pause that is part of the work; nothing cuts it short.
            try? await Task.sleep(for: linger)
            if let stream { self?.clear(stream) }
        }
    }

    // MARK: How they are

    var views: [TranscodedStream] {
        let streams = seats.withLock { $0.values.map(\.stream) }
        return streams.map { stream in
            let figures = stream.figures
            return TranscodedStream(
                camera: stream.key.camera.text,
                stream: stream.key.stream.rawValue,
                form: stream.key.name,
                isWatched: stream.ring.hasViewers,
                pictures: figures.pictures,
                leftOut: figures.leftOut,
                undecoded: figures.undecoded,
                lost: figures.lost
            )
        }.sorted { ($0.camera, $0.form) < ($1.camera, $1.form) }
    }

    var most: Int { options().most }
}

/// A stream that a worker makes of what a camera sends: for those who look after the recorder.
package struct TranscodedStream: Hashable, Sendable {
    package var camera: String
    /// "main" or "sub".
    package var stream: String
    /// What it becomes: "main-h264".
    package var form: String
    package var isWatched: Bool
    /// Pictures that were made, and those of the camera's that were not, because there was no time for them or nobody needs
    /// so many.
    package var pictures: Int
    package var leftOut: Int
    /// Units that could not be decoded.
    package var undecoded: Int
    /// Workers that were lost with it.
    package var lost: Int
}
