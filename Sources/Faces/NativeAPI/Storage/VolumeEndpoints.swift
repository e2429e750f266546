import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import OpenAPI
import Reception

/// The volumes that recordings go to.
struct VolumeEndpoints {
    let recorder: Recorder

    private static let path = "/api/v1/volumes"
    private var volumes: Volumes { recorder.volumes }

    var all: [Endpoint] { reading + [add, change, remove] }

    private var reading: [Endpoint] {
        [
            .get(
                Self.path,
                EndpointNotes(
                    "listVolumes",
                    "The volumes that recordings go to, the default one first",
                    tag: "storage"
                ),
                access: .may(.manageSystem),
                answers: ListMessage<VolumeMessage>.self
            ) { call in
                let list = try await volumes.list(as: call.principal)
                return try call.json(ListMessage(items: list.map(VolumeMessage.init)))
            },
            .get(
                "\(Self.path)/{id}",
                EndpointNotes("getVolume", "A volume", tag: "storage"),
                access: .may(.manageSystem),
                answers: VolumeMessage.self
            ) { call in
                try call.json(VolumeMessage(await volumes.volume(as: call.principal, call.path("id"))))
            },
        ]
    }

    private var add: Endpoint {
        .send(
            .post,
            Self.path,
            EndpointNotes(
                "addVolume",
                "Add a volume",
                tag: "storage",
                description: """
                    Its folder is empty, or not there and then made. One that is a volume already is refused, unless it is one of \
                    this recorder that was removed: then it is that again, with its recordings.
                    """,
                refusals: [409]
            ),
            access: .may(.manageSystem),
            takes: NewVolumeMessage.self,
            answers: VolumeMessage.self,
            status: .created
        ) { call, body in
            let volume = try await volumes.add(as: call.principal, body.draft)
            return try call.json(
                VolumeMessage(volume),
                status: .created,
                location: "\(Self.path)/\(volume.id)"
            )
        }
    }

    private var change: Endpoint {
        .send(
            .patch,
            "\(Self.path)/{id}",
            EndpointNotes(
                "changeVolume",
                "Change a volume",
                tag: "storage",
                description: "Another path is taken only if the same volume lies there.",
                refusals: [409]
            ),
            access: .may(.manageSystem),
            takes: VolumePatchMessage.self,
            answers: VolumeMessage.self
        ) { call, body in
            let volume = try await volumes.change(as: call.principal, call.path("id"), body.change)
            return try call.json(VolumeMessage(volume))
        }
    }

    private var remove: Endpoint {
        .act(
            .delete,
            "\(Self.path)/{id}",
            EndpointNotes(
                "removeVolume",
                "Take a volume out of use",
                tag: "storage",
                description: """
                    Cameras that chose it go to the default volume. Where there are recordings on it, it must be said whether they \
                    stay, to be played as long as their rules say, or are deleted; those that are protected or being written stay.
                    """,
                query: [.query("recordings", .enumeration(VolumeRecordings.allCases.map(\.rawValue)))],
                refusals: [409]
            ),
            access: .may(.manageSystem)
        ) { call in
            let recordings = try call.query("recordings").map { (text) throws in
                guard let known = VolumeRecordings(rawValue: text) else {
                    throw DomainError(.invalid, "recordings is \"keep\" or \"delete\".", member: "recordings")
                }
                return known
            }
            try await recorder.removeVolume(as: call.principal, call.path("id"), recordings: recordings)
            return call.noContent()
        }
    }
}
