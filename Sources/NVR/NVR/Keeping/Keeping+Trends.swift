import Catalog
import Logging
package import Media
import Stream

/// What was written, deleted and held on a day.
package struct StorageDayView: Hashable, Sendable {
    /// When the day began by the recorder's time zone.
    package var day: WallTime
    /// Nil where it is the sum of all.
    package var camera: String?
    package var volume: String?
    /// Bytes, as the next two.
    package var written: Int64
    package var deleted: Int64
    /// At the end of the day, or by now.
    package var held: Int64
    /// The day as the recorder's time zone has it: "2026-11-22".
    package var date = ""
    /// Recordings that are there now and began on this day; and all that had begun by its end. Nil of a volume, and where more than
    /// ``Keeping/mostCountedDays`` days are told.
    package var begun: Int?
    package var begunSoFar: Int?
}

extension Keeping {
    /// Which days are wanted, and of what.
    package struct TrendQuery: Sendable {
        package enum Grouping: String, CaseIterable, Sendable {
            case total, camera, volume
        }

        package var grouping = Grouping.total
        /// Of this camera alone, also of one that was removed.
        package var camera: String?
        package var volume: String?
        /// Nil for thirty days, with today.
        package var from: WallTime?
        package var to: WallTime?

        package init() {}
    }

    /// Days that are remembered.
    package static let rememberedDays: Int64 = 400
    /// Sums that are told at once.
    package static let mostTrends = 20_000
    /// Days of which recordings are counted.
    package static let mostCountedDays = 31
    /// Today's sums are noted so often. What was not before midnight counts as of the next day.
    private static let noteInterval: Duration = .seconds(60)

    /// Notes what came and went, until the task is cancelled.
    func noteTrends() async {
        let trouble = LoggedTrouble<CatalogError>(
            began: "what came and went cannot be noted; it is tried again",
            ended: "what came and went is noted again"
        )
        while !Task.isCancelled {
            do throws(CatalogError) {
                try await noteDay()
                trouble.note(nil, to: services.logger)
            } catch {
                trouble.note(error, to: services.logger)
            }
            // Cut short by being cancelled alone, which the loop looks at.
            try? await Task.sleep(for: Self.noteInterval)
        }
    }

    func noteDay() async throws(CatalogError) {
        let today = today
        let oldest = today + .seconds(-86_400 * Self.rememberedDays)
        try await services.catalog.noteStorage(on: today, forgettingBefore: oldest)
    }

    private var today: WallTime { LocalDays(settings.timeZone).midnight(notAfter: services.time.wall) }

    /// What was written, deleted and held on each day, by day; days of which nothing is known are not told.
    ///
    /// - Throws: `forbidden`, `notFound` of a camera whose recordings the asker may not play; `invalid`.
    package func trends(as principal: Principal, _ query: TrendQuery) async throws -> [StorageDayView] {
        try Policy.require(principal, .seeSystem)
        let today = today
        let to = query.to ?? services.time.wall
        let from = query.from ?? LocalDays(settings.timeZone).midnight(notAfter: to + .seconds(-29 * 86_400))
        guard from < to else {
            throw DomainError(.invalid, "The time asked for must end after it begins.", member: "to")
        }
        guard to - from <= .seconds(86_400 * (Self.rememberedDays + 1)) else {
            throw DomainError(.invalid, "The time asked for is \(Self.rememberedDays) days at most.", member: "from")
        }
        if let camera = query.camera {
            try Policy.require(principal, .playRecordings, .camera(camera))
            guard let key = CameraID(camera) else { throw DomainError.noCamera(camera) }
            let known = try await services.catalog.camera(key, includingDeleted: true)
            guard known != nil else { throw DomainError.noCamera(camera) }
        }
        let found = try await services.catalog.storageDays(from: from, to: to, today: today).filter { day in
            query.camera.map { $0 == day.camera.text } ?? true && query.volume.map { $0 == day.volume } ?? true
        }
        var sums = try Self.sums(found, query.grouping) { Policy.may(principal, .playRecordings, .camera($0)) }
        let days = LocalDays(settings.timeZone)
        for place in sums.indices { sums[place].date = days.date(of: sums[place].day) }
        if query.grouping != .volume, query.volume == nil { try await count(&sums, query.camera, days) }
        return sums
    }

    /// Counts the recordings of the days that are told.
    private func count(_ sums: inout [StorageDayView], _ camera: String?, _ days: LocalDays) async throws {
        let told = Set(sums.map(\.day)).sorted()
        guard !told.isEmpty, told.count <= Self.mostCountedDays else { return }
        // Each day, and behind it all that came later: what was there before is what is left.
        let ends = told.map { days.midnight(after: $0) }
        let stretches = zip(told, ends).map { $0..<$1 }
        let later = zip(ends, ends.dropFirst().map(\.self) + [WallTime(nanoseconds: .max)]).map { $0..<$1 }
        let counts = try await services.catalog.segmentCounts(in: stretches + later)
        let totals = try await services.catalog.segmentTotals()
        for place in sums.indices {
            guard let day = told.firstIndex(of: sums[place].day) else { continue }
            let wanted = sums[place].camera ?? camera
            func sum(_ counts: [CameraID: Int]) -> Int {
                counts.reduce(0) { $0 + (wanted == nil || wanted == $1.key.text ? $1.value : 0) }
            }
            let all = totals.reduce(0) { $0 + (wanted == nil || wanted == $1.camera.text ? $1.segments : 0) }
            sums[place].begun = sum(counts[day])
            sums[place].begunSoFar = max(0, all - counts[told.count + day..<counts.count].reduce(0) { $0 + sum($1) })
        }
    }

    private static func sums(
        _ days: [StorageDay],
        _ grouping: TrendQuery.Grouping,
        mayPlay: (String) -> Bool
    ) throws -> [StorageDayView] {
        struct Key: Hashable {
            var day: WallTime
            var camera: String?
            var volume: String?
        }
        var sums: [Key: StorageDayView] = [:]
        for day in days {
            var key = Key(day: day.day)
            switch grouping {
            case .total: break
            case .camera:
                guard mayPlay(day.camera.text) else { continue }
                key.camera = day.camera.text
            case .volume: key.volume = day.volume
            }
            var sum =
                sums[key]
                ?? StorageDayView(day: day.day, camera: key.camera, volume: key.volume, written: 0, deleted: 0, held: 0)
            sum.written += day.written
            sum.deleted += day.deleted
            sum.held += day.held
            sums[key] = sum
        }
        guard sums.count <= mostTrends else {
            throw DomainError(.invalid, "These are more than \(mostTrends) sums: ask for less time, or for one camera.")
        }
        return sums.values.sorted {
            ($0.day, $0.camera ?? "", $0.volume ?? "") < ($1.day, $1.camera ?? "", $1.volume ?? "")
        }
    }
}
