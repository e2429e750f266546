/// What a device can do with its head, as its own description says; whether that is true, only a try tells.
package struct PTZAbilities: Hashable, Sendable {
    package var panTilt: Bool
    package var zoom: Bool
    package var absolute: Bool
    package var relative: Bool
    package var home: Bool
    /// How many presets it keeps.
    package var presets: Int

    package init(_ node: PTZNode) {
        let spaces = node.supportedPTZSpaces
        panTilt =
            !spaces.continuousPanTiltVelocitySpace.isEmpty || !spaces.absolutePanTiltPositionSpace.isEmpty
            || !spaces.relativePanTiltTranslationSpace.isEmpty
        zoom =
            !spaces.continuousZoomVelocitySpace.isEmpty || !spaces.absoluteZoomPositionSpace.isEmpty
            || !spaces.relativeZoomTranslationSpace.isEmpty
        absolute = !spaces.absolutePanTiltPositionSpace.isEmpty || !spaces.absoluteZoomPositionSpace.isEmpty
        relative = !spaces.relativePanTiltTranslationSpace.isEmpty || !spaces.relativeZoomTranslationSpace.isEmpty
        home = node.homeSupported ?? false
        presets = max(node.maximumNumberOfPresets ?? 0, 0)
    }

    /// The preset that stands for the home position of a device that has none: the one that is called so, or the first.
    package static func homePreset(among presets: [PTZPreset]) -> PTZPreset? {
        presets.first { $0.name?.lowercased() == "home" } ?? presets.first { $0.token == "1" || $0.name == "1" }
    }
}
