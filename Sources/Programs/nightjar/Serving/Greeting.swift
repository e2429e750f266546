import HTTPServing
import Synchronization

/// The lines for whoever started the program at a terminal: where to look, and what to do first.
final class Greeting: Sendable {
    private struct State {
        var address: String?
        var setupCode: String?
    }

    private let state = Mutex(State())
    private let say: @Sendable (String) -> Void

    init(say: @escaping @Sendable (String) -> Void = { Console.say($0) }) { self.say = say }

    /// What a browser is told to open.
    static func address(host: String, port: Int, isSecure: Bool, machine: String) -> String {
        let host = host.contains(":") ? "[\(host)]" : host
        let isWildcard = SocketAddressText(host: host == "[::]" ? "::" : host, port: 0).isWildcard
        return "\(isSecure ? "https" : "http")://\(isWildcard ? machine : host):\(port)/"
    }

    func show(_ listeners: ListenerGroup) {
        for member in listeners.members where member.configuration.map({ $0.dialect == nil }) ?? false {
            let configuration = member.listener.configuration
            show(
                Self.address(
                    host: configuration.address.host,
                    port: member.listener.port ?? 0,
                    isSecure: configuration.tls != nil,
                    machine: HostPolicy.thisMachine
                ),
                fingerprint: member.configuration?.tls == .selfSigned ? member.listener.certificateFingerprint : nil
            )
        }
    }

    /// - Parameter fingerprint: of a certificate that a browser does not know.
    func show(_ address: String, fingerprint: String?) {
        say("Nightjar is ready: open \(address) in a browser. Ctrl-C stops it.")
        if let fingerprint {
            say(
                "The browser does not know its certificate. Before you go on, compare the certificate's SHA-256 fingerprint: "
                    + fingerprint
            )
        }
        let code = state.withLock { state -> String? in
            guard state.address == nil else { return nil }
            state.address = address
            return state.setupCode
        }
        if let code { say(Self.invitation(address, code)) }
    }

    /// May be called before it is known where to go, or after.
    func show(setupCode: String) {
        let address = state.withLock { state in
            state.setupCode = setupCode
            return state.address
        }
        if let address { say(Self.invitation(address, setupCode)) }
    }

    private static func invitation(_ address: String, _ code: String) -> String {
        "There is no account yet. Open \(address) and enter the code \(code) to make the first administrator."
    }
}
