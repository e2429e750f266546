import Logging
import Media
import NIOCore
import SDP
import Stream

/// One camera's stream as RTP, made once for all its viewers for as long as there are any. All of it on the server's event
/// loop.
final class PacketFeed {
    /// Somebody who reads the log.
    protocol Viewer: AnyObject {
        /// There is something new.
        func pump()
        /// Nothing that it could understand comes any more.
        func end()
    }

    let ring: StreamRing
    private let eventLoop: any EventLoop
    private let limits: RestreamLimits
    private let onIdle: (PacketFeed) -> Void
    private var reader: StreamReader?
    private var items: [StreamItem] = []
    private(set) var builder = RTPBlockBuilder()
    private(set) var log: PacketLog
    private var viewers: [ObjectIdentifier: any Viewer] = [:]
    /// Those who wait for a description.
    private var waiting: [EventLoopPromise<SessionDescription?>] = []
    private var patience: Scheduled<Void>?
    private var lingering: Scheduled<Void>?
    /// The camera is gone for now.
    private(set) var isInterrupted = false
    /// Rises when those who watch cannot go on.
    private(set) var generation = 0

    /// So many units are packetised in a turn, so that others have theirs.
    private static let batch = 64

    /// - Parameter onIdle: called when nobody has watched for a while, or nothing more will come.
    init(ring: StreamRing, limits: RestreamLimits, on eventLoop: any EventLoop, onIdle: @escaping (PacketFeed) -> Void)
    {
        self.ring = ring
        self.limits = limits
        self.eventLoop = eventLoop
        self.onIdle = onIdle
        log = PacketLog(limit: limits.log)
    }

    /// Begins to read.
    func begin() {
        let waker = NIOLoopBound(Waker(self), eventLoop: eventLoop)
        let eventLoop = eventLoop
        reader = ring.makeReader(keeps: false, waking: .everyUnit) {
            eventLoop.execute { waker.value.feed?.pull() }
        }
        linger()
        pull()
    }

    /// The ring calls for as long as its reader is there; the feed goes when its owner lets it.
    private final class Waker {
        weak var feed: PacketFeed?
        init(_ feed: PacketFeed) { self.feed = feed }
    }

    var viewerCount: Int { viewers.count }

    // MARK: What comes

    /// The one place where the ring is read.
    private func pull() {
        guard let reader else { return }
        items.removeAll(keepingCapacity: true)
        let hasMore = reader.read(limit: Self.batch, into: &items)
        for item in items { take(item) }
        guard self.reader != nil else { return }
        for viewer in Array(viewers.values) { viewer.pump() }
        guard hasMore else { return }
        let waker = NIOLoopBound(Waker(self), eventLoop: eventLoop)
        eventLoop.execute { waker.value.feed?.pull() }
    }

    private func take(_ item: StreamItem) {
        switch item {
        case .format(let format):
            isInterrupted = false
            if !builder.begin(format) {
                generation += 1
                log.forget()
                endViewers()
                linger()
            }
            answerWaiting()
        case .unit(let unit): if let block = builder.add(unit) { log.append(block) }
        // It was too slow itself; the log goes on with the key frame that comes, and the packets' numbers without a hole.
        case .skipped: break
        case .interrupted:
            isInterrupted = true
            answerWaiting()
        case .ended: end()
        }
    }

    /// Ends the feed and everyone who watches it.
    func end() {
        reader = nil
        lingering?.cancel()
        generation += 1
        isInterrupted = true
        answerWaiting()
        endViewers()
        onIdle(self)
    }

    private func endViewers() {
        let leaving = Array(viewers.values)
        viewers = [:]
        for viewer in leaving { viewer.end() }
    }

    // MARK: Who wants it

    func add(_ viewer: any Viewer) {
        lingering?.cancel()
        lingering = nil
        viewers[ObjectIdentifier(viewer)] = viewer
    }

    func remove(_ viewer: any Viewer) {
        guard viewers.removeValue(forKey: ObjectIdentifier(viewer)) != nil, viewers.isEmpty, reader != nil else {
            return
        }
        linger()
    }

    /// What the stream is, as soon as that is known; nil where it is not within the time that somebody waits, or there is
    /// nothing that RTP could carry.
    func description() -> EventLoopFuture<SessionDescription?> {
        if viewers.isEmpty { linger() }
        if isInterrupted || builder.description != nil { return eventLoop.makeSucceededFuture(known) }
        let promise = eventLoop.makePromise(of: SessionDescription?.self)
        waiting.append(promise)
        if waiting.count == 1 {
            patience = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.description)) { [weak self] in
                self?.answerWaiting()
            }
        }
        return promise.futureResult
    }

    private var known: SessionDescription? { isInterrupted ? nil : builder.description }

    private func answerWaiting() {
        patience?.cancel()
        patience = nil
        let promises = waiting
        waiting = []
        for promise in promises { promise.succeed(known) }
    }

    private func linger() {
        lingering?.cancel()
        // Long enough for somebody who has asked what there is to come back and watch.
        lingering = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.description + limits.linger)) {
            [weak self] in
            guard let self, viewers.isEmpty else { return }
            end()
        }
    }
}
