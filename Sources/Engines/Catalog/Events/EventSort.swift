/// What kind of event, and what it was.
package struct EventSort: Hashable, Comparable, Sendable {
    package let kind: String
    /// Empty where nothing is known of it.
    package let label: String

    package init(kind: String, label: String) {
        self.kind = kind
        self.label = label
    }

    /// What is told of the rest where there are too many sorts to tell each.
    package static let other = EventSort(kind: "other", label: "")

    package static func < (left: Self, right: Self) -> Bool { (left.kind, left.label) < (right.kind, right.label) }
}
