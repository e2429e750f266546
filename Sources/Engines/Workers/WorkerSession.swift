import Synchronization
package import WorkerChannel

/// A worker that decodes for as long as somebody holds this, in a process of its own: what it does, or what becomes of it, is
/// nobody else's. It is given units and gives what comes of them; how many are on the way is for its owner to bound, who counts
/// what comes back (`fed`, `undecoded`).
///
/// All calls may come from any thread.
package final class WorkerSession: Sendable {
    package enum Event: Equatable, Sendable {
        /// A track takes units from now on.
        case opened(track: Int)
        /// It never will: no decoder or encoder for it is there.
        case refused(track: Int, WorkerFailure.Reason)
        /// Before the first unit that is encoded, and again before the first that a decoder needs something else for.
        case format(track: Int, EncodedFormat)
        case output(track: Int, DecodeOutput)
        /// A unit was decoded, and all that came of it at once was given.
        case fed(track: Int)
        /// It could not be; the next may.
        case undecoded(track: Int, WorkerFailure.Reason)
        /// The last event: the worker is gone.
        case over(WorkerError)
    }

    private let news = Mutex<[Event]>([])
    private let onNews: @Sendable () -> Void
    private let give: @Sendable (_ feed: DecodeFeed, _ track: Int) -> Void
    private let end: @Sendable () -> Void

    init(
        onNews: @escaping @Sendable () -> Void,
        give: @escaping @Sendable (DecodeFeed, Int) -> Void,
        end: @escaping @Sendable () -> Void
    ) {
        self.onNews = onNews
        self.give = give
        self.end = end
    }

    deinit { end() }

    func tell(_ event: Event) {
        news.withLock { $0.append(event) }
        onNews()
    }

    /// What has happened since it was asked last, in order.
    package func take() -> [Event] {
        news.withLock { news in
            defer { news.removeAll() }
            return news
        }
    }

    /// After the track was opened; with the times of a picture's presentation, or of a block's first sample.
    package func feed(_ feed: DecodeFeed, track: Int) { give(feed, track) }
}

extension WorkerPool {
    /// A worker for a stream that is decoded for as long as somebody watches.
    ///
    /// - Parameters:
    ///   - tracks: referred to by index.
    ///   - camera: whose stream it is.
    ///   - onNews: called on the workers' thread whenever there is something to take. Must not block.
    /// - Returns: at once; whether the worker comes up is told by its first events.
    package func session(
        _ tracks: [SessionTrack],
        camera: String,
        onNews: @escaping @Sendable () -> Void
    ) -> WorkerSession {
        let id = nextJob.add(1, ordering: .relaxed).newValue
        let session = WorkerSession(
            onNews: onNews,
            give: { [weak self] feed, track in self?.give { $0.sessions.feed(id, feed, track: track) } },
            end: { [weak self] in self?.give { $0.sessions.close(id) } }
        )
        let isOpen = give { [weak session] crew in
            // Nobody wants it any more.
            guard session != nil else { return }
            crew.sessions.open(id, tracks, camera: camera) { [weak session] in session?.tell($0) }
        }
        if !isOpen { session.tell(.over(.noWorker("the recorder is stopping"))) }
        return session
    }
}
