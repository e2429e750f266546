package import NVR
package import Reception

/// The API of LightNVR, at the paths that its document prints (docs/dialects.md).
package enum LightNVRFace {
    package static let name = "lightnvr"

    /// - Parameter listen: the listener's address, of which the settings tell the port.
    package static func face(_ recorder: Recorder, listen: String) -> DialectFace {
        DialectFace(
            name,
            sessionCookie: LightRoutes.sessionCookie,
            endpoints: LightRoutes(recorder, listen: listen).all,
            rendering: LightErrors.render
        )
    }
}
