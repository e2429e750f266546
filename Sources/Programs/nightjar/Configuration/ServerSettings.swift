import HTTPServing
import Logging

/// The configuration as it counts: the file, then the environment, then the flags, checked as far as it can be before
/// anything is opened.
struct ServerSettings: Sendable {
    struct Flags: Sendable {
        var config: String?
        var dataDirectory: String?
        var listen: String?
        var isDemo = false
    }

    let server: ServerConfiguration
    let isDemo: Bool
    let logLevel: Logger.Level

    /// The names of the environment that are read; others that begin alike are left alone.
    enum Variable {
        static let config = "NIGHTJAR_CONFIG"
        static let dataDirectory = "NIGHTJAR_DATA_DIR"
        static let listen = "NIGHTJAR_LISTEN"
        static let logLevel = "NIGHTJAR_LOG_LEVEL"
    }

    /// - Parameter readFile: the text of a file, or nil if it cannot be read.
    init(
        flags: Flags,
        environment: [String: String],
        readFile: (String) -> String?
    ) throws(ConfigurationError) {
        var server = ServerConfiguration()
        if let path = flags.config ?? environment[Variable.config] {
            guard let text = readFile(path) else {
                throw ConfigurationError(description: "The configuration file \(path) cannot be read.")
            }
            server = try ConfigurationFile.parse(text, name: path)
        }
        if let directory = flags.dataDirectory ?? environment[Variable.dataDirectory] {
            server.dataDirectory = directory
        }
        if let address = flags.listen ?? environment[Variable.listen] {
            Self.replaceNativeAddress(with: address, in: &server)
        } else if !server.listeners.contains(where: { $0.dialect == nil }) {
            server.listeners.insert(ListenerConfiguration(address: ServerConfiguration.defaultAddress), at: 0)
        }
        for listener in server.listeners { try Self.check(listener) }
        self.server = server
        isDemo = flags.isDemo
        logLevel = try Self.logLevel(environment[Variable.logLevel])
    }

    /// `--listen` replaces the address of the first listener without a dialect.
    private static func replaceNativeAddress(with address: String, in server: inout ServerConfiguration) {
        if let index = server.listeners.firstIndex(where: { $0.dialect == nil }) {
            server.listeners[index].address = address
        } else {
            server.listeners.insert(ListenerConfiguration(address: address), at: 0)
        }
    }

    private static func check(_ listener: ListenerConfiguration) throws(ConfigurationError) {
        let address: SocketAddressText
        do {
            address = try SocketAddressText(listener.address)
        } catch {
            throw ConfigurationError(description: error.description)
        }
        guard address.isLoopback else {
            throw ConfigurationError(
                description: """
                    The address \(address) can be reached from other machines, and this version has no accounts yet, so \
                    anyone could watch: listen on 127.0.0.1 and reach it through an SSH tunnel or a proxy that asks for a \
                    password.
                    """
            )
        }
        if listener.dialect == nil, listener.tls != nil {
            throw ConfigurationError(
                description:
                    "The listener \(address) asks for TLS, which this version cannot do yet: remove the key tls."
            )
        }
    }

    private static func logLevel(_ text: String?) throws(ConfigurationError) -> Logger.Level {
        guard let text else { return .info }
        guard let level = Logger.Level(rawValue: text) else {
            let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw ConfigurationError(
                description: "\(Variable.logLevel) is \"\(text)\"; it must be one of \(known)."
            )
        }
        return level
    }
}
