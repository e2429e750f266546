package import Media

/// The number of a start of the program, counted from 1.
package struct OpenID: Hashable, Comparable, Sendable {
    package let number: Int64

    package init(number: Int64) { self.number = number }

    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// One start of the program: from it a later one knows when the program was last alive, and how it ended.
package struct OpenRecord: Hashable, Sendable {
    package let id: OpenID
    package var startedAt: WallTime
    package var lastSeenAt: WallTime
    package var closedCleanly: Bool
    package var version: String

    package init(id: OpenID, startedAt: WallTime, lastSeenAt: WallTime, closedCleanly: Bool, version: String) {
        self.id = id
        self.startedAt = startedAt
        self.lastSeenAt = lastSeenAt
        self.closedCleanly = closedCleanly
        self.version = version
    }
}
