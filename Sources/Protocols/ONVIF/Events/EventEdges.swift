package import Media

/// Makes of what a device tells, again and again, when something began and when it ended.
///
/// A device repeats a state while it lasts, tells everything anew after each subscription, loses its subscription in the
/// middle of a movement, or tells that something happened and never that it is over. What comes out is each beginning once,
/// and each end once.
package struct EventEdges: Sendable {
    package struct Edge: Hashable, Sendable {
        package enum Change: Hashable, Sendable { case began, ended }

        package var kind: EventKind
        package var source: String
        package var change: Change
        /// By our clock.
        package var instant: MonotonicTime
    }

    private struct Key: Hashable {
        var kind: EventKind
        var source: String
    }

    private struct Activity {
        /// When it ends although nobody says so; nil for never.
        var deadline: MonotonicTime?
    }

    /// How long a pulse lasts that nobody ends.
    private let pulse: Duration
    /// How long an activity may go on after a new subscription that does not tell of it.
    private let doubt: Duration
    private var active: [Key: Activity] = [:]
    /// Activities at once; a device that invents sources gets no more.
    private static let most = 64

    package init(pulse: Duration = .seconds(10), doubt: Duration = .seconds(10)) {
        self.pulse = pulse
        self.doubt = doubt
    }

    /// Takes a notification.
    package mutating func take(_ notification: EventNotification, at now: MonotonicTime) -> [Edge] {
        var edges = expire(at: now)
        guard let state = EventState(notification) else { return edges }
        let key = Key(kind: state.kind, source: state.source)
        let isActive = state.isDeleted ? false : state.isActive
        if isActive == false {
            if active.removeValue(forKey: key) != nil { edges.append(edge(key, .ended, now)) }
            return edges
        }
        // A pulse that is told as a state at the beginning is an old one.
        if isActive == nil, state.isInitial { return edges }
        let isNew = active[key] == nil
        guard !isNew || active.count < Self.most else { return edges }
        active[key] = Activity(deadline: isActive == nil ? now + pulse : nil)
        if isNew { edges.append(edge(key, .began, now)) }
        return edges
    }

    /// A new subscription: what goes on is told anew soon, and what is not has ended meanwhile.
    package mutating func subscribed(at now: MonotonicTime) {
        for (key, activity) in active where activity.deadline == nil { active[key] = Activity(deadline: now + doubt) }
    }

    /// Nothing can be known any more: everything ends.
    package mutating func lost(at now: MonotonicTime) -> [Edge] {
        defer { active = [:] }
        return sorted(active.keys).map { edge($0, .ended, now) }
    }

    /// When ``expire(at:)`` has something to do; nil for not at all.
    package var nextDeadline: MonotonicTime? { active.values.compactMap(\.deadline).min() }

    /// Ends what nobody ends.
    package mutating func expire(at now: MonotonicTime) -> [Edge] {
        let over = sorted(active.filter { $0.value.deadline.map { $0 <= now } ?? false }.keys)
        for key in over { active[key] = nil }
        return over.map { edge($0, .ended, now) }
    }

    private func edge(_ key: Key, _ change: Edge.Change, _ now: MonotonicTime) -> Edge {
        Edge(kind: key.kind, source: key.source, change: change, instant: now)
    }

    /// So that equal inputs have equal outputs.
    private func sorted(_ keys: some Sequence<Key>) -> [Key] { keys.sorted { "\($0)" < "\($1)" } }
}
