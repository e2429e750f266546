import Catalog
import Foundation
package import Media

extension CameraEvents {
    /// Which events are wanted. All members narrow the choice.
    package struct Choice: Sendable {
        /// Ids; empty for all that the asker may know of.
        package var cameras: [String] = []
        package var kind: String?
        package var label: String?
        package var source: String?
        package var leastScore: Double?
        package var zone: String?
        package var isAcknowledged: Bool?
        /// They begin in `from..<to`.
        package var from: WallTime?
        package var to: WallTime?

        package init() {}
    }

    package struct Query: Sendable {
        package var choice = Choice()
        package var isNewestFirst = true
        /// 1…`largestPage`.
        package var limit = 100
        /// What a page before gave for the next one.
        package var cursor: String?

        package init() {}
    }

    package struct Page: Sendable {
        package var items: [CameraEventView]
        /// For the next page; nil if this is the last.
        package var next: String?
    }

    /// The longest list that one question is answered with.
    package static let largestPage = 1000
    /// The most stretches of time that are counted at once.
    package static let mostCounts = 1000

    /// The events of the cameras whose recordings the asker may play.
    package func list(as principal: Principal, _ query: Query) async throws -> Page {
        try Policy.requireSomebody(principal)
        guard (1...Self.largestPage).contains(query.limit) else {
            throw DomainError(.invalid, "limit is a number from 1 to \(Self.largestPage).", member: "limit")
        }
        var wanted = CameraEventQuery(
            try await filter(as: principal, query.choice),
            isNewestFirst: query.isNewestFirst,
            limit: query.limit + 1
        )
        if let cursor = query.cursor { wanted.after = try Self.cursor(cursor) }
        var found = try await services.catalog.events(wanted)
        let hasMore = found.count > query.limit
        if hasMore { found.removeLast() }
        return Page(items: found.map(CameraEventView.init), next: hasMore ? found.last.map(Self.text) : nil)
    }

    /// Of a camera whose recordings the asker may not play there is none.
    package func event(as principal: Principal, _ id: String) async throws -> CameraEventView {
        CameraEventView(try await found(as: principal, id))
    }

    func found(as principal: Principal, _ id: String) async throws -> CameraEventRecord {
        try Policy.requireSomebody(principal)
        guard let key = CameraEventID(id) else { throw Self.noEvent(id) }
        let found = try await services.catalog.event(key)
        guard let found, Policy.may(principal, .playRecordings, .camera(found.camera.text)) else {
            throw Self.noEvent(id)
        }
        return found
    }

    func filter(as principal: Principal, _ choice: Choice) async throws -> CameraEventFilter {
        var filter = CameraEventFilter(from: choice.from, to: choice.to)
        if !choice.cameras.isEmpty {
            var cameras: Set<CameraID> = []
            for id in choice.cameras {
                try Policy.require(principal, .playRecordings, .camera(id))
                guard let key = CameraID(id) else { throw DomainError.noCamera(id) }
                let known = try await services.catalog.camera(key, includingDeleted: true)
                guard known != nil else { throw DomainError.noCamera(id) }
                cameras.insert(key)
            }
            filter.cameras = cameras
        } else if case .some(let cameras) = Policy.cameras(for: principal, .playRecordings) {
            filter.cameras = Set(cameras.compactMap(CameraID.init))
        }
        filter.kind = choice.kind
        filter.label = choice.label
        filter.source = choice.source
        filter.leastScore = try CameraEventChecks.score(choice.leastScore)
        filter.zone = choice.zone
        filter.isAcknowledged = choice.isAcknowledged
        return filter
    }

    // A cursor is "start-id"; both are numbers, so it needs no escaping.

    private static func text(_ record: CameraEventRecord) -> String { "\(record.start.nanoseconds)-\(record.id)" }

    private static func cursor(_ text: String) throws(DomainError) -> CameraEventCursor {
        let parts = text.split(separator: "-")
        guard parts.count == 2, let start = Int64(parts[0]), let id = CameraEventID(parts[1]) else {
            throw DomainError(.invalid, "cursor is not one that was given out.", member: "cursor")
        }
        return CameraEventCursor(start: WallTime(nanoseconds: start), id: id)
    }
}

// MARK: Counting

extension CameraEvents {
    /// How long the stretches are that are counted.
    package enum Bucket: Hashable, Sendable {
        /// 60 or more, counted from the beginning of the range.
        case seconds(Int64)
        /// From midnight to midnight in the recorder's time zone.
        case day
    }

    /// How many events began in each stretch; those without any too.
    package func counts(
        as principal: Principal,
        _ choice: Choice,
        from: WallTime,
        to: WallTime,
        by bucket: Bucket
    ) async throws -> [CameraEventCount] {
        try Policy.requireSomebody(principal)
        let edges = try edges(from, to, bucket)
        let filter = try await filter(as: principal, choice)
        var counts = zip(edges, edges.dropFirst()).map { CameraEventCount(range: $0..<$1) }
        for tally in try await services.catalog.tallyEvents(filter, between: edges) { counts[tally.stretch].add(tally) }
        return counts
    }

    /// How many there were on each day of each camera; only where there were any.
    package func statistics(
        as principal: Principal,
        _ choice: Choice,
        from: WallTime,
        to: WallTime
    ) async throws -> [CameraEventCount] {
        try Policy.requireSomebody(principal)
        let edges = try edges(from, to, .day)
        let filter = try await filter(as: principal, choice)
        var counts: [CameraEventCount] = []
        for tally in try await services.catalog.tallyEvents(filter, between: edges) {
            let range = edges[tally.stretch]..<edges[tally.stretch + 1]
            if counts.last?.range != range || counts.last?.camera != tally.camera.text {
                counts.append(CameraEventCount(range: range, camera: tally.camera.text))
            }
            counts[counts.count - 1].add(tally)
        }
        return counts
    }

    private func edges(_ from: WallTime, _ to: WallTime, _ bucket: Bucket) throws(DomainError) -> [WallTime] {
        guard from < to else {
            throw DomainError(.invalid, "The time asked for must end after it begins.", member: "to")
        }
        var edges = [from]
        let days = bucket == .day ? LocalDays(settings.timeZone) : nil
        while let last = edges.last, last < to {
            guard edges.count <= Self.mostCounts else {
                throw DomainError(
                    .invalid,
                    "These are more than \(Self.mostCounts) stretches of time: ask for longer ones, or for less time.",
                    member: "bucket"
                )
            }
            let next: WallTime
            switch bucket {
            case .day: next = days?.midnight(after: last) ?? to
            case .seconds(let seconds):
                guard (60...31_622_400).contains(seconds) else {
                    throw DomainError(.invalid, "A stretch of time has 60 seconds at least.", member: "bucket")
                }
                next = last + .seconds(seconds)
            }
            edges.append(min(next, to))
        }
        return edges
    }
}

/// Days by the clock on the wall.
struct LocalDays {
    private var calendar = Calendar(identifier: .gregorian)

    init(_ zone: TimeZone) { calendar.timeZone = zone }

    /// The beginning of the day that a time is in.
    func midnight(notAfter time: WallTime) -> WallTime {
        // Rounded down: a time before 1970 is in the second that it began in.
        let seconds = (time.nanoseconds - (time.nanoseconds < 0 ? 999_999_999 : 0)) / 1_000_000_000
        let day = calendar.startOfDay(for: Date(timeIntervalSince1970: Double(seconds)))
        return WallTime(nanoseconds: Int64(day.timeIntervalSince1970) * 1_000_000_000)
    }

    /// "2026-11-22"
    func date(of time: WallTime) -> String {
        let day = calendar.dateComponents(
            [.year, .month, .day],
            from: Date(timeIntervalSince1970: Double(time.nanoseconds / 1_000_000_000))
        )
        func digits(_ number: Int?, _ count: Int) -> String {
            let text = String(max(0, number ?? 0))
            return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
        }
        return "\(digits(day.year, 4))-\(digits(day.month, 2))-\(digits(day.day, 2))"
    }

    /// Days may have 23 or 25 hours.
    func midnight(after time: WallTime) -> WallTime {
        let date = Date(timeIntervalSince1970: Double(time.nanoseconds / 1_000_000_000))
        let day = calendar.startOfDay(for: date)
        // The middle of the next day, whatever the length of this one; and its beginning.
        let next = calendar.startOfDay(for: day.addingTimeInterval(36 * 3600))
        return WallTime(nanoseconds: Int64(next.timeIntervalSince1970) * 1_000_000_000)
    }
}
