/// The settings, as far as somebody may see them.
package struct SettingsView: Hashable, Sendable {
    /// Another with each change of what is shown; for the ETag.
    package let version: String
    /// In the order in which they are shown, those of a group together.
    package let settings: [SettingView]
}

/// A setting as it is now.
package struct SettingView: Hashable, Sendable {
    package let definition: SettingDefinition
    /// What counts: what was set, or else the default. Always null of a secret.
    package let value: SettingValue
    /// Whether it was set; of a secret, whether there is one.
    package let isSet: Bool
}
