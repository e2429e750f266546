import Live
import Logging
import NIOCore
import Stream

/// What all connections of the server share. On its event loop.
final class RestreamSite {
    let gate: any RestreamGate
    let limits: RestreamLimits
    let connections: ConnectionBook
    let logger: Logger
    var viewers = ViewerBook()
    /// How often cameras were ended: what was found out before is not told after.
    private(set) var endings = 0
    private let hub: LiveHub
    private let tally = PacketTally()

    init(gate: any RestreamGate, hub: LiveHub, limits: RestreamLimits, logger: Logger) {
        self.gate = gate
        self.hub = hub
        self.limits = limits
        self.logger = logger
        connections = ConnectionBook(limits: limits)
    }

    /// - Parameter stream: the name that is the ring's own, of all by which it can be asked for.
    func source(of ring: StreamRing, _ stream: RestreamID) -> PacketSource {
        var source = PacketSource(hub: hub, ring: ring, stream: stream, tally: tally)
        source.limits.stallsAfter = limits.stall
        // A client takes one after the other: what it has no room for stays in the log.
        source.limits.itemsAtOnce = 1
        return source
    }

    /// See ``RestreamServer/end(camera:)``.
    func end(camera: String) {
        endings += 1
        for channel in connections.all {
            channel.pipeline.fireUserInboundEventTriggered(RestreamConnection.CameraEnded(camera: camera))
        }
    }

    var statistics: RestreamStatistics {
        var statistics = RestreamStatistics()
        statistics.connections = connections.count
        statistics.streams = viewers.streams
        statistics.viewers = viewers.count
        (statistics.units, statistics.unitsLeftOut) = tally.counts
        return statistics
    }
}

/// Who plays, and what.
struct ViewerBook {
    private var rings: [ObjectIdentifier: ObjectIdentifier] = [:]

    var count: Int { rings.count }

    /// How many streams are watched.
    var streams: Int { Set(rings.values).count }

    mutating func add(_ viewer: StreamViewer) {
        rings[ObjectIdentifier(viewer)] = ObjectIdentifier(viewer.source.ring)
    }

    mutating func remove(_ viewer: StreamViewer) { rings[ObjectIdentifier(viewer)] = nil }
}

/// What the server does.
package struct RestreamStatistics: Hashable, Sendable {
    package var connections = 0
    /// Streams that are watched now.
    package var streams = 0
    package var viewers = 0
    /// Access units that were packetised since the start: once each, however many watch.
    package var units = 0
    /// Those of them that RTP has no words for: some pictures of JPEG cameras.
    package var unitsLeftOut = 0

    package init() {}
}
