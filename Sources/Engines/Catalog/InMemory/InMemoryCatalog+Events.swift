package import Media

extension InMemoryCatalog {
    package func insert(_ event: CameraEventRecord) async throws(CatalogError) {
        try write { (state) throws(CatalogError) in
            guard state.events[event.id] == nil else { throw CatalogError.exists("an event with the id \(event.id)") }
            guard state.cameras[event.camera] != nil else {
                throw CatalogError.unknownCamera(event.camera, of: "The event \(event.id)")
            }
            state.events[event.id] = event
        }
    }

    package func update(_ event: CameraEventRecord) async throws(CatalogError) {
        try write { (state) throws(CatalogError) in
            guard state.events.updateValue(event, forKey: event.id) != nil else { throw CatalogError.noEvent(event.id) }
        }
    }

    package func event(_ id: CameraEventID) async throws(CatalogError) -> CameraEventRecord? {
        try read { $0.events[id] }
    }

    package func events(_ query: CameraEventQuery) async throws(CatalogError) -> [CameraEventRecord] {
        try read { state in
            let found = state.events.values.filter { event in
                guard query.filter.includes(event) else { return false }
                guard let after = query.after else { return true }
                return query.isNewestFirst ? event.cursor < after : event.cursor > after
            }
            let sorted = found.sorted { query.isNewestFirst ? $0.cursor > $1.cursor : $0.cursor < $1.cursor }
            return Array(sorted.prefix(max(0, query.limit)))
        }
    }

    package func openEvents() async throws(CatalogError) -> [CameraEventRecord] {
        try read { state in state.events.values.filter { $0.end == nil }.sorted { $0.cursor < $1.cursor } }
    }

    package func tallyEvents(
        _ filter: CameraEventFilter,
        between edges: [WallTime]
    ) async throws(CatalogError) -> [CameraEventTally] {
        try read { state in
            let events = state.events.values.filter { filter.includes($0) }
            var tallies: [CameraEventTally] = []
            for (stretch, (start, end)) in zip(edges, edges.dropFirst()).enumerated() {
                let groups = Dictionary(grouping: events.filter { $0.start >= start && $0.start < end }) {
                    [$0.camera.text, $0.kind]
                }
                for group in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }).map(\.value) {
                    tallies.append(
                        CameraEventTally(
                            stretch: stretch,
                            camera: group[0].camera,
                            kind: group[0].kind,
                            count: group.count,
                            unacknowledged: group.count { $0.acknowledgedAt == nil }
                        )
                    )
                }
            }
            return tallies
        }
    }

    package func eventMarks(_ query: EventMarkQuery) async throws(CatalogError) -> EventMarks {
        let (from, to) = query.readable
        let found = try read { state in
            state.events.values.filter { (from..<max(from, to)).contains($0.start.nanoseconds) }
        }
        let own = query.cameras.map { camera in found.filter { $0.camera == camera } }
        let sorts = own.map { $0.map { EventSort(kind: $0.kind, label: $0.label) } }
        let counts = Dictionary(sorts.flatMap(\.self).map { ($0, 1) }, uniquingKeysWith: +)
        let told = counts.most(EventMarks.mostSorts)
        let series = sorts.reduce(0) { $0 + Set($1.map { told.contains($0) ? $0 : .other }).count }
        let cell = query.cell(series: series, most: EventMarks.usualMost)
        var clusters = EventClusters<EventSort>(cell: cell, lines: own.count)
        for (line, events) in own.enumerated() {
            for event in events.sorted(by: { $0.cursor < $1.cursor }) {
                let sort = EventSort(kind: event.kind, label: event.label)
                clusters.add(
                    line: line,
                    told.contains(sort) ? sort : .other,
                    start: event.start.nanoseconds,
                    end: event.end?.nanoseconds,
                    count: 1,
                    first: event.id
                )
            }
        }
        let lines = zip(query.cameras, clusters.series { $0 }).map { EventMarks.Line(camera: $0, series: $1) }
        return EventMarks(resolution: .nanoseconds(cell), lines: lines)
    }

    package func eventRecordings(of camera: CameraID) async throws(CatalogError) -> EventRecordingTotals {
        try read { state in
            let found = state.segments.values.filter { $0.camera == camera && $0.isEvent }
            return EventRecordingTotals(
                recordings: found.count,
                bytes: found.reduce(0) { $0 + $1.bytes },
                length: found.reduce(Duration.zero) { $0 + ($1.end - $1.start) },
                oldestStart: found.map(\.start).min(),
                newestEnd: found.map(\.end).max()
            )
        }
    }

    package func acknowledgeEvents(
        _ ids: [CameraEventID],
        by name: String?,
        at time: WallTime
    ) async throws(CatalogError) -> [CameraEventID] {
        try write { state in
            ids.filter { id in
                guard let event = state.events[id], (event.acknowledgedAt == nil) == (name != nil) else { return false }
                state.events[id]?.acknowledgedBy = name
                state.events[id]?.acknowledgedAt = name == nil ? nil : time
                return true
            }
        }
    }

    package func deleteEvents(_ ids: [CameraEventID]) async throws(CatalogError) -> [CameraEventID] {
        try write { state in ids.filter { state.events.removeValue(forKey: $0) != nil } }
    }

    package func expireEvents(
        of camera: CameraID,
        before time: WallTime,
        limit: Int
    ) async throws(CatalogError) -> Int {
        try write { state in
            let old = state.events.values.filter { event in
                guard event.camera == camera, event.start < time, let end = event.end else { return false }
                return end < time
            }
            let gone = old.sorted { $0.cursor < $1.cursor }.prefix(max(0, limit))
            for event in gone { state.events[event.id] = nil }
            return gone.count
        }
    }

    package func nextFreeEventID(from time: WallTime) async throws(CatalogError) -> CameraEventID {
        let taken = try read { state in state.events.keys.map(\.nanoseconds) }
        var rest = taken.filter { $0 >= time.nanoseconds }.sorted().makeIterator()
        guard let free = eventIDs.reserveFirst(from: time.nanoseconds, nextTaken: { rest.next() }) else {
            throw CatalogError.noFreeID
        }
        return CameraEventID(nanoseconds: free)
    }
}

extension CameraEventFilter {
    fileprivate func includes(_ event: CameraEventRecord) -> Bool {
        if let cameras, !cameras.contains(event.camera) { return false }
        if let kind, event.kind != kind { return false }
        if let label, event.label != label { return false }
        if let source, event.source != source { return false }
        if let leastScore { guard let score = event.score, score >= leastScore else { return false } }
        if let zone, !event.zones.contains(zone) { return false }
        if let isAcknowledged, (event.acknowledgedAt != nil) != isAcknowledged { return false }
        if let from, event.start < from { return false }
        if let to, event.start >= to { return false }
        return true
    }
}
