import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NIOCore
import NVR
import Reception

/// Recordings and snapshots, which the document calls events.
extension VibeRoutes {
    private static let path = "/events"
    /// An event that has not ended in this time is none that is seen now.
    private static let longestMotion: Int64 = 3_600_000_000_000
    private static let sources = ["onvif": "ONVIF Edge"]

    var events: [Endpoint] { reading + deleting }

    private var reading: [Endpoint] {
        [
            .foreign(.get, Self.path, access: .objects(.playRecordings)) { call in
                try .json(try await listed(call))
            },
            .foreign(.get, "\(Self.path)/status", access: .objects(.seeCamera), eventStatus),
            .foreign(
                .get,
                "\(Self.path)/{id}/download",
                access: .objects(.playRecordings),
                tier: .media,
                tokens: Self.media,
                download
            ),
        ]
    }

    private func eventStatus(_ call: Call) async throws -> Response {
        let cameras = try await recorder.cameras.list(as: call.principal)
        let numbers = try await numbers(of: .camera, cameras.map(\.id))
        let active = cameras.filter { $0.status.state == .recording }.compactMap { numbers[$0.id] }
        let health = cameras.compactMap { camera in numbers[camera.id].map { ("\($0)", camera.status.vibeHealth) } }
        return try .json(
            VibeEventStatusMessage(
                active: active.sorted(),
                motion: try await motions(numbers, as: call.principal),
                health: Dictionary(health, uniquingKeysWith: { first, _ in first })
            )
        )
    }

    /// Where something moves now, by the numbers of cameras.
    func motions(
        _ numbers: [String: Int64],
        as principal: Principal
    ) async throws -> [String: VibeEventStatusMessage.Motion] {
        var query = CameraEvents.Query()
        query.choice.from = WallTime(nanoseconds: recorder.now.nanoseconds - Self.longestMotion)
        query.limit = CameraEvents.largestPage
        let time = recorder.localTime
        let lasting = try await recorder.events.list(as: principal, query).items.filter { $0.end == nil }
        let motions = lasting.compactMap { event in
            numbers[event.camera].map { number in
                let source = Self.sources[event.source] ?? event.source
                let label = OrNull(event.label.nothingIfEmpty)
                let motion = VibeEventStatusMessage.Motion(
                    timestamp: time.text(event.start),
                    source: source,
                    metadata: label
                )
                return ("\(number)", motion)
            }
        }
        return Dictionary(motions, uniquingKeysWith: { newest, _ in newest })
    }

    // MARK: The list

    private func listed(_ call: Call) async throws -> [VibeEventMessage] {
        let query = try VibeEventQuery(call, recorder.localTime)
        var camera: String?
        if let number = query.camera {
            guard let known = try await id(of: .camera, number) else { return [] }
            try Policy.require(call.principal, .playRecordings, .camera(known))
            camera = known
        }
        let most = query.skip + query.limit
        let recordings = try await recordings(query, of: camera, most, as: call.principal)
        let snapshots = try await snapshots(query, of: camera, most, as: call.principal)
        // Both are in their order already.
        let all = (recordings + snapshots).sorted { $1.start < $0.start }
        return try await messages(of: Array(all.dropFirst(query.skip).prefix(query.limit)))
    }

    private func messages(of events: [VibeEvent]) async throws -> [VibeEventMessage] {
        let things = events.map(\.thing) + events.map { Numbers.Thing(.camera, $0.camera) }
        let numbers = try await recorder.numbers.numbers(of: things)
        let time = recorder.localTime
        return events.compactMap { event in
            guard let number = numbers[event.thing], let camera = numbers[.init(.camera, event.camera)] else {
                return nil
            }
            return VibeEventMessage(event, number, camera: camera, time)
        }
    }

    private func recordings(
        _ query: VibeEventQuery,
        of camera: String?,
        _ most: Int,
        as principal: Principal
    ) async throws -> [VibeEvent] {
        guard query.hasRecordings else { return [] }
        var wanted = Archive.Query()
        wanted.camera = camera
        wanted.isEvent = query.isEvent
        wanted.from = query.range?.lowerBound
        wanted.to = query.range?.upperBound
        var found: [VibeEvent] = []
        while found.count < most {
            wanted.limit = min(most - found.count, Archive.largestPage)
            let page = try await recorder.archive.recordings(as: principal, wanted)
            found += page.items.map(VibeEvent.recording)
            guard let next = page.next else { break }
            wanted.cursor = next
        }
        return found
    }

    private func snapshots(
        _ query: VibeEventQuery,
        of camera: String?,
        _ most: Int,
        as principal: Principal
    ) async throws -> [VibeEvent] {
        guard query.hasSnapshots else { return [] }
        var wanted = SnapshotAlbum.Query()
        wanted.camera = camera
        wanted.from = query.range?.lowerBound
        wanted.to = query.range?.upperBound
        var found: [VibeEvent] = []
        while found.count < most {
            wanted.limit = min(most - found.count, SnapshotAlbum.largestPage)
            let page = try await recorder.album.list(as: principal, wanted)
            found += page.items.map(VibeEvent.snapshot)
            guard let next = page.next else { break }
            wanted.cursor = next
        }
        return found
    }

    // MARK: Files

    private func download(_ call: Call) async throws -> Response {
        let number = try call.number("id")
        guard let thing = try await recorder.numbers.thing(numbered: number) else { throw VibeSubject.event.missing }
        do {
            return try await VibeSubject.event.naming { try await file(call, thing) }
        } catch let error as DomainError where error.kind == .gone {
            throw VibeErrors.problem(.notFound, "File not found on disk")
        }
    }

    private func file(_ call: Call, _ thing: Numbers.Thing) async throws -> Response {
        switch thing.kind {
        case .recording: return try await film(call, thing.id)
        case .snapshot: return try await picture(call, thing.id)
        case .camera, .volume: throw VibeSubject.event.missing
        }
    }

    private func film(_ call: Call, _ id: String) async throws -> Response {
        let media = try await recorder.archive.media(as: call.principal, of: id)
        await recorder.noteFootage(.recording, of: media.recording.camera, by: call.principal)
        return ByteSourceResponse(
            VibeRecordingBytes(media),
            contentType: "video/mp4",
            entityTag: EntityTag("\(media.recording.id)-\(media.length)"),
            disposition: .attachment(fileName: "\(media.recording.camera)_\(media.recording.id).mp4")
        ).response(to: call.request)
    }

    private func picture(_ call: Call, _ id: String) async throws -> Response {
        let file = try await recorder.album.file(as: call.principal, id)
        await recorder.noteFootage(.recording, of: file.snapshot.camera, by: call.principal)
        var buffer = ByteBuffer()
        file.bytes.withUnsafeBytes { _ = buffer.writeBytes($0) }
        return ByteSourceResponse(
            BufferSource(buffer),
            contentType: "image/jpeg",
            entityTag: EntityTag("\(file.snapshot.id)-\(file.bytes.count)-\(file.isMasked)"),
            disposition: .attachment(fileName: "\(file.snapshot.camera)_\(file.snapshot.id).jpg")
        ).response(to: call.request)
    }
}

private struct VibeRecordingBytes: ByteSource {
    private let media: RecordingMedia

    init(_ media: RecordingMedia) { self.media = media }

    var length: Int64 { media.length }

    func read(offset: Int64, count: Int) async throws -> ByteBuffer {
        ByteBuffer(bytes: try await media.read(offset: offset, count: count))
    }
}
