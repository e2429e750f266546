import ServiceLifecycle
import UnixSignals

/// Ends its service group in good order when the program is told to stop.
///
/// The group could listen for the signals itself, but only once it runs: whoever stops the program right after it has said that
/// it is ready would kill it.
struct StopSignals: Service {
    private let signals: UnixSignalsSequence

    /// From the return on none of them kills the program; one that comes before the group runs ends it as soon as it does.
    ///
    /// - Parameter more: beside SIGTERM and SIGINT.
    static func trapped(and more: [UnixSignal] = []) async -> StopSignals {
        StopSignals(signals: await UnixSignalsSequence(trapping: [.sigterm, .sigint] + more))
    }

    /// Returns when one comes, or the group shuts down for another reason.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in signals { return }
        }
    }

    /// How a group takes it in.
    var service: ServiceGroupConfiguration.ServiceConfiguration {
        .init(service: self, successTerminationBehavior: .gracefullyShutdownGroup)
    }
}
