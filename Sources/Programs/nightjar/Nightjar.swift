import ArgumentParser

/// The program: one executable with a command for each of its jobs (design §5).
@main
struct Nightjar: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "nightjar",
        abstract: "A network video recorder.",
        version: version,
        subcommands: [
            ServeCommand.self, CameraCommand.self, CheckCommand.self, RepairCommand.self, VerifyCommand.self,
            SealCommand.self,
            ImportCommand.self, UserCommand.self,
        ]
    )
}
