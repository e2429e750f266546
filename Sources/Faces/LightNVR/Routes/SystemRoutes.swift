import Foundation
import HTTPServing
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NVR
import Reception

extension LightRoutes {
    private static let usualLines = 500

    var system: [Endpoint] { information + logs + ends + settings + health }

    private var zone: TimeZone { LightTime.zone(recorder.people.timeZoneName) }

    private var information: [Endpoint] {
        [
            .foreign(.get, "/api/system", access: .may(.seeSystem), tell),
            .foreign(.get, "/api/system/info", access: .may(.seeSystem), tell),
            .foreign(.get, "/api/system/status", access: .objects(.seeCamera)) { _ in
                let isWell = await recorder.system.publicHealth().isWell
                return try .light(
                    LightStatusMessage(
                        status: isWell ? "ok" : "degraded",
                        message: isWell ? "System running normally" : "Something needs attention"
                    )
                )
            },
        ]
    }

    private func tell(_ call: Call) async throws -> Response {
        let principal = call.principal
        return try .light(
            LightSystemMessage(
                try await recorder.system.info(as: principal),
                try await recorder.keeping.view(as: principal),
                cameras: try await recorder.cameras.list(as: principal),
                retentionDays: recorder.settings.value(\.storage.retentionDays)
            )
        )
    }

    // MARK: The log

    private var logs: [Endpoint] {
        [
            .foreign(.get, "/api/system/logs", access: .may(.readLogs)) { call in
                let text = try call.query("level")?.lowercased().nothingIfEmpty
                guard let level = LightLevel(rawValue: text ?? "info") else {
                    throw LightErrors.invalid("level is error, warn, info or debug")
                }
                var filter = LogFilter()
                filter.minimumLevel = level == .debug ? .trace : level.level
                let wanted = try call.query("count").flatMap { Int($0) } ?? Self.usualLines
                filter.limit = min(max(1, wanted), LogFilter.limits.upperBound)
                let found = try await recorder.system.logs(as: call.principal, filter)
                let zone = zone
                let lines = found.entries.map { LightLogMessage($0, in: zone) }
                return try .light(LightLogsMessage(logs: lines, level: level.rawValue))
            },
            .foreign(.post, "/api/system/logs/clear", access: .may(.manageSystem)) { call in
                try await recorder.system.clearLogs(as: call.principal)
                return try .light(done: "Logs cleared successfully")
            },
        ]
    }

    // MARK: The end, and backups

    private var ends: [Endpoint] {
        [
            .foreign(.post, "/api/system/restart", access: .may(.manageSystem)) { call in
                try await recorder.system.restart(as: call.principal)
                return try .light(done: "System is restarting")
            },
            .foreign(.post, "/api/system/shutdown", access: .may(.manageSystem)) { call in
                try await recorder.system.shutDown(as: call.principal)
                return try .light(done: "System is shutting down")
            },
            .foreign(.post, "/api/system/backup", access: .may(.manageSystem)) { call in
                let backup = try await recorder.backups.create(as: call.principal)
                return try .light(LightBackupMessage(backupUrl: "/backups/\(backup.name)", filename: backup.name))
            },
            .foreign(.get, "/backups/{name}", access: .may(.manageSystem), tier: .media) { call in
                let name = try call.path("name")
                let bytes = try await recorder.backups.file(as: call.principal, name)
                return ByteSourceResponse(
                    BufferSource(ByteBuffer(bytes: bytes)),
                    contentType: "application/octet-stream",
                    disposition: .attachment(fileName: name)
                ).response(to: call.request)
            },
        ]
    }

    // MARK: Settings

    private var settings: [Endpoint] {
        [
            .foreign(.get, "/api/settings", access: .may(.manageSystem)) { call in
                try .light(SettingList(recorder.settings, as: call.principal, listen: listen).message)
            },
            .foreign(.post, "/api/settings", access: .may(.manageSystem)) { call in
                let body = try await call.body([String: SettingValue].self)
                let list = try SettingList(recorder.settings, as: call.principal, listen: listen)
                let changes = try list.changes(body)
                _ = try await recorder.settings.change(as: call.principal, changes)
                return try .light(LightSettingsChangedMessage())
            },
        ]
    }

    // MARK: Health

    private var health: [Endpoint] {
        [
            .foreign(.get, "/api/health", access: .everyone) { _ in
                let (readiness, health) = await (recorder.system.readiness(), recorder.system.publicHealth())
                return try .light(LightHealthMessage(readiness, health, in: zone))
            },
            .foreign(.get, "/api/health/hls", access: .everyone) { _ in
                let isOffered = recorder.settings.value(\.live.offersHLS)
                let time = LightTime.local(recorder.now, in: zone)
                let word = isOffered ? "ok" : "disabled"
                return try .light(LightHLSHealthMessage(healthy: isOffered, status: word, timestamp: time))
            },
            .foreign(.get, "/api/ice-servers", access: .objects(.watchLive)) { _ in
                try .light(LightICEMessage(recorder.settings))
            },
        ]
    }
}
