/// A user name and a password for a device. Never prints itself.
package struct HTTPCredentials: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    package var username: String
    package var password: String

    package init(username: String, password: String) {
        self.username = username
        self.password = password
    }

    package var description: String { "HTTPCredentials(hidden)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
