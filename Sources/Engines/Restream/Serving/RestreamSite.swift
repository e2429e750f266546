import Logging
import NIOCore

/// What all connections of the server share. On its event loop.
final class RestreamSite {
    let gate: any RestreamGate
    let limits: RestreamLimits
    let feeds: FeedTable
    let connections: ConnectionBook
    let logger: Logger

    init(gate: any RestreamGate, limits: RestreamLimits, on eventLoop: any EventLoop, logger: Logger) {
        self.gate = gate
        self.limits = limits
        self.logger = logger
        feeds = FeedTable(limits: limits, on: eventLoop)
        connections = ConnectionBook(limits: limits)
    }

    var statistics: RestreamStatistics {
        var statistics = feeds.statistics
        statistics.connections = connections.count
        return statistics
    }
}
