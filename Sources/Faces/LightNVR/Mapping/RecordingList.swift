import HTTPServing
import Media
import NVR
import Reception

/// The page of a list that a call asks for.
struct RecordingList {
    private(set) var query = Archive.PlaceQuery()
    private(set) var page = 1

    private static let mostStreams = 32
    private static let usualLimit = 20

    /// - Throws: `Problem`, 400.
    init(_ call: Call, _ book: StreamBook) throws {
        // What is still being written is listed when it has ended.
        query.isOpen = false
        query.cameras = try Self.cameras(call.query("stream", longest: 8192), book)
        query.beginsFrom = try Self.time(call, "start")
        query.beginsTo = try Self.time(call, "end", isEnd: true)
        query.isNewestFirst = try call.query("order") != "asc"
        query.isBySize = try call.query("sort") == "size_bytes"
        if let text = try call.query("protected")?.nothingIfEmpty { query.isProtected = text == "1" || text == "true" }
        switch try call.query("has_detection") {
        case "1", "true": query.isEvent = true
        case "-1": query.isEvent = false
        default: break
        }
        if try call.query("detection_label")?.nothingIfEmpty != nil { query.isEvent = true }
        try choose(methods: call.query("capture_method"))
        // No recording has a tag.
        if try call.query("tag")?.nothingIfEmpty != nil { query.cameras = [] }
        page = max(1, try call.query("page").flatMap { Int($0) } ?? 1)
        let limit = try call.query("limit") ?? ""
        query.limit = limit == "all" ? Archive.largestPage : Int(limit) ?? Self.usualLimit
        query.limit = min(max(1, query.limit), Archive.largestPage)
        let (offset, isTooFar) = (page - 1).multipliedReportingOverflow(by: query.limit)
        guard !isTooFar, offset <= Archive.mostRead else { throw LightErrors.invalid("page is too large") }
        query.offset = offset
    }

    private static func cameras(_ streams: String?, _ book: StreamBook) throws -> Set<String> {
        guard let streams = streams?.nothingIfEmpty else { return book.known }
        // A name may have a comma in it.
        let whole = book.cameras(streams)
        guard whole.isEmpty else { return whole }
        let names = streams.split(separator: ",")
        guard names.count <= mostStreams else { throw LightErrors.invalid("stream names \(mostStreams) at most") }
        return names.reduce(into: []) { $0.formUnion(book.cameras(String($1))) }
    }

    private mutating func choose(methods text: String?) throws {
        guard let text = text?.nothingIfEmpty else { return }
        let methods = Set(text.split(separator: ",").map { String($0) })
        let hasClips = !methods.isDisjoint(with: ["detection", "motion"])
        let hasWhole = methods.contains("continuous")
        if !hasWhole, !hasClips { query.cameras = [] }
        if hasWhole != hasClips { query.isEvent = hasClips }
    }

    /// - Throws: `Problem`, 400.
    static func time(_ call: Call, _ name: String, isEnd: Bool = false) throws -> WallTime? {
        guard let text = try call.query(name)?.nothingIfEmpty else { return nil }
        guard let time = LightTime.time(Call.signed(text), isEnd: isEnd) else {
            throw LightErrors.invalid("Invalid \(name) time format")
        }
        return time
    }

    func message(_ places: Archive.Places, _ items: [LightRecordingMessage]) -> LightRecordingsMessage {
        LightRecordingsMessage(
            recordings: items,
            pagination: .init(
                page: page,
                pages: (places.total + query.limit - 1) / query.limit,
                total: places.total,
                limit: query.limit
            )
        )
    }
}
