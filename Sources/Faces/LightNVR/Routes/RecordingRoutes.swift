import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NIOCore
import NVR
import Reception

extension LightRoutes {
    private static let path = "/api/recordings/{id}"

    var recordings: [Endpoint] {
        [
            .foreign(.get, "/api/recordings", access: .objects(.playRecordings)) { call in
                let book = try await book(call)
                let list = try RecordingList(call, book)
                let places = try await recorder.archive.places(as: call.principal, list.query)
                return try .light(list.message(places, try await messages(of: places.items, book)))
            },
            .foreign(.get, "/api/recordings/protected", access: .objects(.playRecordings), protected),
            .foreign(.get, Self.path, access: .objects(.playRecordings)) { call in
                let recording = try await recording(call)
                return try .light(try await message(of: recording, book(call)))
            },
            .foreign(.delete, Self.path, access: .objects(.deleteRecordings), delete),
            .foreign(.get, "/api/recordings/play/{id}", access: .objects(.playRecordings), tier: .media) { call in
                try await file(call, isAttachment: false)
            },
            .foreign(.get, "/api/recordings/download/{id}", access: .objects(.playRecordings), tier: .media) { call in
                try await file(call, isAttachment: true)
            },
            .foreign(.put, "\(Self.path)/protect", access: .objects(.protectRecordings), protect),
            .foreign(.put, "\(Self.path)/retention", access: .objects(.protectRecordings), keep),
        ]
    }

    // MARK: Which

    /// The number in the path.
    ///
    /// - Throws: `Problem`, 400.
    private func number(_ call: Call) throws -> Int64 {
        guard let number = Int64(try call.path("id")), number > 0 else {
            throw LightErrors.invalid("Invalid recording ID")
        }
        return number
    }

    /// The id of the recording with a number.
    ///
    /// - Throws: `Problem`, 404.
    func recordingID(_ number: Int64) async throws -> String {
        guard let thing = try await recorder.numbers.thing(numbered: number), thing.kind == .recording else {
            throw LightSubject.recording.missing
        }
        return thing.id
    }

    /// The recording that a call names.
    func recording(_ call: Call) async throws -> RecordingView {
        let id = try await recordingID(try number(call))
        return try await LightSubject.recording.naming {
            try await recorder.archive.recording(as: call.principal, id)
        }
    }

    // MARK: Messages

    func messages(of recordings: [RecordingView], _ book: StreamBook) async throws -> [LightRecordingMessage] {
        let numbers = try await recorder.numbers.numbers(of: recordings.map { Numbers.Thing(.recording, $0.id) })
        return recordings.map { recording in
            let number = numbers[Numbers.Thing(.recording, recording.id)] ?? 0
            return LightRecordingMessage(recording, number: number, stream: book.name(of: recording.camera))
        }
    }

    private func message(of recording: RecordingView, _ book: StreamBook) async throws -> LightRecordingMessage {
        let number = try await recorder.numbers.number(of: .recording, recording.id)
        return LightRecordingMessage(recording, number: number, stream: book.name(of: recording.camera))
    }

    // MARK: Files

    private func file(_ call: Call, isAttachment: Bool) async throws -> Response {
        let id = try await recordingID(try number(call))
        let media = try await LightSubject.recordingFile.naming {
            try await recorder.archive.media(as: call.principal, of: id)
        }
        await recorder.noteFootage(.recording, of: media.recording.camera, by: call.principal)
        let name = "recording_\(media.recording.camera)_\(media.recording.id).mp4"
        let disposition: ContentDisposition = isAttachment ? .attachment(fileName: name) : .inline(fileName: name)
        return ByteSourceResponse(
            RecordingBytes(media),
            contentType: "video/mp4",
            entityTag: EntityTag("\(media.recording.id)-\(media.length)"),
            disposition: disposition
        ).response(to: call.request)
    }

    // MARK: Keeping

    private func protected(_ call: Call) async throws -> Response {
        let book = try await book(call)
        var query = Archive.PlaceQuery()
        let stream = try call.query("stream")?.nothingIfEmpty
        query.cameras = stream.map { book.cameras($0) } ?? book.known
        query.isProtected = true
        query.limit = Archive.largestPage
        let places = try await recorder.archive.places(as: call.principal, query)
        let messages = try await messages(of: places.items, book)
        return try .light(LightProtectedRecordingsMessage(protectedCount: messages.count, recordings: messages))
    }

    /// Sets what the body says; without one the other state is taken.
    private func protect(_ call: Call) async throws -> Response {
        let recording = try await recording(call)
        try Policy.require(call.principal, .protectRecordings, .camera(recording.camera))
        let isWanted = try await call.optionalBody(LightProtectBody.self)?.protected ?? !recording.isProtected
        return try await LightSubject.recording.naming {
            let change = RecordingChange(isProtected: isWanted)
            let changed = try await recorder.keeping.change(as: call.principal, recording.id, change)
            return try .light(
                LightProtectionMessage(
                    id: try number(call),
                    protected: changed.isProtected,
                    message: changed.isProtected ? "Recording protected" : "Recording unprotected"
                )
            )
        }
    }

    private func keep(_ call: Call) async throws -> Response {
        let recording = try await recording(call)
        try Policy.require(call.principal, .protectRecordings, .camera(recording.camera))
        guard let days = try await call.body(LightRetentionBody.self).retentionDays else {
            throw LightErrors.invalid("Missing or invalid retention_days")
        }
        guard let kept = try LightStreamBody.days(days, "retention_days") else { throw LightSubject.recording.missing }
        return try await LightSubject.recording.naming {
            let change = RecordingChange(retentionDays: .some(kept))
            _ = try await recorder.keeping.change(as: call.principal, recording.id, change)
            return try .light(LightKeptMessage(id: try number(call), retentionDays: days))
        }
    }

    /// One that is protected stays, unless it is said that it is meant.
    private func delete(_ call: Call) async throws -> Response {
        let id = try await recordingID(try number(call))
        let isForced = try call.query("force") == "true"
        return try await LightSubject.recording.naming {
            try await recorder.keeping.delete(as: call.principal, id, force: isForced)
            return try .light(done: "Recording deleted successfully")
        }
    }
}

/// A recording's file, as it is read.
private struct RecordingBytes: ByteSource {
    private let media: RecordingMedia

    init(_ media: RecordingMedia) { self.media = media }

    var length: Int64 { media.length }

    func read(offset: Int64, count: Int) async throws -> ByteBuffer {
        ByteBuffer(bytes: try await media.read(offset: offset, count: count))
    }
}
