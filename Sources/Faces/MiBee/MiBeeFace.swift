package import NVR
package import Reception

/// The API of MiBee NVR, at the paths that its document prints (docs/dialects.md).
package enum MiBeeFace {
    package static let name = "mibee"

    /// - Parameter listen: the listener's address, of which the settings tell the port.
    package static func face(_ recorder: Recorder, listen: String) -> DialectFace {
        DialectFace(
            name,
            sessionCookie: "nightjar-mibee",
            endpoints: MiBeeRoutes(recorder, listen: listen).all,
            rendering: MiBeeErrors.render
        )
    }
}
