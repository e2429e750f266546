package import NVR
package import Reception

/// The API of VibeNVR, at the paths that its document prints, and at the same below `/api` (docs/dialects.md).
package enum VibeNVRFace {
    package static let name = "vibenvr"

    package static func face(_ recorder: Recorder) -> DialectFace {
        DialectFace(
            name,
            // No call of this face makes a session: it gives tokens, also in cookies.
            sessionCookie: "nightjar-vibenvr",
            endpoints: VibeRoutes(recorder).all,
            rendering: VibeErrors.render
        )
    }
}
