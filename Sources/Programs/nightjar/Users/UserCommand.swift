import ArgumentParser
import Foundation
import NVR

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Manage accounts while the recorder is stopped.",
        discussion: """
            Works on the data folder itself, for whoever may read and write it; a recorder that runs there must be stopped \
            first, but for `list`. What is done is in the audit log. Passwords are asked for at the terminal, or read from \
            standard input.
            """,
        subcommands: [List.self, Create.self, SetPassword.self, ResetSecondFactor.self, Enable.self, Disable.self]
    )

    /// Where the accounts are.
    struct Place: ParsableArguments {
        @Option(help: ArgumentHelp("The configuration file.", valueName: "nightjar.yaml"))
        var config: String?

        @Option(help: ArgumentHelp("The folder that holds everything.", valueName: "dir"))
        var dataDir: String?

        func settings() throws -> ServerSettings {
            try orExplain { () throws(ConfigurationError) in
                try ServerSettings(
                    flags: .init(config: config, dataDirectory: dataDir),
                    environment: ProcessInfo.processInfo.environment,
                    readFile: { path in try? String(contentsOfFile: path, encoding: .utf8) }
                )
            }
        }

        func change<Result: Sendable>(
            _ work: (UserAdministration, _ person: String) async throws -> Result
        ) async throws -> Result {
            let settings = try settings()
            return try await orExplain {
                try await UserAdministration.open(
                    dataDirectory: settings.server.dataDirectory,
                    masterKey: settings.masterKey
                ) { try await work($0, NSUserName()) }
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show all accounts.")
        @OptionGroup var place: Place

        func run() async throws {
            let settings = try place.settings()
            let users = try await orExplain {
                try await UserAdministration.list(dataDirectory: settings.server.dataDirectory)
            }
            for user in users {
                let remarks = [
                    user.role.rawValue, user.isEnabled ? nil : "disabled",
                    user.hasSecondFactor ? "second factor" : nil,
                ]
                Console.say("\(user.username): \(remarks.compactMap(\.self).joined(separator: ", "))")
            }
            if users.isEmpty { Console.say("There is no account yet.") }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make an account.")
        @OptionGroup var place: Place
        @Argument var username: String

        @Option(help: "administrator, operator or viewer.")
        var role = "viewer"

        @Flag(help: "Give all rights on every camera, also on those to come. An administrator has them anyway.")
        var allCameras = false

        func run() async throws {
            guard let role = Principal.Role(rawValue: role) else {
                throw ValidationError("role is administrator, operator or viewer.")
            }
            let password = try orExplain { () throws(ConfigurationError) in try PasswordEntry.read() }
            try await place.change { users, person in
                try await users.create(
                    username,
                    role: role,
                    seesAllCameras: allCameras,
                    password: password,
                    by: person
                )
            }
            Console.say("The account \(username) was made.")
        }
    }

    struct SetPassword: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set an account's password, and end its sessions."
        )
        @OptionGroup var place: Place
        @Argument var username: String

        func run() async throws {
            let password = try orExplain { () throws(ConfigurationError) in try PasswordEntry.read() }
            try await place.change { users, person in
                try await users.setPassword(of: username, to: password, by: person)
            }
            Console.say("The password of \(username) was set.")
        }
    }

    struct ResetSecondFactor: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take away an account's second factor, for somebody who has lost it."
        )
        @OptionGroup var place: Place
        @Argument var username: String

        func run() async throws {
            let hadOne = try await place.change { users, person in
                try await users.resetSecondFactor(of: username, by: person)
            }
            Console.say(
                hadOne
                    ? "The second factor of \(username) was taken away." : "\(username) has no second factor."
            )
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let an account in again.")
        @OptionGroup var place: Place
        @Argument var username: String

        func run() async throws {
            try await place.change { users, person in try await users.setEnabled(true, username, by: person) }
            Console.say("\(username) is enabled.")
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let an account in no longer, and end its sessions."
        )
        @OptionGroup var place: Place
        @Argument var username: String

        func run() async throws {
            try await place.change { users, person in try await users.setEnabled(false, username, by: person) }
            Console.say("\(username) is disabled.")
        }
    }
}
