import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

extension LightRoutes {
    private static let path = "/api/streams/{name}/zones"

    var zones: [Endpoint] {
        [
            .foreign(.get, Self.path, access: .objects(.seeCamera)) { call in
                let id = try await stream(call, .seeCamera)
                let name = try call.path("name")
                let list = try await recorder.zones.areas(as: call.principal, of: id)
                return try .light(LightZonesMessage(zones: list.items.map { LightZoneMessage($0, stream: name) }))
            },
            .foreign(.post, Self.path, access: .objects(.manageCamera)) { call in
                let id = try await stream(call, .manageCamera)
                guard let zones = try await call.body(LightZonesBody.self).zones else {
                    throw LightErrors.invalid("Missing or invalid 'zones' array")
                }
                guard zones.count <= PictureArea.most else { throw LightErrors.invalid("Too many zones") }
                let drafts = try zones.map { try PictureAreaDraft($0) }
                let list = try await recorder.zones.replace(as: call.principal, of: id, drafts)
                return try .light(LightSavedZonesMessage(count: list.items.count))
            },
            .foreign(.delete, Self.path, access: .objects(.manageCamera)) { call in
                let id = try await stream(call, .manageCamera)
                _ = try await recorder.zones.replace(as: call.principal, of: id, [])
                return try .light(done: "Zones deleted successfully")
            },
        ]
    }
}
