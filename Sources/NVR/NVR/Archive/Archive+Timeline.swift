import Catalog
import Media
import Stream

extension Archive {
    /// Spans of a camera, at most: the resolution is made so coarse.
    private static let mostSpans: Int64 = 2000

    /// What is recorded of many cameras in a stretch of time, and why the rest is not.
    ///
    /// - Throws: of a camera that is named and whose recordings the asker may not play, `forbidden` or `notFound`.
    package func timeline(as principal: Principal, _ request: TimelineRequest) async throws -> TimelineView {
        try Policy.requireSomebody(principal)
        try Self.check(request)
        let kind = try Self.stream(request.stream)
        let cameras = try await cameras(as: principal, request.cameras)
        let length = request.to - request.from
        let wanted = request.resolution ?? length / 1000
        let resolution = max(wanted, Self.tolerance, .nanoseconds(length.inNanoseconds / Self.mostSpans))
        var query = TimelineQuery(
            cameras: cameras,
            stream: kind,
            from: request.from,
            to: request.to,
            resolution: resolution
        )
        query.hasLosses = request.hasLosses
        query.hasProtected = request.hasProtected
        let found = try await catalog.timeline(query)
        let drawing = TimelineDrawing(
            range: request.from..<request.to,
            resolution: found.resolution,
            buckets: request.buckets,
            hasLosses: request.hasLosses,
            hasProtected: request.hasProtected,
            now: time.wall
        )
        var view = TimelineView(
            stream: request.stream,
            range: request.from..<request.to,
            resolution: found.resolution,
            lines: found.lines.map(drawing.line)
        )
        guard request.hasEvents else { return view }
        let marks = try await catalog.eventMarks(
            EventMarkQuery(cameras: cameras, from: request.from, to: request.to, resolution: resolution)
        )
        view.eventResolution = marks.resolution
        for (index, line) in marks.lines.enumerated() { view.lines[index].events = line.series.map(drawing.events) }
        return view
    }

    private static func check(_ request: TimelineRequest) throws(DomainError) {
        guard request.from < request.to else {
            throw DomainError(.invalid, "The time asked for must end after it begins.", member: "to")
        }
        guard request.to - request.from <= TimelineRequest.longest else {
            throw DomainError(.invalid, "The time asked for is ten years at most.", member: "from")
        }
        if let resolution = request.resolution, resolution <= .zero {
            throw DomainError(.invalid, "resolution is longer than nothing.", member: "resolution")
        }
        if let buckets = request.buckets, !(1...TimelineRequest.mostBuckets).contains(buckets) {
            throw DomainError(.invalid, "buckets is 1 to \(TimelineRequest.mostBuckets).", member: "buckets")
        }
    }

    /// Those that are named, each once; or all that the asker may play and that are there.
    private func cameras(as principal: Principal, _ names: [String]?) async throws -> [CameraID] {
        let tooMany = DomainError(
            .invalid,
            "The time line is of \(TimelineRequest.mostCameras) cameras at most: name those that are wanted.",
            member: "cameras"
        )
        guard let names else {
            let reach = Policy.cameras(for: principal, .playRecordings)
            let all = try await catalog.cameras(includingDeleted: false).map(\.id).filter { id in
                if case .some(let some) = reach { some.contains(id.text) } else { true }
            }
            guard all.count <= TimelineRequest.mostCameras else { throw tooMany }
            return all
        }
        guard names.count <= TimelineRequest.mostCameras else { throw tooMany }
        var cameras: [CameraID] = []
        for name in names {
            try Policy.require(principal, .playRecordings, .camera(name))
            guard let id = CameraID(name) else { throw DomainError.noCamera(name) }
            if !cameras.contains(id) { cameras.append(id) }
        }
        let known = try await catalog.known(cameras)
        if let other = cameras.first(where: { !known.contains($0) }) { throw DomainError.noCamera(other.text) }
        return cameras
    }
}
