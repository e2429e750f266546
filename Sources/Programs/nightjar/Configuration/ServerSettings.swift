import HTTPServing
import Logging
import NVR

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
    /// Who shall be the first administrator where there is none.
    let firstAdministrator: FirstAdministrator?
    /// The text of the master key, where it is not to lie in the data folder.
    let masterKey: String?

    /// The names of the environment that are read; others that begin alike are left alone.
    enum Variable {
        static let config = "NIGHTJAR_CONFIG"
        static let dataDirectory = "NIGHTJAR_DATA_DIR"
        static let listen = "NIGHTJAR_LISTEN"
        static let logLevel = "NIGHTJAR_LOG_LEVEL"
        static let administratorName = "NIGHTJAR_ADMIN_USERNAME"
        static let administratorPassword = "NIGHTJAR_ADMIN_PASSWORD"
        static let masterKey = "NIGHTJAR_MASTER_KEY"

        /// Taken out of the environment once they have been read.
        static let secrets = [administratorPassword, masterKey]
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
        try Self.checkAddresses(of: server.listeners)
        self.server = server
        isDemo = flags.isDemo
        logLevel = try Self.logLevel(environment[Variable.logLevel])
        firstAdministrator = try Self.firstAdministrator(environment)
        masterKey = Self.value(Variable.masterKey, in: environment)
    }

    /// `--listen` replaces the address of the first listener without a dialect.
    private static func replaceNativeAddress(with address: String, in server: inout ServerConfiguration) {
        if let index = server.listeners.firstIndex(where: { $0.dialect == nil }) {
            server.listeners[index].address = address
        } else {
            server.listeners.insert(ListenerConfiguration(address: address), at: 0)
        }
    }

    /// Two listeners on one address are a slip of whoever wrote it, and not another program's doing.
    private static func checkAddresses(of listeners: [ListenerConfiguration]) throws(ConfigurationError) {
        var known: Set<SocketAddressText> = []
        for text in listeners.flatMap({ [$0.address, $0.redirectFrom].compactMap(\.self) }) {
            let address: SocketAddressText
            do throws(SocketAddressTextError) {
                address = try SocketAddressText(text)
            } catch {
                throw ConfigurationError(description: error.description)
            }
            // With port 0 the system chooses, each time another.
            guard address.port == 0 || known.insert(address).inserted else {
                throw ConfigurationError(
                    description:
                        "The address \(address) stands twice among the listeners; give each of them, and each redirect_from, its own."
                )
            }
        }
    }

    private static func firstAdministrator(
        _ environment: [String: String]
    ) throws(ConfigurationError) -> FirstAdministrator? {
        let name = value(Variable.administratorName, in: environment)
        let password = value(Variable.administratorPassword, in: environment)
        switch (name, password) {
        case (nil, nil): return nil
        case (let name?, let password?): return FirstAdministrator(username: name, password: password)
        default:
            let (there, missing) =
                name == nil
                ? (Variable.administratorPassword, Variable.administratorName)
                : (Variable.administratorName, Variable.administratorPassword)
            throw ConfigurationError(description: "\(there) is set and \(missing) is not; set both, or neither.")
        }
    }

    /// An empty one counts as none, as those write who leave a line of a template blank.
    private static func value(_ name: String, in environment: [String: String]) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
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
