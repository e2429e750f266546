import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

extension LightRoutes {
    private static let path = "/api/streams/{name}"

    var streams: [Endpoint] {
        [
            .foreign(.get, "/api/streams", access: .objects(.seeCamera), list),
            .foreign(.post, "/api/streams", access: .may(.addCameras), add),
            .foreign(.post, "/api/streams/test", access: .may(.addCameras), test),
            .foreign(.get, Self.path, access: .objects(.seeCamera)) { call in
                try .light(try await message(of: try await stream(call, .seeCamera), call))
            },
            .foreign(.get, "\(Self.path)/full", access: .objects(.seeCamera)) { call in
                let message = try await message(of: try await stream(call, .seeCamera), call)
                return try .light(LightFullStreamMessage(stream: message))
            },
            .foreign(.put, Self.path, access: .objects(.manageCamera), change),
            .foreign(.delete, Self.path, access: .objects(.manageCamera), delete),
            .foreign(.post, "\(Self.path)/refresh", access: .objects(.manageCamera)) { call in
                let id = try await stream(call, .manageCamera)
                try await recorder.cameras.reconnect(as: call.principal, id)
                return try .light(LightRefreshedStreamMessage(stream: try call.path("name")))
            },
            .foreign(.get, "\(Self.path)/retention", access: .objects(.seeCamera)) { call in
                let camera = try await recorder.cameras.camera(
                    as: call.principal,
                    try await stream(call, .seeCamera)
                )
                return try .light(LightRetentionMessage(camera, name: try call.path("name")))
            },
            .foreign(.put, "\(Self.path)/retention", access: .objects(.manageCamera)) { call in
                let id = try await stream(call, .manageCamera)
                let change = try CameraChange(try await call.body(LightRetentionBody.self))
                let camera = try await recorder.cameras.change(as: call.principal, id, change)
                let message = "Retention settings updated"
                return try .light(LightRetentionMessage(camera, name: try call.path("name"), message: message))
            },
        ]
    }

    // MARK: Names

    func book(_ call: Call) async throws -> StreamBook {
        StreamBook(try await recorder.cameras.names(as: call.principal))
    }

    /// The camera that a call names in its path, with which the asker may do this.
    ///
    /// - Throws: `Problem`, 404; `forbidden`.
    func stream(_ call: Call, _ action: Action) async throws -> String {
        guard let id = try await book(call).camera(try call.path("name")) else { throw LightSubject.stream.missing }
        try Policy.require(call.principal, action, .camera(id))
        return id
    }

    // MARK: Messages

    /// All that a stream is made of.
    func parts(of id: String, as principal: Principal) async throws -> StreamParts {
        StreamParts(
            camera: try await recorder.cameras.camera(as: principal, id),
            name: StreamBook(try await recorder.cameras.names(as: principal)).name(of: id),
            number: try await recorder.numbers.number(of: .camera, id),
            device: try await recorder.devices.device(as: principal, of: id),
            traits: try await traits(of: id, as: principal),
            codec: try await recorder.cameras.declaredCodecs(as: principal)[id]
        )
    }

    /// What is said of a stream beside its camera's own members.
    func traits(of id: String, as principal: Principal) async throws -> StreamTraits {
        StreamTraits(try await recorder.cameras.properties(as: principal, of: id))
    }

    private func message(of id: String, _ call: Call) async throws -> LightStreamMessage {
        LightStreamMessage(try await parts(of: id, as: call.principal), recorder.settings)
    }

    private func list(_ call: Call) async throws -> Response {
        let principal = call.principal
        let book = try await book(call)
        let declared = try await recorder.cameras.declaredCodecs(as: principal)
        let properties = try await recorder.cameras.properties(as: principal)
        let devices = Dictionary(
            try await recorder.devices.all(as: principal).map { ($0.camera, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let cameras = try await recorder.cameras.list(as: principal)
        let numbers = try await recorder.numbers.numbers(of: cameras.map { Numbers.Thing(.camera, $0.id) })
        let messages = cameras.map { camera in
            LightStreamMessage(
                StreamParts(
                    camera: camera,
                    name: book.name(of: camera.id),
                    number: numbers[Numbers.Thing(.camera, camera.id)] ?? 0,
                    device: devices[camera.id],
                    traits: properties[camera.id].map { StreamTraits($0) } ?? StreamTraits(),
                    codec: declared[camera.id]
                ),
                recorder.settings
            )
        }.sorted { $0.id < $1.id }
        // The product's own pages ask for the list alone.
        guard try call.query("format") != "array" else { return try .light(messages) }
        return try .light(LightStreamsMessage(streams: messages))
    }

    // MARK: Adding, changing, removing

    private func add(_ call: Call) async throws -> Response {
        let body = try await call.body(LightStreamBody.self)
        var draft = try body.draft()
        draft.hasOwnName = true
        let codec = try body.declaredCodec()
        let said = try body.traits(over: StreamTraits()).changes(from: StreamTraits())
        // Before anything is added.
        try CameraProperties.check(said)
        guard try await book(call).camera(draft.name) == nil else { throw LightErrors.streamExists }
        let wanted = draft
        let camera = try await LightErrors.naming { try await recorder.cameras.add(as: call.principal, wanted) }
        _ = try await recorder.cameras.change(properties: said, as: call.principal, of: camera.id)
        if let codec { try await recorder.cameras.declare(codec: codec, as: call.principal, of: camera.id) }
        let isDevice = body.wantsONVIF == true
        let trouble = try await isDevice ? link(camera.id, body, as: call.principal) : nil
        var message = LightAddedStreamMessage(stream: try await message(of: camera.id, call))
        if isDevice {
            message.onvifStatus = trouble == nil ? "success" : "error"
            message.onvifMessage = trouble ?? "The device is linked"
        }
        return try .light(message, status: .created)
    }

    /// - Returns: what is wrong with the device, in a sentence; the stream is there all the same.
    private func link(_ id: String, _ body: LightStreamBody, as principal: Principal) async throws -> String? {
        do {
            _ = try await recorder.devices.link(as: principal, of: id, body.link())
            return nil
        } catch let error as DomainError {
            return error.sentence
        }
    }

    private func change(_ call: Call) async throws -> Response {
        let id = try await stream(call, .manageCamera)
        let body = try await call.body(LightStreamBody.self)
        let now = try await parts(of: id, as: call.principal)
        let change = try body.change(now, recorder.settings)
        let codec = try body.declaredCodec()
        let said = try body.traits(over: now.traits).changes(from: now.traits)
        // Before anything is changed.
        try CameraProperties.check(said)
        let principal = call.principal
        let work: @Sendable () async throws -> Void = {
            _ = try await recorder.cameras.change(as: principal, id, change)
            _ = try await recorder.cameras.change(properties: said, as: principal, of: id)
            if let codec { try await recorder.cameras.declare(codec: codec, as: principal, of: id) }
        }
        if Self.relinks(now.device, body) {
            _ = try await recorder.devices.link(as: principal, of: id, body.link(), with: change, work)
        } else {
            try await work()
            if now.device != nil, body.wantsONVIF == false { try await recorder.devices.unlink(as: principal, of: id) }
        }
        return try .light(done: "Stream update request accepted and processing")
    }

    /// Whether a stream is to be linked with its device, or otherwise than it is.
    private static func relinks(_ device: DeviceView?, _ body: LightStreamBody) -> Bool {
        guard body.wantsONVIF ?? (device != nil) else { return false }
        let isOther = device == nil || body.onvifPort ?? 0 != 0
        let profile = body.onvifProfile?.nothingIfEmpty
        return isOther || profile != nil && profile != device?.mainProfile || body.detectionModel != nil
    }

    private func delete(_ call: Call) async throws -> Response {
        let id = try await stream(call, .manageCamera)
        let isPermanent = try call.query("permanent") == "true"
        _ = try await recorder.archives.remove(as: call.principal, id, recordings: isPermanent ? .erase : .keep)
        return try .light(LightDeletedStreamMessage(permanent: isPermanent))
    }

    // MARK: Trying

    private func test(_ call: Call) async throws -> Response {
        let body = try await call.body(LightTestBody.self)
        guard let url = body.url?.nothingIfEmpty else { throw LightErrors.invalid("Missing or invalid url") }
        var draft = CameraTestDraft()
        draft.url = url
        draft.username = .some(body.onvifUsername?.nothingIfEmpty)
        draft.password = .some(body.onvifPassword?.nothingIfEmpty)
        if body.protocol == 1 { draft.transport = .some("udp") }
        return try .light(LightTestMessage(try await recorder.cameras.test(as: call.principal, draft)))
    }
}
