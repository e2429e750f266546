import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import OpenAPI
import Reception

extension RTSPServerEndpoints {
    private static let outletsPath = "/api/v1/rtsp-server/outlets"

    /// Addresses for one camera each, begun and ended by themselves.
    var outlets: [Endpoint] {
        [
            .get(
                Self.outletsPath,
                EndpointNotes("listRTSPOutlets", "Cameras at RTSP addresses of their own", tag: "system"),
                access: .may(.seeSystem),
                answers: ListMessage<RTSPOutletMessage>.self
            ) { call in
                let outlets = try await recorder.restreams.outlets(as: call.principal)
                return try call.json(ListMessage(items: outlets.map { RTSPOutletMessage($0) }))
            },
            .send(
                .patch,
                "\(Self.outletsPath)/{name}",
                EndpointNotes(
                    "changeRTSPOutlet",
                    "Give a camera an RTSP address of its own, or change it",
                    tag: "system",
                    description: """
                        What is left out stays. One that is not there is made, with an address and a camera. It listens while it is \
                        enabled, also where the RTSP server's other addresses do not. Where the address cannot be had, the answer \
                        says so, and it is tried again every 10 s.
                        """
                ),
                access: .may(.manageSystem),
                takes: RTSPOutletChangeMessage.self,
                answers: RTSPOutletMessage.self
            ) { call, body in
                let name = try call.path("name")
                return try call.json(
                    RTSPOutletMessage(
                        await recorder.restreams.change(outlet: name, as: call.principal, body.change)
                    )
                )
            },
            .act(
                .post,
                "\(Self.outletsPath)/{name}/restart",
                EndpointNotes("restartRTSPOutlet", "End an outlet's sessions, and listen anew", tag: "system"),
                access: .may(.manageSystem)
            ) { call in
                _ = try await recorder.restreams.restart(outlet: try call.path("name"), as: call.principal)
                return call.noContent()
            },
            .act(
                .delete,
                "\(Self.outletsPath)/{name}",
                EndpointNotes("removeRTSPOutlet", "End an outlet, and forget it", tag: "system"),
                access: .may(.manageSystem)
            ) { call in
                try await recorder.restreams.remove(outlet: try call.path("name"), as: call.principal)
                return call.noContent()
            },
        ]
    }
}
