/// What is said of joining a camera's recordings instead of the settings; a member that is nil leaves it to them.
package struct MergeOverride: Codable, Hashable, Sendable {
    package var isEnabled: Bool?
    /// Seconds from one pass to the next.
    package var interval: Int?
    /// Seconds that a joined recording gets.
    package var window: Int?
    package var batch: Int?
    /// Seconds that a recording must be old.
    package var leastAge: Int?
    package var leastSegments: Int?
    package var joinsAcrossPauses: Bool?

    package init() {}

    enum CodingKeys: String, CodingKey {
        case window, batch, interval
        case isEnabled = "enabled"
        case leastAge = "min_age"
        case leastSegments = "min_segments"
        case joinsAcrossPauses = "across_pauses"
    }

    /// Whether it says nothing.
    package var isEmpty: Bool { self == MergeOverride() }

    /// What may be said, as the settings may.
    func check() throws(DomainError) {
        let settings = KnownSettings.all.merge
        let faults = [
            Self.fault("interval_seconds", interval, settings.interval),
            Self.fault("window_seconds", window, settings.window),
            Self.fault("batch_limit", batch, settings.batch),
            Self.fault("min_age_seconds", leastAge, settings.leastAge),
            Self.fault("min_segments", leastSegments, settings.leastSegments),
        ].compactMap(\.self)
        if let error = DomainError(invalid: faults) { throw error }
    }

    private static func fault(_ member: String, _ value: Int?, _ setting: Setting<Int>) -> DomainError.Fault? {
        guard let value, setting.definition.kind.accepted(.integer(value)) == nil else { return nil }
        return DomainError.Fault(member, "\(member) is \(setting.definition.kind.expectation), or null.")
    }
}
