import Hummingbird
import NVR
import OpenAPI
import Reception

struct SettingEndpoints {
    let recorder: Recorder

    private var settings: Settings { recorder.settings }

    var all: [Endpoint] {
        [
            .get(
                "/api/v1/settings",
                EndpointNotes(
                    "getSettings",
                    "What can be set of the recorder: all for administrators, the group general for everyone",
                    tag: "system",
                    hasVersions: true
                ),
                access: .may(.followChanges),
                answers: SettingsMessage.self
            ) { call in
                let view = try settings.view(as: call.principal)
                return try call.json(SettingsMessage(view), version: view.version)
            },
            .get(
                "/api/v1/settings/{group}",
                EndpointNotes("getSettingsOf", "The settings of a group", tag: "system"),
                access: .may(.followChanges),
                answers: SettingsMessage.self
            ) { call in try call.json(SettingsMessage(settings.view(as: call.principal, group: call.path("group")))) },
            .send(
                .patch,
                "/api/v1/settings",
                EndpointNotes(
                    "changeSettings",
                    "Change settings: by their keys, all or none; null takes away what was set",
                    tag: "system",
                    hasVersions: true
                ),
                access: .may(.manageSystem),
                takes: [String: AnyValueMessage].self,
                answers: SettingsMessage.self
            ) { call, body in
                let view = try await settings.change(
                    as: call.principal,
                    body.mapValues(\.value),
                    ifMatch: call.ifMatch
                )
                return try call.json(SettingsMessage(view), version: view.version)
            },
        ]
    }
}

extension SettingsMessage {
    init(_ view: SettingsView) { self.init(items: view.settings.map { SettingMessage($0) }) }
}
