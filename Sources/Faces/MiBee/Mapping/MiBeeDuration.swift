/// Durations as Go spells them: `1h30m`, `30s`, `500ms`.
enum MiBeeDuration {
    private static let units: [(name: String, milliseconds: Int)] = [
        ("ms", 1), ("h", 3_600_000), ("m", 60_000), ("s", 1000),
    ]
    /// So long a text can be.
    private static let longest = 40

    /// Whole seconds, rounded up; nil for a text that is none, or is of more than a hundred years.
    static func seconds(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.count <= longest else { return nil }
        var rest = text[...]
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
            guard let number = Double(digits), digits.first != ".", digits.last != "." else { return nil }
            rest = rest.dropFirst(digits.count)
            guard let unit = units.first(where: { rest.hasPrefix($0.name) }) else { return nil }
            rest = rest.dropFirst(unit.name.count)
            total += number * Double(unit.milliseconds)
        }
        guard total <= 3.2e12 else { return nil }
        return Int((total / 1000).rounded(.up))
    }

    /// `1h`, `30m`, `1h30m`, `2h34m15s`; `0s` of nothing.
    static func text(_ seconds: Int) -> String {
        let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")]
        let text = parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
        return text.isEmpty ? "0s" : text
    }
}
