import Catalog
package import Media
import Recording

extension Archive {
    /// Which recordings are wanted by those who count places instead of following a cursor. All members narrow the choice.
    package struct PlaceQuery: Sendable {
        /// Ids; of others, and of those whose recordings the asker may not play, there are none.
        package var cameras: Set<String> = []
        package var stream = "main"
        package var from: WallTime?
        package var to: WallTime?
        /// "h264", "h265" or "mjpeg".
        package var codec: String?
        package var isMerged: Bool?
        /// They begin at this time or later, and at that one or before.
        package var beginsFrom: WallTime?
        package var beginsTo: WallTime?
        /// Whether they show an event.
        package var isEvent: Bool?
        package var isProtected: Bool?
        /// Whether they are still being written.
        package var isOpen: Bool?
        package var isNewestFirst = true
        /// By their bytes instead of their time: the largest first, or the smallest where the oldest would be.
        package var isBySize = false
        package var offset = 0
        /// 1…`largestPage`.
        package var limit = 50

        package init() {}
    }

    /// Some recordings of a list, in its order.
    package struct Places: Sendable {
        package var items: [RecordingView]
        /// Of the whole list. Where more rows would have to be read for it than ``mostRead``, of those that were.
        package var total: Int
    }

    /// So many rows are read for one list.
    package static let mostRead = 100_000

    /// Recordings by their place in the list. Where nothing but cameras is chosen, the total is known without reading them;
    /// else all that is chosen by time is gone through.
    package func places(as principal: Principal, _ query: PlaceQuery) async throws -> Places {
        try Policy.requireSomebody(principal)
        guard (1...Self.largestPage).contains(query.limit), (0...Self.mostRead).contains(query.offset) else {
            throw DomainError(.invalid, "limit is 1 to \(Self.largestPage), and offset 0 to \(Self.mostRead).")
        }
        let stream = try Self.stream(query.stream)
        let cameras = query.cameras.filter { Policy.may(principal, .playRecordings, .camera($0)) }
        var wanted = query.segments(stream)
        wanted.cameras = Set(cameras.compactMap(CameraID.init))
        guard let ids = wanted.cameras, !ids.isEmpty else { return Places(items: [], total: 0) }
        let known = try await query.isPlain ? total(of: ids, stream, isOpen: query.isOpen) : nil
        var (items, found, read): ([RecordingView], Int, Int) = ([], 0, 0)
        while read < Self.mostRead {
            let page = try await catalog.segments(wanted)
            read += page.count
            for record in page where query.includes(record) {
                // Which are the largest is known only at the end.
                let isHere = found >= query.offset && items.count < query.limit
                if query.isBySize || isHere { items.append(RecordingView(record)) }
                found += 1
            }
            guard page.count == wanted.limit, let last = page.last else { break }
            if known != nil, items.count == query.limit { break }
            wanted.after = last.cursor
        }
        if query.isBySize {
            items.sort { query.isNewestFirst ? $0.bytes > $1.bytes : $0.bytes < $1.bytes }
            items = Array(items.dropFirst(query.offset).prefix(query.limit))
        }
        return Places(items: items, total: known ?? found)
    }

    /// How many there are, without reading them: those that are being written are among the newest.
    private func total(of cameras: Set<CameraID>, _ stream: StreamKind, isOpen: Bool?) async throws -> Int {
        let totals = try await catalog.segmentTotals()
        let all = totals.filter { $0.stream == stream && cameras.contains($0.camera) }.reduce(0) { $0 + $1.segments }
        guard let isOpen else { return all }
        let newest = try await catalog.segments(
            SegmentQuery(cameras: cameras, stream: stream, order: .descending, limit: Self.largestPage)
        )
        let open = newest.count { $0.isOpen }
        return isOpen ? open : max(0, all - open)
    }
}

extension Archive.PlaceQuery {
    /// Whether nothing but cameras is chosen, and the order is that of time.
    fileprivate var isPlain: Bool {
        from == nil && to == nil && codec == nil && isMerged == nil && beginsFrom == nil && beginsTo == nil
            && isEvent == nil && isProtected == nil && !isBySize
    }

    /// What the catalogue is asked for.
    fileprivate func segments(_ stream: StreamKind) -> SegmentQuery {
        // One that begins at the last moment that counts overlaps what ends behind it.
        let end = [to, beginsTo.map { $0 + .nanoseconds(1) }].compactMap(\.self).min()
        return SegmentQuery(
            stream: stream,
            from: [from, beginsFrom].compactMap(\.self).max(),
            to: end,
            isProtected: isProtected,
            isEvent: isEvent,
            order: isNewestFirst ? .descending : .ascending,
            limit: Archive.largestPage
        )
    }

    fileprivate func includes(_ record: SegmentRecord) -> Bool {
        if let isMerged, record.isMerged != isMerged { return false }
        if let isOpen, record.isOpen != isOpen { return false }
        if let beginsFrom, record.start < beginsFrom { return false }
        if let beginsTo, record.start > beginsTo { return false }
        guard let codec else { return true }
        return record.videoCodec.flatMap(RecordingView.family) == codec
    }
}

extension RecordingView {
    /// "h264", "h265" or "mjpeg"; nil where it has no picture, or nobody knows.
    package var pictureFamily: String? { videoCodec.flatMap(Self.family) }

    /// By the beginning of the name that RFC 6381 gives a codec.
    fileprivate static func family(_ codec: String) -> String? {
        switch codec.prefix(4) {
        case "avc1", "avc3": "h264"
        case "hvc1", "hev1": "h265"
        case "mp4v", "jpeg", "mjpg": "mjpeg"
        default: nil
        }
    }
}
