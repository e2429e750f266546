import HTTPServing
import ServiceLifecycle
import UnixSignals

/// All listeners, which serve and end together: none waits until another has drained.
struct ListenerGroup: Service {
    struct Member: Sendable {
        let listener: HTTPListener
        /// Nil for one that only leads to another.
        let configuration: ListenerConfiguration?
    }

    let members: [Member]

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for member in members { group.addTask { try await member.listener.run() } }
            // The first that fails takes the others with it.
            while try await group.next() != nil {}
        }
    }

    /// For listeners that were bound and shall not be served after all.
    func close() async {
        for member in members { await member.listener.close() }
    }
}

/// Reads certificates again at SIGHUP, rather than within seconds.
struct CertificateReload: Service {
    let listeners: ListenerGroup
    /// SIGHUP, trapped before the group runs: one that comes as soon as the program is ready must not kill it.
    let signals: UnixSignalsSequence

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in signals {
                for member in listeners.members { member.listener.reloadCertificate() }
            }
        }
    }
}
