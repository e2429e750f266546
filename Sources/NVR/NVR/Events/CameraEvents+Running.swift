import Catalog
import Changes
import Logging
import Media
import Stream
import Synchronization

/// What is done by the clock.
extension CameraEvents {
    /// Between two looks at schedules, and at what is over.
    static let interval: Duration = .seconds(1)
    /// So long after it was sent, what is recorded is in the catalogue.
    static let settling: Duration = .seconds(5)
    private static let mostMarks = 256
    private static let step = 1000
    /// Events of which the rows may not have been marked when the program ended.
    private static let lastEvents = 100

    /// Directs the recording until the task is cancelled.
    func run() async {
        await takeUp()
        while !Task.isCancelled {
            await tick()
            // Cut short by being cancelled alone, which the loop looks at.
            try? await Task.sleep(for: Self.interval)
        }
    }

    /// What lasted when the program ended is over, since nobody is there who could end it.
    private func takeUp() async {
        do {
            let now = try await services.catalog.previousOpen(before: nil)
            let last = try await services.catalog.previousOpen(before: now?.id)
            let ended = last?.lastSeenAt ?? services.time.wall
            for event in try await services.catalog.openEvents() {
                try await end(event, at: min(max(ended, event.start), services.time.wall))
            }
            let newest = CameraEventQuery(isNewestFirst: true, limit: Self.lastEvents)
            for event in try await services.catalog.events(newest) {
                mark(event.camera, event.start..<max(event.start + .nanoseconds(1), event.end ?? event.start))
            }
        } catch {
            services.logger.error("events of the last run cannot be taken up", metadata: ["reason": "\(error)"])
        }
    }

    /// Looks once.
    func tick() async {
        await cameras.direct()
        await endOverdue()
        await markDue()
        await expireIfDue()
    }

    private func endOverdue() async {
        let now = services.time.wall
        let overdue = state.withLock { $0.lasting.filter { $0.value.deadline <= now } }
        for (id, lasting) in overdue {
            do {
                guard let event = try await services.catalog.event(id) else {
                    state.withLock { $0.lasting[id] = nil }
                    continue
                }
                try await end(event, at: lasting.deadline)
            } catch {
                services.logger.error(
                    "an event could not be ended",
                    metadata: ["event": "\(id)", "reason": "\(error)"]
                )
            }
        }
    }

    // MARK: Marking

    /// Has the recordings of a stretch marked as showing an event.
    func mark(_ camera: CameraID, _ range: Range<WallTime>) {
        state.withLock { state in
            var marks = state.marks[camera, default: []]
            var range = range
            marks.removeAll { other in
                guard other.lowerBound <= range.upperBound, range.lowerBound <= other.upperBound else { return false }
                range = min(range.lowerBound, other.lowerBound)..<max(range.upperBound, other.upperBound)
                return true
            }
            marks.append(range)
            if marks.count > Self.mostMarks { marks.removeFirst() }
            state.marks[camera] = marks
        }
    }

    /// Those that are written by now for good; of the others what is there.
    private func markDue() async {
        let now = services.time.wall
        for lasting in state.withLock({ Array($0.lasting.values) }) where lasting.from < now {
            mark(lasting.camera, lasting.from..<now)
        }
        let marks = state.withLock { $0.marks }
        for (camera, ranges) in marks {
            for range in ranges {
                let isOver = range.upperBound + Self.settling <= now
                do throws(CatalogError) {
                    try await mark(camera, written: range)
                } catch {
                    services.logger.error("recordings could not be marked", metadata: ["reason": "\(error)"])
                    continue
                }
                if isOver { state.withLock { $0.marks[camera]?.removeAll { $0 == range } } }
            }
        }
        state.withLock { state in state.marks = state.marks.filter { !$0.value.isEmpty } }
    }

    private func mark(_ camera: CameraID, written range: Range<WallTime>) async throws(CatalogError) {
        let query = SegmentQuery(camera: camera, from: range.lowerBound, to: range.upperBound, limit: Self.step)
        let rows = try await services.catalog.segments(query).filter { row in
            // One that has a pause in all of the time shows nothing of it.
            !row.isEvent && row.parts.contains { $0.start < range.upperBound && $0.end >= range.lowerBound }
        }
        let ids = rows.map(\.id)
        guard !ids.isEmpty else { return }
        for id in try await services.catalog.setKeeping(KeepingChange(isEvent: true), of: ids) {
            services.published(.changed, EventObject.recording, id: "\(camera)/\(id)")
        }
    }

    // MARK: Keeping

    private func expireIfDue() async {
        let now = services.time.monotonic
        let interval = Duration.seconds(settings.value(\.storage.cleanupInterval))
        let isDue = state.withLock { state in
            guard state.expiredAt.map({ now - $0 >= interval }) ?? true else { return false }
            state.expiredAt = now
            return true
        }
        guard isDue else { return }
        do throws(CatalogError) {
            try await expire()
        } catch {
            services.logger.error("old events could not be deleted", metadata: ["reason": "\(error)"])
        }
    }

    /// Deletes events of which the time has come.
    func expire() async throws(CatalogError) {
        for camera in try await services.catalog.cameras(includingDeleted: true) {
            guard let days = days(of: camera) else { continue }
            let time = services.time.wall + .seconds(Int64(days) * -86_400)
            var count = 0
            repeat {
                count = try await services.catalog.expireEvents(of: camera.id, before: time, limit: Self.step)
                if count > 0 {
                    services.logger.info(
                        "old events were deleted",
                        metadata: ["camera": "\(camera.id)", "events": "\(count)"]
                    )
                }
            } while count == Self.step
        }
    }

    /// Events stay as long as is set for them, and never less than the recordings that show them; nil where those stay until
    /// the room is needed.
    func days(of camera: CameraRecord) -> Int? {
        let days = camera.keepDays ?? settings.value(\.storage.retentionDays)
        let eventDays = camera.keepEventDays ?? settings.value(\.storage.eventRecordingDays) ?? days
        guard days > 0, eventDays > 0 else { return nil }
        return max(days, eventDays, settings.value(\.storage.eventRetentionDays))
    }
}
