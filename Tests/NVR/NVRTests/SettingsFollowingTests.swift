import Catalog
import Changes
import Foundation
import Logging
import Recording
import Synchronization
import Testing

@testable import NVR

/// Who may see and change the settings, and who is told.
struct SettingsFollowingTests {
    private let world = SettingsUnderTest()
    private let administrator = SettingsUnderTest.administrator
    private let viewer = SettingsUnderTest.viewer

    // MARK: Permission

    @Test func whoIsNoAdministratorSeesTheGeneralGroupOnly() async throws {
        let settings = try await world.open()
        #expect(try Set(settings.view(as: viewer).settings.map(\.definition.group)) == ["general"])
        #expect(try settings.view(as: viewer, group: "general") == settings.view(as: viewer))
        #expect(throws: DomainError.self) { try settings.view(as: viewer, group: "mqtt") }
        #expect(try Set(settings.view(as: administrator).settings.map(\.definition.group)).contains("mqtt"))
        #expect(try Set(settings.view(as: administrator, group: "mqtt").settings.map(\.definition.group)) == ["mqtt"])
    }

    @Test func whoIsNotSignedInSeesNothing() async throws {
        let settings = try await world.open()
        for group in [nil, "general", "mqtt", "nonsense"] {
            #expect { try settings.view(as: .nobody, group: group) } throws: {
                ($0 as? DomainError)?.kind == .unproven
            }
        }
    }

    @Test func aGroupThatIsNotThereIsNotThere() async throws {
        let settings = try await world.open()
        #expect { try settings.view(as: administrator, group: "nonsense") } throws: {
            ($0 as? DomainError)?.kind == .notFound
        }
    }

    @Test func onlyAdministratorsChangeAnything() async throws {
        let settings = try await world.open()
        var key = administrator
        key.scope.isReadOnly = true
        for principal in [viewer, .nobody, key] {
            await #expect(throws: DomainError.self) {
                try await settings.change(as: principal, ["general.name": .text("Mine")])
            }
        }
        #expect(settings.value(\.general.name) == "Nightjar")
    }

    @Test func theAuditLogNamesWhatWasChangedAndByWhom() async throws {
        let settings = try await world.open()
        _ = try await settings.change(as: administrator, ["mqtt.port": .integer(1), "general.name": .text("Yard")])
        _ = try await settings.change(as: administrator, ["mqtt.port": .integer(1)])
        let rows = try await world.catalog.audit(AuditQuery(limit: 100))
        #expect(rows.count == 1)
        #expect(rows.first?.entry.action == "settings.change" && rows.first?.entry.actor.name == "ada")
        #expect(rows.first?.entry.detail.contains("general.name, mqtt.port") == true)
    }

    // MARK: Being told

    @Test func followersGetWhatCountsNowAndThenWhatIsNew() async throws {
        let settings = try await world.open()
        let seen = SeenValues()
        await settings.follow(\.recording.segmentSeconds) { seen.add($0) }
        #expect(seen.values == [60])
        _ = try await settings.change(as: administrator, ["recording.segment_seconds": .integer(120)])
        _ = try await settings.change(as: administrator, ["general.name": .text("Yard")])
        _ = try await settings.change(as: administrator, ["recording.segment_seconds": .null])
        #expect(seen.values == [60, 120, 60])
    }

    @Test func whoWatchesAGroupIsWokenForItAlone() async throws {
        let settings = try await world.open()
        let backup = settings.changes(of: "backup")
        var wakes = backup.makeAsyncIterator()
        _ = try await settings.change(as: administrator, ["general.name": .text("Yard")])
        let general = settings.changes(of: "general")
        _ = try await settings.change(as: administrator, ["backup.keep": .integer(3)])
        #expect(await wakes.next() != nil)
        _ = try await settings.change(as: administrator, ["general.name": .text("Door")])
        var others = general.makeAsyncIterator()
        #expect(await others.next() != nil)
    }

    @Test func thoseWhoWatchTheRecorderAreTold() async throws {
        let settings = try await world.open()
        var changes = world.changes.subscribe().makeAsyncIterator()
        _ = try await settings.change(as: administrator, ["backup.keep": .integer(3)])
        guard case .change(let change) = await changes.next() else { throw CancellationError() }
        #expect(change.object == "settings" && change.kind == .changed && change.id.isEmpty)
    }

    // MARK: In the recorder

    @Test func theLengthOfFilesFollowsItsSettingOverRestarts() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-settings-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let configuration = RecorderConfiguration(
            dataDirectory: folder,
            allowsLoopbackCameras: true,
            cameras: [],
            version: "1.2.3"
        )
        var recorder = try await Recorder.open(configuration, logger: world.log.logger)
        #expect(recorder.recording.usualSegmentLength == .seconds(60))
        let change: [String: SettingValue] = ["recording.segment_seconds": .integer(120)]
        let view = try await recorder.settings.change(as: administrator, change)
        #expect(recorder.recording.usualSegmentLength == .seconds(120))
        #expect(view["server.version"]?.value == .text("1.2.3") && view["server.data_dir"]?.value == .text(folder))
        #expect(view["server.allow_loopback_cameras"]?.value == .bool(true))
        #expect(view["server.version"]?.definition.isReadOnly == true)
        try await recorder.close()
        recorder = try await Recorder.open(configuration, logger: world.log.logger)
        #expect(recorder.recording.usualSegmentLength == .seconds(120))
        try await recorder.close()
    }
}

private final class SeenValues: Sendable {
    private let kept = Mutex<[Int]>([])

    var values: [Int] { kept.withLock { $0 } }

    func add(_ value: Int) { kept.withLock { $0.append(value) } }
}
