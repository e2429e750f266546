/// A camera as someone wants it to be.
package struct CameraDraft: Sendable {
    /// Nil: derived from the name.
    package var identifier: String?
    package var name: String
    package var url: String
    package var subURL: String?
    package var username: String?
    package var password: String?
    package var isEnabled = true
    package var recordsAudio = true
    /// 10…3600; nil: the recorder's own setting.
    package var segmentSeconds: Int?
    /// One of the recorder's own simulated cameras, exempt from the loopback rule.
    package var isDemo = false
    /// Of the entry in the configuration file that this comes from.
    package var entryHash: String?

    package init(name: String, url: String) {
        self.name = name
        self.url = url
    }
}

/// What shall be different about a camera: a member that is nil stays as it is.
package struct CameraChange: Sendable {
    package var name: String?
    package var url: String?
    package var subURL: String??
    package var username: String??
    package var password: String??
    package var isEnabled: Bool?
    package var recordsAudio: Bool?
    package var segmentSeconds: Int??

    package init() {}
}
