import Media

/// What went on between two readings, on average.
package struct MachineRates: Hashable, Sendable {
    /// From the earlier reading to the later one.
    package let interval: Duration
    /// The part of the time that the machine's processors were at work, from 0 to 1.
    package let busyRatio: Double?
    /// Processors that the program itself kept busy: 0.5 is half of one.
    package let ownProcessors: Double?
    /// The same of each worker that was there at both readings, by name.
    package let workerProcessors: [String: Double]
    package let receivedBytesPerSecond: Double
    package let sentBytesPerSecond: Double

    /// Nil where no time has passed.
    package init?(from earlier: MachineReading, to later: MachineReading) {
        let interval = later.at - earlier.at
        guard interval > .zero else { return nil }
        self.interval = interval
        let seconds = interval.inSeconds
        if let before = earlier.processors, let after = later.processors {
            busyRatio = ProcessorTicks.busyRatio(from: before, to: after)
        } else {
            busyRatio = nil
        }
        ownProcessors = Self.processors(from: earlier.own, to: later.own, seconds)
        var workers: [String: Double] = [:]
        for (name, reading) in later.workers {
            workers[name] = Self.processors(from: earlier.workers[name], to: reading, seconds)
        }
        workerProcessors = workers
        (receivedBytesPerSecond, sentBytesPerSecond) = Self.bytes(from: earlier, to: later, seconds)
    }

    private static func processors(
        from earlier: ProcessReading?,
        to later: ProcessReading?,
        _ seconds: Double
    ) -> Double? {
        // A worker that was started anew has another start, even where it has the pid of the one before.
        guard let before = earlier?.ticks, let after = later?.ticks, before.pid == after.pid,
            before.start == after.start
        else { return nil }
        let ticks = Double(after.total.growth(since: before.total))
        return ticks / Double(MachineConstants.ticksPerSecond) / seconds
    }

    /// By interface, since one that comes or goes is no traffic.
    private static func bytes(
        from earlier: MachineReading,
        to later: MachineReading,
        _ seconds: Double
    ) -> (received: Double, sent: Double) {
        var grown = (received: 0.0, sent: 0.0)
        for (name, after) in later.interfaces {
            guard let before = earlier.interfaces[name] else { continue }
            grown.received += Double(after.receivedBytes.growth(since: before.receivedBytes))
            grown.sent += Double(after.sentBytes.growth(since: before.sentBytes))
        }
        return (grown.received / seconds, grown.sent / seconds)
    }
}
