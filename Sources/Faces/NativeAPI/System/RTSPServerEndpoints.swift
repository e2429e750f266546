import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import OpenAPI
import Reception

/// The RTSP server: how it stands, start and stop, addresses.
struct RTSPServerEndpoints {
    let recorder: Recorder

    private static let path = "/api/v1/rtsp-server"

    var all: [Endpoint] { server + outlets }

    private var server: [Endpoint] {
        [
            .get(
                Self.path,
                EndpointNotes("getRTSPServer", "How the RTSP server stands", tag: "system"),
                access: .may(.seeSystem),
                answers: RTSPServerMessage.self
            ) { call in try call.json(RTSPServerMessage(await recorder.restreams.status(as: call.principal))) },
            .send(
                .patch,
                Self.path,
                EndpointNotes(
                    "changeRTSPServer",
                    "Start or stop the RTSP server, or change its addresses",
                    tag: "system",
                    description: """
                        What is left out stays. Sessions at an address that is not changed go on. Where an address cannot be \
                        had, the answer says so, and it is tried again every 10 s.
                        """
                ),
                access: .may(.manageSystem),
                takes: RTSPServerChangeMessage.self,
                answers: RTSPServerMessage.self
            ) { call, body in
                let status = try await recorder.restreams.change(as: call.principal, body.change)
                return try call.json(RTSPServerMessage(status))
            },
            .act(
                .post,
                "\(Self.path)/restart",
                EndpointNotes("restartRTSPServer", "End all RTSP sessions, and listen anew", tag: "system"),
                access: .may(.manageSystem)
            ) { call in
                try await recorder.restreams.restart(as: call.principal)
                return call.noContent()
            },
        ]
    }
}
