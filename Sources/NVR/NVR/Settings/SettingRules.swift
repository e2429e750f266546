/// What settings must be to each other.
struct SettingRules {
    /// What would count if the change were made; secrets as whether there is one.
    let values: (_ key: String) -> SettingValue
    let hasSecret: (_ key: String) -> Bool

    /// What would be wrong, of rules that concern one of `keys`. A rule that is broken already must not hinder a change of
    /// something else.
    func faults(concerning keys: Set<String>) -> [DomainError.Fault] {
        let broken = [descending(), players(), broker(), relays(), lifetimes(), backups()]
        return broken.compactMap { $0 }.filter { !$0.keys.isDisjoint(with: keys) }.map(\.fault)
    }

    private struct Broken {
        var keys: Set<String>
        var fault: DomainError.Fault
    }

    /// - Parameter keys: what the rule is about; the fault is at `member`.
    private func unless(_ isKept: Bool, _ keys: Set<String>, at member: String, _ sentence: String) -> Broken? {
        isKept ? nil : Broken(keys: keys, fault: .init(member, sentence))
    }

    private func descending() -> Broken? {
        let keys = ["warning", "critical", "emergency"].map { "storage.\($0)_free_percent" }
        let free = keys.compactMap { values($0).integer }
        return unless(
            zip(free, free.dropFirst()).allSatisfy { $0 > $1 },
            Set(keys),
            at: keys[0],
            "storage.warning_free_percent must be more than storage.critical_free_percent, and that more than "
                + "storage.emergency_free_percent."
        )
    }

    private func players() -> Broken? {
        let keys = ["webrtc", "hls", "mse"].map { "live.\($0)_enabled" }
        return unless(
            keys.contains { values($0).bool == true },
            Set(keys),
            at: keys[0],
            "One of live.webrtc_enabled, live.hls_enabled and live.mse_enabled must be true, or nobody could watch."
        )
    }

    private func broker() -> Broken? {
        unless(
            values("mqtt.enabled").bool != true || values("mqtt.host") != .null,
            ["mqtt.enabled", "mqtt.host"],
            at: "mqtt.host",
            "mqtt.host must say where the broker is while mqtt.enabled is true."
        )
    }

    private func relays() -> Broken? {
        let hasServers = values("ice.turn_urls").texts?.isEmpty == false
        let hasUser = values("ice.turn_username") != .null
        return unless(
            !hasServers || hasUser && hasSecret("ice.turn_password"),
            ["ice.turn_urls", "ice.turn_username", "ice.turn_password"],
            at: hasUser ? "ice.turn_password" : "ice.turn_username",
            "The relays in ice.turn_urls need both ice.turn_username and ice.turn_password."
        )
    }

    private func backups() -> Broken? {
        unless(
            values("backup.enabled").bool != true || hasSecret("backup.passphrase"),
            ["backup.enabled", "backup.passphrase"],
            at: "backup.passphrase",
            "backup.passphrase must be set while backup.enabled is true: without it no backup can be sealed."
        )
    }

    private func lifetimes() -> Broken? {
        let idle = values("security.session_idle_hours").integer ?? 0
        let absolute = values("security.session_absolute_hours").integer ?? .max
        return unless(
            idle <= absolute,
            ["security.session_idle_hours", "security.session_absolute_hours"],
            at: "security.session_idle_hours",
            "security.session_idle_hours must not be more than security.session_absolute_hours."
        )
    }
}
