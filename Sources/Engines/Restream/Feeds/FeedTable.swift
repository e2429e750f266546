import NIOCore
import Stream

/// The streams that are being packetised, one for each ring, whatever it is called by. On the server's event loop.
final class FeedTable {
    private let limits: RestreamLimits
    private let eventLoop: any EventLoop
    private var feeds: [ObjectIdentifier: PacketFeed] = [:]
    /// Of feeds that have ended.
    private var earlier = RestreamStatistics()

    init(limits: RestreamLimits, on eventLoop: any EventLoop) {
        self.limits = limits
        self.eventLoop = eventLoop
    }

    /// The feed of a ring; made where there is none.
    func feed(of ring: StreamRing) -> PacketFeed {
        if let feed = feeds[ObjectIdentifier(ring)] { return feed }
        let feed = PacketFeed(ring: ring, limits: limits, on: eventLoop) { [weak self] ended in self?.remove(ended) }
        feeds[ObjectIdentifier(ring)] = feed
        feed.begin()
        return feed
    }

    private func remove(_ feed: PacketFeed) {
        guard feeds[ObjectIdentifier(feed.ring)] === feed else { return }
        feeds[ObjectIdentifier(feed.ring)] = nil
        earlier.units += feed.builder.units
        earlier.unitsLeftOut += feed.builder.leftOut
    }

    func end() {
        for feed in Array(feeds.values) { feed.end() }
    }

    var statistics: RestreamStatistics {
        feeds.values.reduce(into: earlier) { sum, feed in
            sum.streams += 1
            sum.viewers += feed.viewerCount
            sum.units += feed.builder.units
            sum.unitsLeftOut += feed.builder.leftOut
        }
    }
}

/// What the server does.
package struct RestreamStatistics: Hashable, Sendable {
    package var connections = 0
    /// Streams that are packetised now.
    package var streams = 0
    package var viewers = 0
    /// Access units that were packetised since the start: once each, however many watch.
    package var units = 0
    /// Those of them that RTP has no words for: some pictures of JPEG cameras.
    package var unitsLeftOut = 0

    package init() {}
}
