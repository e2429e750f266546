/// A camera's user name and password. Never prints itself.
package struct RTSPCredentials: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    package var username: String
    package var password: String

    package init(username: String, password: String) {
        self.username = username
        self.password = password
    }

    package var description: String { "RTSPCredentials(hidden)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
