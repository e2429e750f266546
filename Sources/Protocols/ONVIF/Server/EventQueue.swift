package import Media

/// One client's subscription, on the side of a device: what has happened and was not pulled yet, bounded.
package struct EventQueue: Sendable {
    package private(set) var end: MonotonicTime
    private var waiting: [EventNotification] = []
    private static let most = 256

    package init(end: MonotonicTime) { self.end = end }

    package mutating func renew(until end: MonotonicTime) { self.end = end }

    package var isEmpty: Bool { waiting.isEmpty }

    /// The oldest goes where there are too many.
    package mutating func add(_ notification: EventNotification) {
        if waiting.count >= Self.most { waiting.removeFirst() }
        waiting.append(notification)
    }

    package mutating func take(_ limit: Int) -> [EventNotification] {
        let taken = Array(waiting.prefix(max(limit, 0)))
        waiting.removeFirst(taken.count)
        return taken
    }
}
