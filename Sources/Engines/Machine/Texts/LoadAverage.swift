import Media

/// How many threads ran or waited for a disk, on average over the last 1, 5 and 15 minutes: `/proc/loadavg`.
package struct LoadAverage: Hashable, Sendable {
    package let oneMinute: Double
    package let fiveMinutes: Double
    package let fifteenMinutes: Double

    package init?(loadavg: String) {
        let numbers = Substring(loadavg).words.prefix(3).map { Double($0) }
        guard numbers.count == 3, let one = numbers[0], let five = numbers[1], let fifteen = numbers[2],
            [one, five, fifteen].allSatisfy({ $0.isFinite && $0 >= 0 })
        else { return nil }
        (oneMinute, fiveMinutes, fifteenMinutes) = (one, five, fifteen)
    }
}

/// Seconds since the machine started, with its sleep: `/proc/uptime`.
package enum Uptime {
    package static func seconds(uptime: String) -> Double? {
        guard let first = Substring(uptime).words.first, let seconds = Double(first), seconds.isFinite, seconds >= 0
        else {
            return nil
        }
        return seconds
    }
}
