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

    package init(dataDirectory: String, allowsLoopbackCameras: Bool, cameras: [CameraDraft], version: String) {
        self.dataDirectory = dataDirectory
        self.allowsLoopbackCameras = allowsLoopbackCameras
        self.cameras = cameras
        self.version = version
    }
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
