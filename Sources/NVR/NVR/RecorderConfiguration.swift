package import Media

/// What a recorder must know before its catalogue opens.
package struct RecorderConfiguration: Sendable {
    /// The folder that holds everything: catalogue, keys, recordings. Made where it is missing.
    package var dataDirectory: String
    package var allowsLoopbackCameras: Bool
    /// The cameras of the configuration file.
    package var cameras: [CameraDraft]
    /// The program's own version, kept with each start.
    package var version: String
    /// Where the program's loggers write, so that the log can be read here too; nil where nobody shall.
    package var logs: RecorderLogs?
    /// The program that decodes pictures; nil where nothing shall be decoded.
    package var worker: String?
    /// The first administrator, to be made where there is no account yet; nil where somebody makes it by hand.
    package var firstAdministrator: FirstAdministrator?
    /// The master key's 32 bytes in base 64 or hexadecimal digits, where it shall not lie in `keys/master.key`.
    package var masterKey: String?
    /// How the RTSP server is set up; nil for a recorder that shall have none but what was set in the app, without TLS.
    package var restream: RestreamConfiguration?
    /// Folders beneath which volumes may lie, besides the recordings in the data folder.
    package var volumeRoots: [String]
    /// Given the one-time code that the first administrator is made with, to be shown to whoever has started the program;
    /// on any thread. Not called where there is an account already.
    package var onSetupCode: @Sendable (String) -> Void
    /// Told what somebody wants of the program: once, on any thread, and with the audit log written already. It must
    /// not wait for the recorder's end.
    package var onWish: @Sendable (ProgramWish) -> Void

    package init(
        dataDirectory: String,
        allowsLoopbackCameras: Bool,
        cameras: [CameraDraft],
        version: String,
        logs: RecorderLogs? = nil,
        worker: String? = nil,
        firstAdministrator: FirstAdministrator? = nil,
        masterKey: String? = nil,
        restream: RestreamConfiguration? = nil,
        volumeRoots: [String] = [],
        onSetupCode: @escaping @Sendable (String) -> Void = { _ in },
        onWish: @escaping @Sendable (ProgramWish) -> Void = { _ in }
    ) {
        self.dataDirectory = dataDirectory
        self.allowsLoopbackCameras = allowsLoopbackCameras
        self.cameras = cameras
        self.version = version
        self.logs = logs
        self.worker = worker
        self.firstAdministrator = firstAdministrator
        self.masterKey = masterKey
        self.restream = restream
        self.volumeRoots = volumeRoots
        self.onSetupCode = onSetupCode
        self.onWish = onWish
    }
}

/// Who shall be the first administrator. Never prints the password.
package struct FirstAdministrator: Sendable, CustomStringConvertible, CustomReflectable {
    package let username: String
    package let password: String

    package init(username: String, password: String) {
        self.username = username
        self.password = password
    }

    package var description: String { "FirstAdministrator(hidden)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// How the recorder is, at one look.
package struct RecorderHealth: Sendable {
    package var version: String
    package var time: WallTime
    package var uptime: Duration
    /// Cameras that are switched on.
    package var cameras: Int
    /// Of these, the ones that are recorded now.
    package var recording: Int
    /// What is wrong, in sentences; empty where all is well.
    package var problems: [String]
}
