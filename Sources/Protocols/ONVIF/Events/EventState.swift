package import Media

/// What a notification says: of what, where, and whether it goes on.
package struct EventState: Hashable, Sendable {
    package var kind: EventKind
    /// Which of the device's sources: a token; empty where it does not say.
    package var source: String
    /// Nil for a pulse: something that happened, and has no end.
    package var isActive: Bool?
    /// Whether the device only tells how it is, as it does at the beginning of a subscription.
    package var isInitial: Bool
    /// Whether what had this state is gone.
    package var isDeleted: Bool
    /// The moment by the device's clock, where it says it.
    package var deviceTime: WallTime?

    private static let longestSource = 128

    /// Nil for what is of no use here.
    package init?(_ notification: EventNotification) {
        guard let kind = EventKind(topic: notification.topic.expression) else { return nil }
        let message = notification.message.message
        let data = message.data?.simpleItem ?? []
        self.kind = kind
        isInitial = message.propertyOperation == "Initialized"
        isDeleted = message.propertyOperation == "Deleted"
        deviceTime = message.utcTime?.time
        isActive = Self.state(of: data)
        // Tapo tells several things by one topic, each by an item of its own.
        if case .object = kind, let said = Self.objectClass(in: data) { self.kind = .object(said) }
        let items = message.source?.simpleItem ?? []
        let named = items.first { $0.name.lowercased().contains("source") || $0.name.lowercased().contains("token") }
        source = String((named ?? items.first)?.value.prefix(Self.longestSource) ?? "")
        if kind == .motion || source.isEmpty { return }
        // Rules of one source are apart; motion is motion, by whatever detector.
        if let rule = items.first(where: { $0.name == "Rule" })?.value, !rule.isEmpty, rule != source {
            source = String((source + "/" + rule).prefix(Self.longestSource))
        }
    }

    private static func state(of items: [EventItem]) -> Bool? {
        let values = items.map { (name: $0.name.lowercased(), value: Bool(text: $0.value[...].trimmed)) }
        let telling = ["state", "logicalstate", "active", "alarm", "ismotion", "value"]
        let named = telling.lazy.compactMap { name in values.first { $0.name == name && $0.value != nil } }.first
        return
            (named ?? values.first { $0.name.hasPrefix("is") && $0.value != nil } ?? values.first { $0.value != nil })?
            .value
    }

    private static func objectClass(in items: [EventItem]) -> String? {
        let classes = [
            "ispeople": "person", "ishuman": "person", "isvehicle": "vehicle", "ispet": "animal", "isface": "face",
            "ispackage": "package",
        ]
        return items.lazy.compactMap { classes[$0.name.lowercased()] }.first
    }
}
