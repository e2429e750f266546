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
        package var offset = 0
        /// 1…`largestPage`.
        package var limit = 50

        package init() {}
    }

    /// Some recordings of a list, the newest first.
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
        var wanted = SegmentQuery(
            cameras: Set(cameras.compactMap(CameraID.init)),
            stream: stream,
            from: query.from,
            to: query.to,
            order: .descending,
            limit: Self.largestPage
        )
        guard let ids = wanted.cameras, !ids.isEmpty else { return Places(items: [], total: 0) }
        let isPlain = query.from == nil && query.to == nil && query.codec == nil && query.isMerged == nil
        var known: Int?
        if isPlain {
            let totals = try await catalog.segmentTotals()
            known = totals.filter { $0.stream == stream && ids.contains($0.camera) }.reduce(0) { $0 + $1.segments }
        }
        var (items, found, read): ([RecordingView], Int, Int) = ([], 0, 0)
        while read < Self.mostRead {
            let page = try await catalog.segments(wanted)
            read += page.count
            for record in page where query.includes(record) {
                if found >= query.offset, items.count < query.limit { items.append(RecordingView(record)) }
                found += 1
            }
            guard page.count == wanted.limit, let last = page.last else { break }
            if known != nil, items.count == query.limit { break }
            wanted.after = last.cursor
        }
        return Places(items: items, total: known ?? found)
    }
}

extension Archive.PlaceQuery {
    fileprivate func includes(_ record: SegmentRecord) -> Bool {
        if let isMerged, record.isMerged != isMerged { return false }
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
