import ArgumentParser
import Foundation
import NVR

struct RepairCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair",
        abstract: "Bring the catalogue and the recordings on disk in line.",
        discussion: """
            Looks at everything that `nightjar check` looks at, mends it, and prints a sentence for each thing it did. No \
            recorder may run on the data folder meanwhile. It ends with status 1 if anything had to be left as it was.

            Torn ends of files are cut off, recordings that were not ended are ended, files that the catalogue does not know \
            are taken up, and recordings whose files are gone become gaps. A camera of which there are recordings, and \
            which the catalogue does not know, is entered: switched off, and without an address.
            """
    )

    @Option(help: ArgumentHelp("The configuration file.", valueName: "nightjar.yaml"))
    var config: String?

    @Option(help: ArgumentHelp("The folder that holds everything.", valueName: "dir"))
    var dataDir: String?

    @Flag(
        help: """
            Make a catalogue that was lost again from the recordings. One that a recorder has used is never replaced.
            """
    )
    var rebuild = false

    func run() async throws {
        let settings = try orExplain { () throws(ConfigurationError) in
            try ServerSettings(
                flags: .init(config: config, dataDirectory: dataDir),
                environment: ProcessInfo.processInfo.environment,
                readFile: { path in try? String(contentsOfFile: path, encoding: .utf8) }
            )
        }
        let outcome = try await orExplain {
            let repair = ArchiveRepair(
                dataDirectory: settings.server.dataDirectory,
                volumeRoots: settings.server.volumeRoots
            )
            return try await repair.run(isRebuild: rebuild) { sentence in Console.say(sentence) }
        }
        Console.say(outcome.summary)
        guard outcome.leftAlone == 0 else {
            Console.complain(
                outcome.leftAlone == 1
                    ? "1 thing was left as it was" : "\(outcome.leftAlone) things were left as they were"
            )
            throw ExitCode.failure
        }
    }
}
