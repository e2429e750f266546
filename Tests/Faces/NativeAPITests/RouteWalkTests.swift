import HTTPTypes
import NVR
import NativeAPI
import Reception
import Testing

/// Walks every route as everyone who could come, and compares with the tables below.
struct RouteWalkTests {
    /// What each route needs. A route that is not here, or no longer is, fails the test: whoever adds one says here whom it
    /// is for.
    private static let permissions: [String: String] = [
        "GET /api/v1/openapi.json": "everyone",
        "GET /api/v1/health": "everyone",
        "GET /api/v1/ready": "everyone",
        "GET /api/v1/entrance": "everyone",
        "GET /api/v1/setup": "everyone",
        "POST /api/v1/setup": "everyone",
        "POST /api/v1/session": "everyone",
        "POST /api/v1/session/second-factor": "everyone",
        "POST /api/v1/tokens": "everyone",
        "POST /api/v1/tokens/second-factor": "everyone",

        "GET /api/v1/session": "see-camera on its camera",
        "DELETE /api/v1/session": "manage-own-account",
        "PUT /api/v1/account/password": "manage-own-account",
        "GET /api/v1/account/second-factor": "manage-own-account",
        "POST /api/v1/account/second-factor": "manage-own-account",
        "POST /api/v1/account/second-factor/activate": "manage-own-account",
        "POST /api/v1/account/second-factor/remove": "manage-own-account",
        "POST /api/v1/account/recovery-codes": "manage-own-account",
        "POST /api/v1/account/stream-password": "manage-own-account",
        "DELETE /api/v1/account/stream-password": "manage-own-account",
        "GET /api/v1/account/sessions": "manage-own-account",
        "DELETE /api/v1/account/sessions": "manage-own-account",
        "DELETE /api/v1/account/sessions/{id}": "manage-own-account",
        "GET /api/v1/me/preferences/{name}": "manage-own-account",
        "PUT /api/v1/me/preferences/{name}": "manage-own-account",
        "GET /api/v1/api-keys": "manage-own-account",
        "POST /api/v1/api-keys": "manage-own-account",
        "DELETE /api/v1/api-keys/{id}": "manage-own-account",

        "GET /api/v1/users": "manage-users",
        "POST /api/v1/users": "manage-users",
        "GET /api/v1/users/{id}": "manage-users",
        "PATCH /api/v1/users/{id}": "manage-users",
        "DELETE /api/v1/users/{id}": "manage-users",
        "DELETE /api/v1/users/{id}/second-factor": "manage-users",
        "DELETE /api/v1/users/{id}/lockout": "manage-users",
        "POST /api/v1/users/{id}/stream-password": "manage-users",
        "DELETE /api/v1/users/{id}/stream-password": "manage-users",
        "GET /api/v1/users/{id}/sessions": "manage-users",
        "DELETE /api/v1/users/{id}/sessions": "manage-users",
        "DELETE /api/v1/users/{id}/sessions/{session}": "manage-users",

        "GET /api/v1/cameras": "see-camera on its camera",
        "POST /api/v1/cameras": "add-cameras",
        "POST /api/v1/cameras/test": "add-cameras",
        "GET /api/v1/cameras/{id}": "see-camera on the camera",
        "GET /api/v1/cameras/{id}/status": "see-camera on the camera",
        "GET /api/v1/cameras/{id}/live": "watch-live on the camera",
        "GET /api/v1/cameras/{id}/live/frames": "watch-live on the camera",
        "GET /api/v1/cameras/{id}/live/mjpeg": "watch-live on the camera",
        "GET /api/v1/cameras/{id}/hls/index.m3u8": "watch-live on the camera",
        "GET /api/v1/cameras/{id}/hls/{stream}/{format}/index.m3u8": "watch-live on the camera",
        "GET /api/v1/cameras/{id}/hls/{stream}/{format}/{file}": "watch-live on the camera",
        "GET /api/v1/cameras/{id}/snapshot": "watch-live on the camera",
        "PATCH /api/v1/cameras/{id}": "manage-camera on the camera",
        "POST /api/v1/cameras/{id}/test": "manage-camera on the camera",
        "POST /api/v1/cameras/{id}/reconnect": "manage-camera on the camera",
        "DELETE /api/v1/cameras/{id}": "manage-camera on the camera",

        "GET /api/v1/cameras/{id}/masks": "see-camera on the camera",
        "PUT /api/v1/cameras/{id}/masks": "manage-camera on the camera",
        "POST /api/v1/cameras/{id}/masks": "manage-camera on the camera",
        "GET /api/v1/cameras/{id}/masks/{mask}": "see-camera on the camera",
        "PATCH /api/v1/cameras/{id}/masks/{mask}": "manage-camera on the camera",
        "DELETE /api/v1/cameras/{id}/masks/{mask}": "manage-camera on the camera",
        "GET /api/v1/cameras/{id}/zones": "see-camera on the camera",
        "PUT /api/v1/cameras/{id}/zones": "manage-camera on the camera",
        "POST /api/v1/cameras/{id}/zones": "manage-camera on the camera",
        "GET /api/v1/cameras/{id}/zones/{area}": "see-camera on the camera",
        "PATCH /api/v1/cameras/{id}/zones/{area}": "manage-camera on the camera",
        "DELETE /api/v1/cameras/{id}/zones/{area}": "manage-camera on the camera",
        "GET /api/v1/cameras/{id}/motion-masks": "see-camera on the camera",
        "PUT /api/v1/cameras/{id}/motion-masks": "manage-camera on the camera",
        "POST /api/v1/cameras/{id}/motion-masks": "manage-camera on the camera",
        "GET /api/v1/cameras/{id}/motion-masks/{area}": "see-camera on the camera",
        "PATCH /api/v1/cameras/{id}/motion-masks/{area}": "manage-camera on the camera",
        "DELETE /api/v1/cameras/{id}/motion-masks/{area}": "manage-camera on the camera",
        "GET /api/v1/cameras/{id}/properties": "see-camera on the camera",
        "PATCH /api/v1/cameras/{id}/properties": "manage-camera on the camera",
        "GET /api/v1/devices": "see-camera on its camera",
        "GET /api/v1/cameras/{id}/device": "see-camera on the camera",
        "PUT /api/v1/cameras/{id}/device": "manage-camera on the camera",
        "DELETE /api/v1/cameras/{id}/device": "manage-camera on the camera",
        "POST /api/v1/cameras/{id}/device/probe": "manage-camera on the camera",
        "POST /api/v1/cameras/{id}/device/reboot": "manage-camera on the camera",
        "POST /api/v1/cameras/{id}/device/clock": "manage-camera on the camera",
        "GET /api/v1/cameras/{id}/device/recordings": "manage-camera on the camera",
        "GET /api/v1/cameras/{id}/device/recordings/{recording}/replay": "manage-camera on the camera",
        "GET /api/v1/cameras/{id}/device/network": "manage-camera on the camera",
        "PATCH /api/v1/cameras/{id}/device/network": "manage-camera on the camera",
        "GET /api/v1/cameras/{id}/device/users": "manage-camera on the camera",
        "POST /api/v1/cameras/{id}/device/users": "manage-camera on the camera",
        "PATCH /api/v1/cameras/{id}/device/users/{user}": "manage-camera on the camera",
        "DELETE /api/v1/cameras/{id}/device/users/{user}": "manage-camera on the camera",
        "GET /api/v1/cameras/{id}/device/encoders": "manage-camera on the camera",
        "PATCH /api/v1/cameras/{id}/device/encoders/{encoder}": "manage-camera on the camera",
        "GET /api/v1/cameras/{id}/device/relays": "control-camera on the camera",
        "PUT /api/v1/cameras/{id}/device/relays/{relay}": "control-camera on the camera",
        "GET /api/v1/cameras/{id}/device/inputs": "control-camera on the camera",
        "POST /api/v1/cameras/{id}/device/auxiliary": "control-camera on the camera",
        "POST /api/v1/cameras/{id}/device/key-frame": "control-camera on the camera",
        "GET /api/v1/cameras/{id}/ptz": "control-camera on the camera",
        "POST /api/v1/cameras/{id}/ptz/move": "control-camera on the camera",
        "POST /api/v1/cameras/{id}/ptz/stop": "control-camera on the camera",
        "GET /api/v1/cameras/{id}/ptz/presets": "control-camera on the camera",
        "POST /api/v1/cameras/{id}/ptz/presets": "control-camera on the camera",
        "POST /api/v1/cameras/{id}/ptz/presets/{preset}/goto": "control-camera on the camera",
        "DELETE /api/v1/cameras/{id}/ptz/presets/{preset}": "control-camera on the camera",
        "POST /api/v1/cameras/{id}/ptz/home": "control-camera on the camera",
        "PUT /api/v1/cameras/{id}/ptz/home": "control-camera on the camera",
        "GET /api/v1/cameras/{id}/imaging": "control-camera on the camera",
        "PATCH /api/v1/cameras/{id}/imaging": "control-camera on the camera",
        "GET /api/v1/cameras/{id}/imaging/focus": "control-camera on the camera",
        "POST /api/v1/cameras/{id}/imaging/focus": "control-camera on the camera",
        "GET /api/v1/discovery": "add-cameras",
        "POST /api/v1/discovery/search": "add-cameras",
        "GET /api/v1/discovery/devices": "add-cameras",
        "DELETE /api/v1/discovery/devices": "add-cameras",
        "GET /api/v1/discovery/scan": "add-cameras",
        "POST /api/v1/discovery/describe": "add-cameras",
        "POST /api/v1/discovery/preview": "add-cameras",
        "POST /api/v1/discovery/cameras": "add-cameras",
        "GET /api/v1/archive": "see-camera on its camera",
        "PATCH /api/v1/cameras/{id}/archive": "manage-camera on the camera",
        "DELETE /api/v1/cameras/{id}/archive": "manage-camera on the camera",
        "POST /api/v1/cameras/{id}/restore": "manage-camera on the camera",

        "GET /api/v1/recordings": "play-recordings on its camera",
        "GET /api/v1/recordings/{id}": "play-recordings on its camera",
        "GET /api/v1/recordings/{id}/media": "play-recordings on its camera",
        "GET /api/v1/coverage": "play-recordings on its camera",
        "GET /api/v1/timeline": "play-recordings on its camera",
        "GET /api/v1/cameras/{id}/still": "play-recordings on the camera",
        "GET /api/v1/cameras/{id}/storyboard": "play-recordings on the camera",
        "GET /api/v1/cameras/{id}/storyboard/{sheet}": "play-recordings on the camera",
        "GET /api/v1/recordings/{id}/thumbnail": "play-recordings on its camera",
        "GET /api/v1/cameras/{id}/range": "play-recordings on the camera",
        "GET /api/v1/cameras/{id}/range.mp4": "play-recordings on the camera",
        "GET /api/v1/cameras/{id}/vod/{format}/index.m3u8": "play-recordings on the camera",
        "GET /api/v1/cameras/{id}/vod/{format}/{file}": "play-recordings on the camera",
        "PATCH /api/v1/recordings/{id}": "protect-recordings on its camera",
        "POST /api/v1/recordings/protect": "protect-recordings on its camera",
        "DELETE /api/v1/recordings/{id}": "delete-recordings on its camera",
        "POST /api/v1/recordings/purge": "delete-recordings on its camera",

        "GET /api/v1/volumes": "manage-system",
        "POST /api/v1/volumes": "manage-system",
        "GET /api/v1/volumes/{id}": "manage-system",
        "PATCH /api/v1/volumes/{id}": "manage-system",
        "DELETE /api/v1/volumes/{id}": "manage-system",
        "POST /api/v1/exports": "export-recordings on its camera",
        "GET /api/v1/exports": "export-recordings on its camera",
        "GET /api/v1/exports/{id}": "export-recordings on its camera",
        "GET /api/v1/exports/{id}/file": "export-recordings on its camera",
        "DELETE /api/v1/exports/{id}": "delete-recordings on its camera",
        "GET /api/v1/system/signing-key": "follow-changes",
        "GET /api/v1/cameras/{id}/evidence": "play-recordings on the camera",
        "PUT /api/v1/cameras/{id}/evidence": "manage-camera on the camera",
        "GET /api/v1/cameras/{id}/evidence/entries": "play-recordings on the camera",
        "POST /api/v1/cameras/{id}/evidence/check": "manage-camera on the camera",
        "GET /api/v1/recordings/{id}/frames": "play-recordings on its camera",
        "GET /api/v1/recordings/{id}/frames/{index}": "play-recordings on its camera",
        "GET /api/v1/camera-events": "play-recordings on its camera",
        "POST /api/v1/camera-events": "record-by-hand on its camera",
        "DELETE /api/v1/camera-events": "delete-recordings on its camera",
        "GET /api/v1/camera-events/{id}": "play-recordings on its camera",
        "PATCH /api/v1/camera-events/{id}": "record-by-hand on its camera",
        "DELETE /api/v1/camera-events/{id}": "delete-recordings on its camera",
        "POST /api/v1/camera-events/{id}/acknowledge": "record-by-hand on its camera",
        "DELETE /api/v1/camera-events/{id}/acknowledge": "record-by-hand on its camera",
        "POST /api/v1/camera-events/acknowledge": "record-by-hand on its camera",
        "POST /api/v1/camera-events/delete": "delete-recordings on its camera",
        "POST /api/v1/cameras/{id}/recording": "record-by-hand on the camera",
        "GET /api/v1/cameras/{id}/motion-recording": "play-recordings on the camera",
        "PUT /api/v1/cameras/{id}/motion-recording": "manage-camera on the camera",
        "GET /api/v1/camera-event-counts": "play-recordings on its camera",
        "GET /api/v1/camera-event-statistics": "play-recordings on its camera",
        "GET /api/v1/camera-events.csv": "play-recordings on its camera",
        "POST /api/v1/recordings/batch": "protect-recordings on its camera",

        "GET /api/v1/storage": "see-system",
        "GET /api/v1/storage/check": "see-system",
        "POST /api/v1/storage/check": "manage-system",
        "GET /api/v1/storage/merging": "see-system",
        "GET /api/v1/storage/merging/waiting": "see-system",
        "POST /api/v1/storage/merging/run": "manage-system",
        "GET /api/v1/cameras/{id}/merging": "manage-camera on the camera",
        "PUT /api/v1/cameras/{id}/merging": "manage-camera on the camera",
        "GET /api/v1/storage/plan": "manage-system",
        "GET /api/v1/storage/trends": "see-system",
        "POST /api/v1/storage/cleanup": "manage-system",

        "POST /api/v1/cameras/{id}/snapshots": "record-by-hand on the camera",
        "GET /api/v1/snapshots": "play-recordings on its camera",
        "GET /api/v1/snapshots/{id}": "play-recordings on its camera",
        "GET /api/v1/snapshots/{id}/media": "play-recordings on its camera",
        "PUT /api/v1/snapshots/{id}/protection": "protect-recordings on its camera",
        "DELETE /api/v1/snapshots/{id}/protection": "protect-recordings on its camera",
        "DELETE /api/v1/snapshots/{id}": "delete-recordings on its camera",
        "POST /api/v1/snapshots/purge": "delete-recordings on its camera",

        "GET /api/v1/events": "follow-changes",
        "GET /api/v1/jobs": "follow-changes",
        "GET /api/v1/jobs/{id}": "follow-changes",
        "POST /api/v1/jobs/{id}/cancel": "follow-changes",
        "DELETE /api/v1/jobs/{id}": "follow-changes",
        "GET /api/v1/settings": "follow-changes",
        "GET /api/v1/settings/{group}": "follow-changes",
        "GET /api/v1/system": "see-system",
        "GET /api/v1/system/health": "see-system",
        "GET /api/v1/system/hls": "see-system",
        "GET /api/v1/rtsp-server": "see-system",
        "PATCH /api/v1/rtsp-server": "manage-system",
        "POST /api/v1/rtsp-server/restart": "manage-system",
        "GET /api/v1/rtsp-server/outlets": "see-system",
        "PATCH /api/v1/rtsp-server/outlets/{name}": "manage-system",
        "POST /api/v1/rtsp-server/outlets/{name}/restart": "manage-system",
        "DELETE /api/v1/rtsp-server/outlets/{name}": "manage-system",
        "GET /api/v1/system/workers": "see-system",
        "GET /api/v1/system/workers/benchmark": "see-system",
        "GET /metrics": "read-metrics",
        "GET /api/v1/logs": "read-logs",
        "GET /api/v1/audit": "read-audit",
        "PATCH /api/v1/settings": "manage-system",
        "DELETE /api/v1/logs": "manage-system",
        "POST /api/v1/system/restart": "manage-system",
        "POST /api/v1/system/shutdown": "manage-system",
        "GET /api/v1/backups": "manage-system",
        "POST /api/v1/backups": "manage-system",
        "POST /api/v1/backups/upload": "manage-system",
        "GET /api/v1/backups/{name}": "manage-system",
        "DELETE /api/v1/backups/{name}": "manage-system",
        "POST /api/v1/backups/{name}/restore": "manage-system",
    ]

    /// What these answer with a status of 500 or more, because the camera of the walk is switched off and nobody runs its
    /// recorder, and no worker is there. Any other is a fault.
    private static let unavailable: Set<String> = [
        "GET /api/v1/ready", "GET /api/v1/cameras/{id}/live", "GET /api/v1/cameras/{id}/live/frames",
        "GET /api/v1/cameras/{id}/live/mjpeg",
        "GET /api/v1/cameras/{id}/hls/index.m3u8",
        "GET /api/v1/cameras/{id}/hls/{stream}/{format}/index.m3u8",
        "GET /api/v1/cameras/{id}/hls/{stream}/{format}/{file}",
        "GET /api/v1/cameras/{id}/snapshot", "POST /api/v1/cameras/{id}/snapshots",
        "GET /api/v1/system/workers/benchmark",
    ]

    /// These read what they are sent before they look whose it is, and what the walk sends is refused: of those who may do
    /// such a thing at all, everyone gets so far.
    private static let readFirst: Set<String> = [
        "PATCH /api/v1/recordings/{id}", "POST /api/v1/recordings/protect", "POST /api/v1/recordings/purge",
        "POST /api/v1/exports", "POST /api/v1/snapshots/purge",
        "POST /api/v1/camera-events", "PATCH /api/v1/camera-events/{id}", "POST /api/v1/camera-events/acknowledge",
        "POST /api/v1/camera-events/delete",
        "POST /api/v1/recordings/batch",
    ]

    typealias Outcome = RouteWalkWorld.Outcome
    typealias Who = RouteWalkWorld.Who

    /// What comes of it, by what the route needs. Whoever may not even see a camera is told that there is none.
    private static func expected(_ permission: String, _ who: Who, isChange: Bool) -> Outcome {
        if permission == "everyone" { return .done }
        switch who {
        case .nobody, .loggedOut, .outlived: return .unproven
        case .withoutToken, .wrongToken: return isChange ? .forbidden : .done
        case .viewerWithWrongToken: return isChange ? .forbidden : expected(permission, .viewer, isChange: false)
        case .administrator: return .done
        case .readingKey:
            let changes = ["manage-", "add-", "control-", "record-by-hand", "protect-", "delete-"]
            let isChanging = changes.contains { permission.hasPrefix($0) }
            return isChanging ? .forbidden : .done
        case .keyOfTheCamera, .keyOfAnother: return expectedOfCameraKey(permission, reaches: who == .keyOfTheCamera)
        case .viewer, .viewerOfAnother, .operator: break
        }
        switch permission {
        case "manage-own-account", "follow-changes", "see-camera on its camera": return .done
        case "play-recordings on its camera": return who == .viewerOfAnother ? .hidden : .done
        case "protect-recordings on its camera", "record-by-hand on the camera", "record-by-hand on its camera",
            "control-camera on the camera":
            return who == .viewerOfAnother ? .hidden : who == .operator ? .done : .forbidden
        case "delete-recordings on its camera": return who == .viewerOfAnother ? .hidden : .forbidden
        case "export-recordings on its camera":
            return who == .viewerOfAnother ? .hidden : who == .operator ? .done : .forbidden
        case "see-system": return who == .operator ? .done : .forbidden
        case "see-camera on the camera", "watch-live on the camera", "play-recordings on the camera":
            return who == .viewerOfAnother ? .hidden : .done
        case "manage-camera on the camera": return who == .viewerOfAnother ? .hidden : .forbidden
        default: return .forbidden
        }
    }

    /// An administrator's key for one camera alone.
    private static func expectedOfCameraKey(_ permission: String, reaches: Bool) -> Outcome {
        switch permission {
        case "follow-changes", "see-camera on its camera": .done
        case let text where text.hasSuffix(" on its camera") || text.hasSuffix(" on the camera"):
            reaches ? .done : .hidden
        default: .forbidden
        }
    }

    @Test func everyRouteLetsInWhomItShould() async throws {
        var world = try await RouteWalkWorld()
        let endpoints = try NativeEndpoints(world.recorder, version: "test").all()
        let names = endpoints.map { "\($0.method) \($0.path)" }
        #expect(Set(names) == Set(Self.permissions.keys))
        #expect(names.count == Set(names).count)
        for (endpoint, name) in zip(endpoints, names) {
            let permission = Self.permissions[name] ?? "nothing"
            #expect(endpoint.access.text == permission, "\(name)")
            for who in Who.allCases {
                var expected = Self.expected(permission, who, isChange: endpoint.method != .get)
                if Self.readFirst.contains(name), ![.nobody, .loggedOut, .outlived, .readingKey].contains(who),
                    ![.withoutToken, .wrongToken, .viewerWithWrongToken].contains(who)
                {
                    expected = .done
                }
                let outcome = try await world.outcome(of: endpoint, as: who)
                if expected == .done, Self.unavailable.contains(name) {
                    #expect(outcome == .broken, "\(name) as \(who)")
                } else {
                    #expect(outcome == expected, "\(name) as \(who)")
                }
                if name == "DELETE /api/v1/exports/{id}", outcome == .done { try await world.export() }
                // It has ended what somebody comes in with.
                let endsAccess =
                    ["session", "second-factor"].contains { name.contains($0) } && name.hasPrefix("DELETE")
                if endsAccess, outcome == .done { try await world.renewCredentials() }
            }
        }
        try await world.end()
    }
}
