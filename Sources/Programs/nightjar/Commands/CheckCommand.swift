import ArgumentParser
import Foundation
import NVR
import Synchronization

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Compare the catalogue with the recordings on disk, and verify the audit log; change nothing.",
        discussion: """
            The rows of the audit log are chained by hashes: one that was changed or taken away is found.

            Prints a sentence for each thing that is not as it should be, and ends with status 1 if there is any. What a \
            running recorder is just writing is among them.
            """
    )

    @Option(help: ArgumentHelp("The configuration file.", valueName: "nightjar.yaml"))
    var config: String?

    @Option(help: ArgumentHelp("The folder that holds everything.", valueName: "dir"))
    var dataDir: String?

    func run() async throws {
        let settings = try orExplain { () throws(ConfigurationError) in
            try ServerSettings(
                flags: .init(config: config, dataDirectory: dataDir),
                environment: ProcessInfo.processInfo.environment,
                readFile: { path in try? String(contentsOfFile: path, encoding: .utf8) }
            )
        }
        let found = FindingCount()
        try await orExplain {
            let check = ArchiveCheck(
                dataDirectory: settings.server.dataDirectory,
                volumeRoots: settings.server.volumeRoots
            )
            try await check.run { sentence in
                found.add()
                Console.say(sentence)
            }
        }
        guard found.total == 0 else {
            Console.complain(
                "\(found.total) things are not as they should be; `nightjar repair` mends what is wrong with recordings, and the "
                    + "next start of the recorder what is of its last days"
            )
            throw ExitCode.failure
        }
        Console.say("The catalogue and the recordings agree, and the audit log is whole.")
    }
}

/// Counts from several tasks.
private final class FindingCount: Sendable {
    private let count = Atomic(0)
    var total: Int { count.load(ordering: .relaxed) }
    func add() { count.add(1, ordering: .relaxed) }
}
