import HTTPServing
import ServiceLifecycle
import UnixSignals

/// All listeners, which serve and end together: none waits until another has drained.
struct ListenerGroup: Service {
    struct Member: Sendable {
        let listener: HTTPListener
        /// Nil for one that only leads to another.
        let configuration: ListenerConfiguration?

        /// For people: where it listens, for whom and how, as `0.0.0.0:9090 mibee, TLS`.
        var words: String {
            let address = "\(listener.configuration.address)"
            guard let configuration else { return "\(address) leads to HTTPS" }
            var words = [configuration.dialect?.rawValue ?? "Nightjar"]
            if configuration.tls != nil { words.append("TLS") }
            if configuration.isOpen { words.append("open to everyone") }
            return "\(address) \(words.joined(separator: ", "))"
        }
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
