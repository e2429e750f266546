package import Media
import Synchronization

/// How the machine is, and how it has been since the reading before.
package struct MachineSample: Hashable, Sendable {
    package var reading: MachineReading
    /// Nil until there are two readings.
    package var rates: MachineRates?
}

/// Reads the machine when somebody asks, at most once a second, so that many who ask cost no more than one.
///
/// Thread-safe. A call that reads takes well below a millisecond, in which other callers wait.
package final class MachineSampler: Sendable {
    /// No two readings are closer than this: below it the ticks are too coarse for a rate.
    package static let shortestInterval = Duration.seconds(1)

    private let reader: MachineReader
    private let last = Mutex<MachineSample?>(nil)

    package init(reader: MachineReader = MachineReader()) { self.reader = reader }

    /// The last reading where it is younger than a second, else a new one.
    ///
    /// - Parameter workers: the child processes of the program; asked for only when a reading is made.
    package func sample(now: MonotonicTime, workers: @autoclosure () -> [WorkerProcess] = []) -> MachineSample {
        last.withLock { last in
            if let last, now - last.reading.at < Self.shortestInterval { return last }
            let reading = reader.read(now: now, workers: workers())
            let sample = MachineSample(
                reading: reading,
                rates: last.flatMap { MachineRates(from: $0.reading, to: reading) }
            )
            last = sample
            return sample
        }
    }
}
