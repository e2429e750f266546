import HTTPServing
import Hummingbird
import NVR
import OpenAPI
import Reception

/// What of a camera's pictures not everyone sees.
struct MaskEndpoints {
    let recorder: Recorder

    private static let path = "/api/v1/cameras/{id}/masks"
    private var privacy: PrivacyMasks { recorder.privacy }

    var all: [Endpoint] { [list, replace, add, one, change, remove] }

    private var list: Endpoint {
        .get(
            Self.path,
            EndpointNotes(
                "listMasks",
                "A camera's privacy masks",
                tag: "cameras",
                description: "Those that are not enabled are for those who manage the camera.",
                hasVersions: true
            ),
            access: .camera(.seeCamera, parameter: "id"),
            answers: ListMessage<MaskMessage>.self
        ) { call in
            let masks = try await privacy.masks(as: call.principal, of: call.path("id"))
            return try call.json(ListMessage(items: masks.items.map(MaskMessage.init)), version: masks.version)
        }
    }

    private var replace: Endpoint {
        .send(
            .put,
            Self.path,
            EndpointNotes(
                "setMasks",
                "Set all privacy masks of a camera",
                tag: "cameras",
                description: """
                    What they cover is black for everyone without the right `unmasked`, live and in snapshots, from the answer on; \
                    recordings are refused to them. Whoever watches is cut off, and gets the camera masked when he asks again.
                    """,
                hasVersions: true
            ),
            access: .camera(.manageCamera, parameter: "id"),
            takes: MasksMessage.self,
            answers: ListMessage<MaskMessage>.self
        ) { call, body in
            let masks = try await privacy.replace(
                as: call.principal,
                of: call.path("id"),
                body.items.map(\.draft),
                ifMatch: call.ifMatch
            )
            return try call.json(ListMessage(items: masks.items.map(MaskMessage.init)), version: masks.version)
        }
    }

    private var add: Endpoint {
        .send(
            .post,
            Self.path,
            EndpointNotes("addMask", "Add a privacy mask to a camera", tag: "cameras", refusals: [409]),
            access: .camera(.manageCamera, parameter: "id"),
            takes: NewMaskMessage.self,
            answers: MaskMessage.self,
            status: .created
        ) { call, body in
            let camera = try call.path("id")
            let mask = try await privacy.add(as: call.principal, of: camera, body.draft)
            let location = "/api/v1/cameras/\(camera)/masks/\(mask.id)"
            return try call.json(MaskMessage(mask), status: .created, location: location)
        }
    }

    private var one: Endpoint {
        .get(
            "\(Self.path)/{mask}",
            EndpointNotes("getMask", "A privacy mask", tag: "cameras"),
            access: .camera(.seeCamera, parameter: "id"),
            answers: MaskMessage.self
        ) { call in
            let mask = try await privacy.mask(as: call.principal, of: call.path("id"), call.path("mask"))
            return try call.json(MaskMessage(mask))
        }
    }

    private var change: Endpoint {
        .send(
            .patch,
            "\(Self.path)/{mask}",
            EndpointNotes(
                "changeMask",
                "Change a privacy mask",
                tag: "cameras",
                description: "What is not named stays as it is."
            ),
            access: .camera(.manageCamera, parameter: "id"),
            takes: MaskPatchMessage.self,
            answers: MaskMessage.self
        ) { call, body in
            let mask = try await privacy.change(
                as: call.principal,
                of: call.path("id"),
                call.path("mask"),
                body.change
            )
            return try call.json(MaskMessage(mask))
        }
    }

    private var remove: Endpoint {
        .act(
            .delete,
            "\(Self.path)/{mask}",
            EndpointNotes("removeMask", "Remove a privacy mask", tag: "cameras"),
            access: .camera(.manageCamera, parameter: "id")
        ) { call in
            try await privacy.remove(as: call.principal, of: call.path("id"), call.path("mask"))
            return call.noContent()
        }
    }
}
