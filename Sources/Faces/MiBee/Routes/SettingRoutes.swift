import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

extension MiBeeRoutes {
    private static let merging = "/api/cameras/{id}/merge-config"

    var settings: [Endpoint] { general + merge + features }

    private var general: [Endpoint] {
        [
            .foreign(.get, "/api/settings", access: .may(.manageSystem)) { call in
                try .json(try MiBeeSettingsMessage(recorder.settings, as: call.principal, listen: listen))
            },
            .foreign(.put, "/api/settings", access: .may(.manageSystem)) { call in
                let body = try await call.body(MiBeeSettingsBody.self)
                let now = try MiBeeSettingsMessage(recorder.settings, as: call.principal, listen: listen).server.listen
                if let wanted = body.server?.listen?.nothingIfEmpty, wanted != now {
                    throw MiBeeErrors.invalid("server.listen is set in the configuration file (listeners)")
                }
                _ = try await recorder.settings.change(as: call.principal, SettingChanges(body).values)
                return try .mibee(status: "updated")
            },
        ]
    }

    private var merge: [Endpoint] {
        [
            .foreign(.get, "/api/settings/merge", access: .may(.manageSystem)) { _ in
                try .json(MiBeeMergeMessage(recorder.settings))
            },
            .foreign(.put, "/api/settings/merge", access: .may(.manageSystem)) { call in
                let body = try await call.body(MiBeeMergeBody.self)
                _ = try await recorder.settings.change(as: call.principal, SettingChanges(body).values)
                return try .mibee(status: "updated")
            },
            .foreign(.get, "/api/merge/status", access: .may(.seeSystem)) { call in
                try .json(MiBeeMergeStatusMessage(try recorder.upkeep.merging.view(as: call.principal)))
            },
            .foreign(.get, "/api/merge/pending", access: .may(.seeSystem)) { call in
                try .json(
                    MiBeePendingMessage(pending: try await recorder.upkeep.merging.waiting(as: call.principal))
                )
            },
            .foreign(.get, Self.merging, access: .camera(.manageCamera, parameter: "id")) { call in
                let id = try call.path("id")
                return try await MiBeeSubject.camera(id).naming {
                    _ = try await recorder.cameras.camera(as: call.principal, id)
                    let override = try await recorder.upkeep.merging.override(as: call.principal, of: id)
                    return try .json(MiBeeCameraMergeMessage(override))
                }
            },
            .foreign(.put, Self.merging, access: .camera(.manageCamera, parameter: "id")) { call in
                let id = try call.path("id")
                let body = try await call.body(MiBeeMergeBody.self)
                return try await MiBeeSubject.camera(id).naming {
                    _ = try await recorder.cameras.camera(as: call.principal, id)
                    var override = try await recorder.upkeep.merging.override(as: call.principal, of: id)
                    try override.apply(body)
                    _ = try await recorder.upkeep.merging.change(as: call.principal, of: id, override)
                    return try .mibee(status: "updated")
                }
            },
            .foreign(.delete, Self.merging, access: .camera(.manageCamera, parameter: "id")) { call in
                let id = try call.path("id")
                return try await MiBeeSubject.camera(id).naming {
                    _ = try await recorder.cameras.camera(as: call.principal, id)
                    _ = try await recorder.upkeep.merging.change(as: call.principal, of: id, MergeOverride())
                    return try .mibee(status: "reset")
                }
            },
        ]
    }

    private var features: [Endpoint] {
        [
            .foreign(.get, "/api/features", access: .may(.manageSystem)) { _ in
                try .json(MiBeeFeaturesMessage(recorder.settings))
            },
            .foreign(.put, "/api/features", access: .may(.manageSystem)) { call in
                let body = try await call.body([String: SettingValue].self)
                let changes = try MiBeeFeaturesMessage.changes(body)
                _ = try await recorder.settings.change(as: call.principal, changes)
                return try .json(MiBeeFeaturesMessage(recorder.settings, status: "updated"))
            },
        ]
    }
}
