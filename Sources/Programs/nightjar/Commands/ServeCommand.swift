import ArgumentParser
import Foundation
import NVR

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Record cameras and serve the web app and the API.",
        discussion: """
            What is set in more than one place is taken from the flag, then from the environment (NIGHTJAR_CONFIG, \
            NIGHTJAR_DATA_DIR, NIGHTJAR_LISTEN, NIGHTJAR_LOG_LEVEL), then from the file.

            NIGHTJAR_ADMIN_USERNAME and NIGHTJAR_ADMIN_PASSWORD make the first administrator where there is no account yet. \
            NIGHTJAR_MASTER_KEY (32 bytes in base 64 or hexadecimal digits) takes the place of keys/master.key.
            """
    )

    @Option(help: ArgumentHelp("The configuration file.", valueName: "nightjar.yaml"))
    var config: String?

    @Option(help: ArgumentHelp("The folder that holds everything: catalogue, keys, recordings.", valueName: "dir"))
    var dataDir: String?

    @Option(help: ArgumentHelp("Where the web app and the API are served.", valueName: "host:port"))
    var listen: String?

    @Flag(help: "Add two simulated cameras, to see everything work within a minute.")
    var demo = false

    func run() async throws {
        let start = ProgramStart()
        let settings = try orExplain { () throws(ConfigurationError) in
            try ServerSettings(
                flags: .init(config: config, dataDirectory: dataDir, listen: listen, isDemo: demo),
                environment: start.environment,
                readFile: { path in try? String(contentsOfFile: path, encoding: .utf8) }
            )
        }
        start.hideSecrets(ServerSettings.Variable.secrets)
        guard try await orExplain({ try await Server(settings, start: start).run() }) == .restart else { return }
        Console.say("Nightjar starts anew.")
        Console.complain("\(start.again())")
        throw ExitCode(ProgramStart.failure)
    }
}
