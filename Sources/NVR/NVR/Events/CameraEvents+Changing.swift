import Catalog
import Changes
import Media
import Stream
import Synchronization

extension CameraEvents {
    /// Tells of an event by hand.
    package func create(as principal: Principal, _ report: CameraEventReport) async throws -> CameraEventView {
        try Policy.require(principal, .recordByHand, .camera(report.camera))
        let event = try await self.report(report)
        await note("create", event.camera, [event.id], by: principal)
        return event
    }

    /// Changes what is known of an event, or ends it.
    package func change(
        as principal: Principal,
        _ id: String,
        _ change: CameraEventChange
    ) async throws -> CameraEventView {
        let old = try await found(as: principal, id)
        try Policy.require(principal, .recordByHand, .camera(old.camera.text))
        var new = old
        if let label = change.label { new.label = try CameraEventChecks.label(label, member: "label") }
        if let score = change.score { new.score = try CameraEventChecks.score(score) }
        if let zones = change.zones { new.zones = try CameraEventChecks.zones(zones) }
        if let snapshot = change.snapshot { new.snapshot = try await self.snapshot(snapshot, of: old.camera) }
        if let attributes = change.attributes { new.attributes = try CameraEventChecks.attributes(attributes) }
        let end = try change.end.map { (end) throws(DomainError) in
            try CameraEventChecks.end(end, after: old.start, at: services.time.wall)
        }
        if let end, old.end == nil {
            try await self.end(new, at: end)
            new.end = end
        } else {
            if let end { new.end = end }
            guard new != old else { return CameraEventView(old) }
            try await services.catalog.update(new)
            published(.changed, new)
        }
        await note("change", new.camera.text, [id], by: principal)
        return CameraEventView(new)
    }

    /// Notes that somebody has taken note of events, or takes that back.
    ///
    /// - Parameter ids: 1 to 1000.
    /// - Returns: those that were changed; those that somebody has taken note of before are not.
    @discardableResult
    package func acknowledge(as principal: Principal, _ ids: [String], _ isNoted: Bool = true) async throws -> [String]
    {
        try Policy.requireSomebody(principal, whoMay: .recordByHand)
        let events = try await records(as: principal, ids, for: .recordByHand)
        let changed = try await services.catalog.acknowledgeEvents(
            events.map(\.id),
            by: isNoted ? principal.name : nil,
            at: services.time.wall
        )
        for event in events where changed.contains(event.id) { published(.changed, event) }
        return changed.map(\.description)
    }

    /// Deletes events; what was recorded of them stays.
    ///
    /// - Parameter ids: 1 to 1000.
    @discardableResult
    package func delete(as principal: Principal, _ ids: [String]) async throws -> [String] {
        try Policy.requireSomebody(principal, whoMay: .deleteRecordings)
        let events = try await records(as: principal, ids, for: .deleteRecordings)
        let gone = try await delete(events)
        for (camera, own) in Dictionary(grouping: gone, by: \.camera) {
            await note("delete", camera.text, own.map(\.id.description), by: principal)
        }
        return gone.map(\.id.description).sorted()
    }

    /// Events that go with one question, at most.
    package static let mostDeleted = 10_000

    /// Deletes the events of a choice, the oldest first; what was recorded of them stays.
    ///
    /// - Parameter all: must be true where neither a camera nor a time narrows the choice.
    /// - Returns: how many there were, and whether there are more.
    package func delete(
        as principal: Principal,
        _ choice: Choice,
        all: Bool = false
    ) async throws -> (count: Int, hasMore: Bool) {
        try Policy.requireSomebody(principal, whoMay: .deleteRecordings)
        guard all || !choice.cameras.isEmpty || choice.from != nil || choice.to != nil else {
            throw DomainError(
                .invalid,
                "Neither a camera nor a time narrows the choice: say all=true if all events are to go.",
                member: "all"
            )
        }
        for camera in choice.cameras { try Policy.require(principal, .deleteRecordings, .camera(camera)) }
        var filter = try await filter(as: principal, choice)
        if choice.cameras.isEmpty, case .some(let cameras) = Policy.cameras(for: principal, .deleteRecordings) {
            filter.cameras = Set(cameras.compactMap(CameraID.init))
        }
        var counts: [CameraID: Int] = [:]
        var hasMore = true
        while hasMore, counts.values.reduce(0, +) < Self.mostDeleted {
            let page = try await services.catalog.events(CameraEventQuery(filter, limit: Self.largestPage))
            for event in try await delete(page) { counts[event.camera, default: 0] += 1 }
            hasMore = page.count == Self.largestPage
        }
        for (camera, count) in counts {
            await services.audit.note(
                "event.delete",
                "camera/\(camera)",
                by: principal,
                .done,
                ["events": "\(count)"]
            )
        }
        return (counts.values.reduce(0, +), hasMore)
    }

    /// - Returns: those that were there.
    private func delete(_ events: [CameraEventRecord]) async throws(CatalogError) -> [CameraEventRecord] {
        let ids = Set(try await services.catalog.deleteEvents(events.map(\.id)))
        state.withLock { state in for id in ids { state.lasting[id] = nil } }
        let gone = events.filter { ids.contains($0.id) }
        for event in gone { published(.deleted, event) }
        return gone
    }

    private func records(
        as principal: Principal,
        _ ids: [String],
        for action: Action
    ) async throws -> [CameraEventRecord] {
        guard (1...Self.largestPage).contains(ids.count) else {
            throw DomainError(.invalid, "ids are 1 to \(Self.largestPage) of events.", member: "ids")
        }
        var events: [CameraEventRecord] = []
        for id in ids {
            let event = try await found(as: principal, id)
            try Policy.require(principal, action, .camera(event.camera.text))
            events.append(event)
        }
        return events
    }

    func note(_ deed: String, _ camera: String, _ ids: [String], by principal: Principal) async {
        var details = ["events": "\(ids.count)"]
        if let id = ids.first, ids.count == 1 { details = ["event": id] }
        await services.audit.note("event.\(deed)", "camera/\(camera)", by: principal, .done, details)
    }
}
