import Catalog
import Changes
import Cryptography
import Foundation
import Media
import Synchronization
import Testing

@testable import NVR

/// What becomes of a change of the settings.
struct SettingsTests {
    private let world = SettingsUnderTest()
    private let administrator = SettingsUnderTest.administrator

    @Test func whatIsNotNamedStaysAsItIs() async throws {
        let settings = try await world.open()
        _ = try await settings.change(as: administrator, ["mqtt.host": .text("broker"), "mqtt.port": .integer(8883)])
        let view = try await settings.change(as: administrator, ["mqtt.enabled": .bool(true)])
        #expect(view["mqtt.host"]?.value == .text("broker") && view["mqtt.port"]?.value == .integer(8883))
        #expect(view["mqtt.enabled"]?.value == .bool(true))
        #expect(view["mqtt.qos"]?.isSet == false && view["mqtt.qos"]?.value == .integer(1))
        #expect(settings.value(\.mqtt.host) == "broker" && settings.value(\.mqtt.port) == 8883)
        #expect(settings.value(\.mqtt.quality) == 1 && settings.value(\.detection.threshold) == 0.5)
    }

    @Test func nullTakesAwayWhatWasSet() async throws {
        let settings = try await world.open()
        _ = try await settings.change(
            as: administrator,
            ["mqtt.port": .integer(8883), "mqtt.host": .text("a"), "email.password": .text("hush")]
        )
        let view = try await settings.change(
            as: administrator,
            ["mqtt.port": .null, "mqtt.host": .null, "email.password": .null]
        )
        #expect(view["mqtt.port"]?.value == .integer(1883) && view["mqtt.port"]?.isSet == false)
        #expect(settings.value(\.mqtt.host) == nil)
        #expect(view["email.password"]?.isSet == false && settings.secret(\.email.password) == nil)
        #expect(try await world.catalog.settings().isEmpty)
    }

    @Test func theNextStartFindsWhatWasSet() async throws {
        let settings = try await world.open()
        _ = try await settings.change(
            as: administrator,
            [
                "general.time_zone": .text("Europe/Berlin"), "detection.threshold": .number(0.25),
                "ice.stun_urls": .texts(["stun:a.example", "stun:b.example"]), "storage.quota_bytes": .integer(1 << 40),
                "live.hls_enabled": .bool(false), "mqtt.password": .text("hush"),
            ]
        )
        let next = try await world.open()
        #expect(try next.view(as: administrator) == settings.view(as: administrator))
        #expect(next.value(\.general.timeZone) == "Europe/Berlin" && next.value(\.detection.threshold) == 0.25)
        #expect(next.value(\.ice.stunServers) == ["stun:a.example", "stun:b.example"])
        #expect(next.value(\.storage.quota) == 1 << 40 && !next.value(\.live.offersHLS))
        #expect(next.secret(\.mqtt.password) == "hush")
    }

    @Test func allThatIsWrongIsSaidAtOnceAndNothingIsChanged() async throws {
        let settings = try await world.open()
        let before = try settings.view(as: administrator)
        let faults = try await world.faults(
            settings,
            [
                "mqtt.port": .integer(0), "general.time_zone": .text("Mars/Phobos"), "no.such": .bool(true),
                "server.version": .text("9"), "recording.segment_seconds": .text("60"),
                "storage.critical_free_percent": .integer(20), "general.name": .text("Yard"),
            ]
        )
        #expect(
            Set(faults.keys) == [
                "mqtt.port", "general.time_zone", "no.such", "server.version", "recording.segment_seconds",
                "storage.warning_free_percent",
            ]
        )
        #expect(faults["mqtt.port"] == "mqtt.port is a whole number from 1 to 65535; null for the usual.")
        #expect(faults["no.such"] == "There is no setting \"no.such\".")
        #expect(try settings.view(as: administrator) == before)
        #expect(try await world.catalog.settings().isEmpty)
        #expect(world.changes.newest == 1)
    }

    @Test(
        arguments: [
            (["mqtt.enabled": .bool(true)], "mqtt.host"), (["backup.enabled": .bool(true)], "backup.passphrase"),
            (["ice.turn_urls": .texts(["turn:a"])], "ice.turn_username"),
            (["ice.turn_urls": .texts(["turn:a"]), "ice.turn_username": .text("u")], "ice.turn_password"),
            (
                [
                    "live.webrtc_enabled": .bool(false), "live.hls_enabled": .bool(false),
                    "live.mse_enabled": .bool(false),
                ],
                "live.webrtc_enabled"
            ),
            (["security.session_idle_hours": .integer(721)], "security.session_idle_hours"),
            (["storage.emergency_free_percent": .integer(10)], "storage.warning_free_percent"),
        ] as [([String: SettingValue], String)]
    )
    func settingsMustFitEachOther(changes: [String: SettingValue], member: String) async throws {
        let settings = try await world.open()
        #expect(try await Array(world.faults(settings, changes).keys) == [member])
    }

    @Test func relaysWithUserAndPasswordAreTaken() async throws {
        let settings = try await world.open()
        let relays: [String: SettingValue] = [
            "ice.turn_urls": .texts(["turn:a"]), "ice.turn_username": .text("u"), "ice.turn_password": .text("p"),
        ]
        #expect(try await world.faults(settings, relays).isEmpty)
        #expect(try await Array(world.faults(settings, ["ice.turn_password": .null]).keys) == ["ice.turn_password"])
    }

    @Test func aScheduleHasAPassphrase() async throws {
        let settings = try await world.open()
        #expect(settings.backupPlan == nil)
        let passphrase: [String: SettingValue] = ["backup.passphrase": .text("four words nobody joins")]
        #expect(try await world.faults(settings, passphrase).isEmpty)
        #expect(try await world.faults(settings, ["backup.enabled": .bool(true)]).isEmpty)
        #expect(settings.backupPlan?.passphrase == "four words nobody joins")
        #expect(try await Array(world.faults(settings, ["backup.passphrase": .null]).keys) == ["backup.passphrase"])
        // Under another master key it cannot be opened: that must be seen.
        let other = try await world.open(masterKey: MasterKey(.random()))
        #expect(other.backupPlan != nil && other.backupPlan?.passphrase == nil)
    }

    @Test func whatIsBrokenAlreadyHindersNothingElse() async throws {
        try await world.catalog.changeSettings(["settings.mqtt.enabled": "true"])
        let settings = try await world.open()
        #expect(try await world.faults(settings, ["general.name": .text("Yard")]).isEmpty)
    }

    // MARK: Secrets

    @Test func aSecretIsNeverReadable() async throws {
        let settings = try await world.open()
        let secret = "correct horse battery"
        let view = try await settings.change(as: administrator, ["mqtt.password": .text(secret)])
        let shown = try #require(view["mqtt.password"])
        #expect(shown.isSet && shown.value == .null && shown.definition.isSecret)
        let rows = try await world.catalog.settings()
        let sealed = try #require(rows["settings.mqtt.password"])
        #expect(!sealed.contains(secret) && !sealed.contains(Hexadecimal.encode(Array(secret.utf8))))
        #expect(!String(reflecting: view).contains(secret) && !world.log.lines.joined().contains(secret))
        #expect(!String(reflecting: try await world.catalog.audit(AuditQuery(limit: 100))).contains(secret))
        #expect(settings.secret(\.mqtt.password) == secret)
        // Sealed for this setting, and for no other.
        try await world.catalog.changeSettings(["settings.email.password": sealed])
        #expect(try await world.open().secret(\.email.password) == nil)
    }

    @Test func aSecretOfAnotherKeyCountsAsNone() async throws {
        let settings = try await world.open()
        _ = try await settings.change(as: administrator, ["mqtt.password": .text("hush")])
        let other = try await world.open(masterKey: MasterKey(.random()))
        #expect(try other.view(as: administrator)["mqtt.password"]?.isSet == false)
        #expect(world.log.lines.contains { $0.contains("warning") && $0.contains("mqtt.password") })
    }

    @Test func theSameSecretAgainChangesNothing() async throws {
        let settings = try await world.open()
        let first = try await settings.change(as: administrator, ["mqtt.password": .text("hush")])
        let second = try await settings.change(as: administrator, ["mqtt.password": .text("hush")])
        #expect(first.version == second.version)
        let third = try await settings.change(as: administrator, ["mqtt.password": .text("other")])
        #expect(second.version != third.version && settings.secret(\.mqtt.password) == "other")
    }

    // MARK: Older versions

    @Test func whatThisVersionDoesNotKnowIsIgnoredAndStays() async throws {
        let rows = [
            "settings.gone.long_ago": "1", "settings.mqtt.port": "\"many\"", "settings.mqtt.qos": "7",
            "settings.live.hls_enabled": "{", "settings.server.version": "\"0\"", "settings.mqtt.client_id": "\"me\"",
            "volume.default": "x",
        ]
        try await world.catalog.changeSettings(rows.mapValues { $0 })
        let settings = try await world.open()
        #expect(settings.value(\.mqtt.port) == 1883 && settings.value(\.mqtt.quality) == 1)
        #expect(settings.value(\.live.offersHLS) && settings.value(\.mqtt.clientID) == "me")
        #expect(try settings.view(as: administrator)["server.version"]?.value == .null)
        for key in ["gone.long_ago", "mqtt.port", "mqtt.qos", "live.hls_enabled", "server.version"] {
            #expect(world.log.lines.contains { $0.contains("\"setting\": \(key)") || $0.contains(key) }, "\(key)")
        }
        #expect(!world.log.lines.joined().contains("many"))
        #expect(world.log.lines.count == 5)
        #expect(try await world.catalog.settings() == rows)
    }

    // MARK: Versions

    @Test func whoeverIsLateIsTold() async throws {
        let settings = try await world.open()
        let seen = try settings.view(as: administrator).version
        _ = try await settings.change(as: administrator, ["mqtt.port": .integer(1)], ifMatch: seen)
        await #expect {
            _ = try await settings.change(as: administrator, ["mqtt.port": .integer(2)], ifMatch: seen)
        } throws: {
            ($0 as? DomainError)?.kind == .stale
        }
        #expect(settings.value(\.mqtt.port) == 1)
        let now = try settings.view(as: administrator).version
        _ = try await settings.change(as: administrator, ["mqtt.port": .integer(2)], ifMatch: now)
        #expect(settings.value(\.mqtt.port) == 2)
    }

    @Test func ofManyAtOnceWithOneVersionOneWins() async throws {
        let settings = try await world.open()
        let seen = try settings.view(as: administrator).version
        let won = await withTaskGroup(of: Bool.self) { group in
            for port in 1...20 {
                group.addTask {
                    let change: [String: SettingValue] = ["mqtt.port": .integer(port)]
                    return (try? await settings.change(as: administrator, change, ifMatch: seen)) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(won == 1)
    }

    @Test func aVersionIsOfWhatIsShown() async throws {
        let settings = try await world.open()
        let (all, general) = try (settings.view(as: administrator), settings.view(as: SettingsUnderTest.viewer))
        _ = try await settings.change(as: administrator, ["mqtt.port": .integer(1)])
        #expect(try settings.view(as: administrator).version != all.version)
        #expect(try settings.view(as: SettingsUnderTest.viewer).version == general.version)
    }
}
