import Foundation
import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NIOCore
import NVR
import Reception

/// What was recorded of one stream, by time.
extension LightRoutes {
    private static let playlistType = "application/vnd.apple.mpegurl"
    private static let container = "fmp4"
    private static let day: Duration = .seconds(86_400)
    /// A recording that is no further from the moment is played instead.
    private static let nearness: Duration = .seconds(3600)
    /// Segments that are told at most.
    private static let mostSegments = 8640

    var timeline: [Endpoint] {
        [
            .foreign(.get, "/api/timeline/segments", access: .objects(.playRecordings), segments),
            .foreign(.get, "/api/timeline/manifest", access: .objects(.playRecordings), manifest),
            .foreign(.get, "/api/timeline/play", access: .objects(.playRecordings), play),
            .foreign(
                .get,
                "/api/timeline/vod/{id}/{file}",
                access: .camera(.playRecordings, parameter: "id"),
                tier: .media,
                playlistFile
            ),
        ]
    }

    // MARK: What is asked for

    private struct Wish {
        var stream: String
        var cameras: Set<String>
        var from: WallTime
        var to: WallTime
    }

    private func wish(_ call: Call) async throws -> Wish {
        let stream = try Self.streamName(call)
        let from = try RecordingList.time(call, "start")
        let to = try RecordingList.time(call, "end", isEnd: true) ?? recorder.now
        let cameras = try await book(call).cameras(stream)
        return Wish(stream: stream, cameras: cameras, from: from ?? to + (.zero - Self.day), to: to)
    }

    /// - Throws: `Problem`, 400.
    private static func streamName(_ call: Call) throws -> String {
        guard let stream = try call.query("stream")?.nothingIfEmpty else {
            throw LightErrors.invalid("Missing required parameter: stream")
        }
        return stream
    }

    /// Finished recordings that have something of the time, the oldest first.
    private func recordings(_ call: Call, _ wish: Wish, most: Int) async throws -> [RecordingView] {
        guard wish.from < wish.to else { return [] }
        var query = Archive.PlaceQuery()
        query.cameras = wish.cameras
        (query.from, query.to) = (wish.from, wish.to)
        query.isOpen = false
        query.isNewestFirst = false
        query.limit = min(most, Archive.largestPage)
        var found: [RecordingView] = []
        while found.count < most {
            query.offset = found.count
            let page = try await recorder.archive.places(as: call.principal, query)
            found += page.items
            guard page.items.count == query.limit, found.count < page.total else { break }
        }
        return Array(found.prefix(most))
    }

    // MARK: Answers

    private func segments(_ call: Call) async throws -> Response {
        let wish = try await wish(call)
        let found = try await recordings(call, wish, most: Self.mostSegments)
        let numbers = try await recorder.numbers.numbers(of: found.map { Numbers.Thing(.recording, $0.id) })
        let zone = LightTime.zone(recorder.people.timeZoneName)
        let messages = found.flatMap { recording in
            // One with pauses is drawn as what it has.
            recording.parts(from: wish.from, to: wish.to).map { part in
                LightSegmentMessage(
                    recording,
                    part,
                    number: numbers[Numbers.Thing(.recording, recording.id)] ?? 0,
                    stream: wish.stream,
                    in: zone
                )
            }
        }
        return try .light(
            LightTimelineMessage(
                segments: messages,
                stream: wish.stream,
                startTime: LightTime.local(wish.from, in: zone),
                endTime: LightTime.local(wish.to, in: zone),
                count: messages.count
            )
        )
    }

    private func manifest(_ call: Call) async throws -> Response {
        let wish = try await wish(call)
        let missing = LightErrors.problem(.notFound, "No recordings found for the specified time range")
        guard let camera = try await recordings(call, wish, most: 1).first?.camera else { throw missing }
        let text: String
        do {
            text = try await recorder.films.playlist(
                as: call.principal,
                of: camera,
                stream: "main",
                container: Self.container,
                from: wish.from,
                to: wish.to,
                .recorded
            )
        } catch let error as DomainError where error.kind == .notFound {
            throw missing
        }
        await recorder.noteFootage(.recording, of: camera, by: call.principal)
        return Response(
            status: .ok,
            headers: [.contentType: Self.playlistType, .cacheControl: "no-cache"],
            body: ResponseBody(
                byteBuffer: ByteBuffer(string: PlaylistNames.respelled(text) { "vod/\(camera)/\($0)" })
            )
        )
    }

    private func playlistFile(_ call: Call) async throws -> Response {
        let camera = try call.path("id")
        let name = try call.path("file")
        let file = try await LightSubject.recordingFile.naming {
            try await recorder.films.playlistFile(
                as: call.principal,
                of: camera,
                container: Self.container,
                name: name,
                .recorded
            )
        }
        await recorder.noteFootage(.recording, of: camera, by: call.principal)
        return ByteSourceResponse(
            PlaylistBytes(file: file),
            contentType: file.contentType,
            entityTag: EntityTag("\(name)-\(file.length)")
        ).response(to: call.request)
    }

    /// Leads to the recording of a moment, or to the nearest one.
    private func play(_ call: Call) async throws -> Response {
        let stream = try Self.streamName(call)
        let time = try RecordingList.time(call, "start") ?? recorder.now
        let cameras = try await book(call).cameras(stream)
        let (first, last) = (time + (.zero - Self.nearness), time + Self.nearness)
        let near = Wish(stream: stream, cameras: cameras, from: first, to: last)
        let found = try await recordings(call, near, most: Archive.largestPage)
        func distance(_ recording: RecordingView) -> Duration {
            recording.parts.map { max(.zero, $0.lowerBound - time, time - $0.upperBound) }.min() ?? .zero
        }
        guard let nearest = found.min(by: { distance($0) < distance($1) }) else {
            throw LightErrors.problem(.notFound, "No recordings found for the specified time")
        }
        let number = try await recorder.numbers.number(of: .recording, nearest.id)
        let offset = Int(nearest.position(of: time).inSeconds)
        let place = "/api/recordings/play/\(number)" + (offset > 0 ? "#t=\(offset)" : "")
        return Response(status: .found, headers: [.location: place, .cacheControl: "no-cache"])
    }
}

extension LightSegmentMessage {
    init(_ recording: RecordingView, _ part: Range<WallTime>, number: Int64, stream: String, in zone: TimeZone) {
        let (start, end) = (part.lowerBound.unixSeconds, part.upperBound.unixSeconds)
        let seconds = (part.upperBound - part.lowerBound).inSeconds
        self.init(
            id: number,
            stream: stream,
            startTime: LightTime.local(part.lowerBound, in: zone),
            endTime: LightTime.local(part.upperBound, in: zone),
            duration: (seconds * 1000).rounded() / 1000,
            size: LightSize.text(recording.bytes),
            hasDetection: recording.isEvent,
            start: start,
            end: end,
            localStart: start,
            localEnd: end
        )
    }
}

private struct PlaylistBytes: ByteSource {
    let file: PlaylistFile

    var length: Int64 { file.length }

    func read(offset: Int64, count: Int) async throws -> ByteBuffer {
        ByteBuffer(bytes: try await file.read(offset: offset, count: count))
    }
}
