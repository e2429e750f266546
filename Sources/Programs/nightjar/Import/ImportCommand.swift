import ArgumentParser
import Foundation
import NVR

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take over cameras, accounts and settings from another recorder's file.",
        discussion: """
            Reads the database of LightNVR (lightnvr.db), the configuration of MiBee NVR (mibee-nvr.yaml) or a backup of VibeNVR \
            (JSON), and prints a line for each thing that it adds, changes, leaves out or refuses, and why. What is here \
            already stays as it is, so that the same file can be imported again. Recordings are not taken over.

            No recorder may run on the data folder meanwhile; with --dry-run one may. It ends with status 1 if something \
            had to be refused.
            """
    )

    @Argument(help: ArgumentHelp("Whose file it is: lightnvr, mibee or vibenvr.", valueName: "name"))
    var product: ImportedProduct

    @Argument(help: ArgumentHelp("The file, which is only read.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The configuration file.", valueName: "nightjar.yaml"))
    var config: String?

    @Option(help: ArgumentHelp("The folder that holds everything.", valueName: "dir"))
    var dataDir: String?

    @Flag(help: "Only say what would be done.")
    var dryRun = false

    func run() async throws {
        let settings = try orExplain { () throws(ConfigurationError) in
            try ServerSettings(
                flags: .init(config: config, dataDirectory: dataDir),
                environment: ProcessInfo.processInfo.environment,
                readFile: { path in try? String(contentsOfFile: path, encoding: .utf8) }
            )
        }
        let report = try await orExplain {
            let content = try product.content(ofFileAt: file)
            let work = ConfigurationImport(
                dataDirectory: settings.server.dataDirectory,
                masterKey: settings.masterKey,
                allowsLoopbackCameras: settings.server.allowLoopbackCameras
            )
            return try await work.carryOut(content, of: product.rawValue, by: NSUserName(), isDryRun: dryRun)
        }
        for line in report.lines { Console.say(line.description) }
        Console.say(report.summary)
        guard !report.hasRefusals else {
            Console.complain("what was refused needs to be looked at")
            throw ExitCode.failure
        }
    }
}
