import HTTPServing
import Hummingbird
import NVR
import OpenAPI
import Reception

/// What of a camera's picture counts, and what does not: its detection zones, or its motion masks.
struct AreaEndpoints<Message: AreaMessage, New: NewAreaMessage, Patch: AreaPatchMessage> {
    /// What they are called.
    struct Words {
        /// Behind the camera's address.
        var path: String
        /// In the names of operations: "Zone".
        var name: String
        var one: String
        var many: String
        /// What comes of them.
        var purpose: String
    }

    let areas: PictureAreas
    let words: Words

    private var path: String { "/api/v1/cameras/{id}/\(words.path)" }

    var all: [Endpoint] { [list, replace, add, one, change, remove] }

    private var list: Endpoint {
        .get(
            path,
            EndpointNotes(
                "list\(words.name)s",
                "A camera's \(words.many)",
                tag: "cameras",
                description: words.purpose,
                hasVersions: true
            ),
            access: .camera(.seeCamera, parameter: "id"),
            answers: ListMessage<Message>.self
        ) { [areas] call in
            let list = try await areas.areas(as: call.principal, of: call.path("id"))
            return try call.json(ListMessage(items: list.items.map(Message.init)), version: list.version)
        }
    }

    private var replace: Endpoint {
        .send(
            .put,
            path,
            EndpointNotes("set\(words.name)s", "Set all \(words.many) of a camera", tag: "cameras", hasVersions: true),
            access: .camera(.manageCamera, parameter: "id"),
            takes: AreasMessage<New>.self,
            answers: ListMessage<Message>.self
        ) { [areas] call, body in
            let list = try await areas.replace(
                as: call.principal,
                of: call.path("id"),
                body.items.map(\.draft),
                ifMatch: call.ifMatch
            )
            return try call.json(ListMessage(items: list.items.map(Message.init)), version: list.version)
        }
    }

    private var add: Endpoint {
        .send(
            .post,
            path,
            EndpointNotes("add\(words.name)", "Add a \(words.one) to a camera", tag: "cameras", refusals: [409]),
            access: .camera(.manageCamera, parameter: "id"),
            takes: New.self,
            answers: Message.self,
            status: .created
        ) { [areas, words] call, body in
            let camera = try call.path("id")
            let area = try await areas.add(as: call.principal, of: camera, body.draft)
            let location = "/api/v1/cameras/\(camera)/\(words.path)/\(area.id)"
            return try call.json(Message(area), status: .created, location: location)
        }
    }

    private var one: Endpoint {
        .get(
            "\(path)/{area}",
            EndpointNotes("get\(words.name)", "A \(words.one)", tag: "cameras"),
            access: .camera(.seeCamera, parameter: "id"),
            answers: Message.self
        ) { [areas] call in
            let area = try await areas.area(as: call.principal, of: call.path("id"), call.path("area"))
            return try call.json(Message(area))
        }
    }

    private var change: Endpoint {
        .send(
            .patch,
            "\(path)/{area}",
            EndpointNotes(
                "change\(words.name)",
                "Change a \(words.one)",
                tag: "cameras",
                description: "What is not named stays as it is."
            ),
            access: .camera(.manageCamera, parameter: "id"),
            takes: Patch.self,
            answers: Message.self
        ) { [areas] call, body in
            let area = try await areas.change(
                as: call.principal,
                of: call.path("id"),
                call.path("area"),
                body.change
            )
            return try call.json(Message(area))
        }
    }

    private var remove: Endpoint {
        .act(
            .delete,
            "\(path)/{area}",
            EndpointNotes("remove\(words.name)", "Remove a \(words.one)", tag: "cameras"),
            access: .camera(.manageCamera, parameter: "id")
        ) { [areas] call in
            try await areas.remove(as: call.principal, of: call.path("id"), call.path("area"))
            return call.noContent()
        }
    }
}

extension NativeEndpoints {
    static func areas(_ recorder: Recorder) -> [Endpoint] {
        let zones = AreaEndpoints<ZoneMessage, NewZoneMessage, ZonePatchMessage>(
            areas: recorder.zones,
            words: .init(
                path: "zones",
                name: "Zone",
                one: "detection zone",
                many: "detection zones",
                purpose: """
                    What is detected counts where its middle lies in an enabled zone whose `labels` name it, or are none, and it is \
                    as sure as `min_score`. Where no zone is enabled everything counts.
                    """
            )
        )
        let motionMasks = AreaEndpoints<MotionMaskMessage, NewMotionMaskMessage, MotionMaskPatchMessage>(
            areas: recorder.motionMasks,
            words: .init(
                path: "motion-masks",
                name: "MotionMask",
                one: "motion mask",
                many: "motion masks",
                purpose: "Motion in an enabled one does not count. They hide nothing."
            )
        )
        return zones.all + motionMasks.all
    }
}
