import Accounts
import Catalog
import Cryptography
import Logging
import Media
import Testing

@testable import NVR

/// What becomes of another product's file, over a configuration that has an administrator, the camera "Yard" and the settings as
/// they usually are.
struct ImportPlanTests {
    private let key = MasterKey(.random())
    private let nobodysPassword: String
    private var configuration: CatalogConfiguration
    private let now = WallTime(nanoseconds: 1_795_233_600_000_000_000)

    init() throws {
        nobodysPassword = try Argon2Hasher(cost: .init(memory: 8, passes: 1, lanes: 1)).hash("nobody knows")
        configuration = CatalogConfiguration(
            settings: [:],
            cameras: [:],
            accounts: [:],
            apiKeys: [],
            nextUser: UserID(number: 2)
        )
        let chief = UserRecord(
            id: UserID(number: 1),
            username: "chief",
            displayName: "",
            role: .administrator,
            cameras: .all(.all),
            passwordHash: nobodysPassword,
            passwordChangedAt: now,
            createdAt: now,
            updatedAt: now
        )
        configuration.accounts[chief.id] = .init(user: chief)
        var draft = CameraDraft(name: "Yard", url: "rtsp://192.0.2.1/main")
        draft.identifier = "yard"
        let yard = try rules.makeRecord(draft, known: [], at: now)
        configuration.cameras[yard.id] = yard
    }

    private var rules: CameraRules {
        CameraRules(
            allowsLoopback: false,
            masterKey: key,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    private func plan(_ content: ImportContent) -> ImportPlan {
        ImportPlan(
            content: content,
            rules: rules,
            store: SettingStore(catalog: InMemoryCatalog(), masterKey: key),
            passwordHash: nobodysPassword,
            now: now
        )
    }

    private func camera(_ name: String, _ url: String) -> ImportedCamera {
        ImportedCamera(CameraDraft(name: name, url: url))
    }

    // MARK: Cameras

    @Test("cameras are added with their passwords sealed; those that are there stay as they are")
    mutating func cameras() throws {
        var content = ImportContent()
        content.cameras = [
            camera("Front Door", "rtsp://eve:hidden%20word@192.0.2.7:554/stream"),
            camera("Other name", "rtsp://192.0.2.1/main"),
            camera("Yard", "rtsp://192.0.2.9/main"),
        ]
        let before = configuration.cameras
        let report = plan(content).carryOut(on: &configuration)
        #expect(report.lines.map(\.outcome) == [.added, .kept, .kept])
        #expect(configuration.cameras.count == 2)
        #expect(configuration.cameras[CameraID("yard")!] == before[CameraID("yard")!])
        let added = try #require(configuration.cameras[CameraID("front-door")!])
        #expect(added.username == "eve")
        #expect(rules.password(of: added) == "hidden word")
        for line in report.lines { #expect(!"\(line)".contains("hidden")) }
        #expect(
            report.lines[0].description.hasPrefix("add        camera \"Front Door\": as front-door, rtsp://192.0.2.7")
        )
    }

    @Test("a second time there is nothing to do")
    mutating func twice() throws {
        var content = ImportContent()
        var gate = camera("Gate", "rtsp://192.0.2.8/main")
        gate.properties = ["people.location": .text("by the road")]
        gate.zones = [
            PictureAreaDraft(name: "street", polygon: [.init(x: 0, y: 0), .init(x: 1, y: 0), .init(x: 1, y: 1)])
        ]
        gate.device = ImportedCamera.Device()
        gate.codec = "h264"
        gate.merging.window = 7200
        content.cameras = [gate, gate]
        content.people = [ImportedPerson(username: "vera", role: .viewer)]
        content.settings = [ImportedSetting("days", "storage.retention_days", .integer(14))]
        let first = plan(content).carryOut(on: &configuration)
        // A file may have two that look alike.
        #expect(first.count(.added) == 3)
        #expect(first.count(.changed) == 1)
        let after = configuration
        let second = plan(content).carryOut(on: &configuration)
        #expect(second.isEmpty)
        #expect(second.count(.kept) == 3)
        #expect(second.sameSettings == 1)
        #expect(configuration == after)
    }

    @Test("what belongs to a camera comes with it")
    mutating func parts() throws {
        var gate = camera("Gate", "rtsp://192.0.2.8/main")
        let corners = [PicturePoint(x: 0, y: 0), PicturePoint(x: 1, y: 0), PicturePoint(x: 1, y: 1)]
        gate.properties = [
            "people.location": .text("by the road"), "live.mode": .text("by pigeon"), "nothing": .bool(true),
        ]
        gate.zones = [
            PictureAreaDraft(id: "a", name: "street", polygon: corners), PictureAreaDraft(name: "", polygon: corners),
        ]
        gate.motionMasks = [PictureAreaDraft(polygon: corners)]
        gate.privacyMasks = [PrivacyMaskDraft(polygon: corners), PrivacyMaskDraft(polygon: [])]
        var device = ImportedCamera.Device()
        device.port = 8000
        device.username = "onvif"
        device.password = "its word"
        gate.device = device
        var content = ImportContent()
        content.cameras = [gate]
        let report = plan(content).carryOut(on: &configuration)
        let id = CameraID("gate")!
        let settings = configuration.settings
        #expect(
            CameraProperties(text: settings[CameraProperties.row(id)]).said == ["people.location": .text("by the road")]
        )
        #expect(configuration.areas[CameraAreaKey(id, .zone)]?.map(\.id) == ["a"])
        #expect(configuration.areas[CameraAreaKey(id, .motionMask)]?.count == 1)
        #expect(settings[KeptMasks.key("gate")].flatMap(KeptMasks.masks)?.count == 1)
        let kept = try #require(settings[KeptDevice.key("gate")].flatMap(KeptDevice.init(text:)))
        #expect(kept.address == "http://192.0.2.8:8000/onvif/device_service")
        #expect(kept.password(of: id, key) == "its word")
        // Of a mask that hides nothing somebody has to know.
        #expect(report.lines.map(\.outcome) == [.added, .leftOut, .leftOut, .leftOut, .refused])
    }

    @Test("what a camera can do without is left out, with the reason; else it is refused, and the others are not")
    mutating func faults() throws {
        var strange = camera("Strange", "rtsp://192.0.2.8/main")
        strange.draft.identifier = "Not an id"
        strange.draft.segmentSeconds = 5
        strange.draft.preRoll = 60
        strange.draft.subURL = "gopher://192.0.2.8"
        strange.draft.mode = "schedule"
        var content = ImportContent()
        content.cameras = [
            camera("Loop", "rtsp://127.0.0.1/main"), camera("", "rtsp://192.0.2.3/main"), strange,
            camera("None", "no address"),
        ]
        let report = plan(content).carryOut(on: &configuration)
        #expect(report.count(.refused) == 3)
        #expect(report.count(.added) == 1)
        #expect(report.count(.leftOut) == 5)
        #expect(report.hasRefusals)
        #expect(configuration.cameras[CameraID("strange")!]?.segmentSeconds == nil)
    }

    // MARK: Accounts

    @Test("accounts come disabled and without a password, unless their hashes carry over")
    mutating func people() throws {
        let hash = try Argon2Hasher(cost: .init(memory: 16, passes: 1, lanes: 2)).hash("carried over")
        var vera = ImportedPerson(username: "vera", role: .viewer)
        vera.passwordHash = "$2b$12$abcdefghijklmnopqrstuv"
        vera.cameras = [0, 1, 7]
        var otto = ImportedPerson(username: "otto", role: .operator)
        otto.passwordHash = hash
        otto.secondFactor = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
        var lena = ImportedPerson(username: "lena", role: .administrator)
        lena.passwordHash = hash
        lena.secondFactor = ""
        var content = ImportContent()
        content.cameras = [camera("Gate", "rtsp://192.0.2.8/main"), camera("None", "no address")]
        content.people = [
            vera, otto, lena, ImportedPerson(username: "CHIEF", role: .viewer),
            ImportedPerson(username: "a:b", role: .viewer),
        ]
        let report = plan(content).carryOut(on: &configuration)
        func account(_ name: String) -> UserRecord? {
            configuration.accounts.values.first { $0.user.username == name }?.user
        }
        #expect(account("vera")?.isEnabled == false)
        #expect(account("vera")?.passwordHash == nobodysPassword)
        #expect(account("vera")?.cameras == .listed([CameraID("gate")!: [.live, .playback]]))
        #expect(account("otto")?.isEnabled == true)
        #expect(account("otto")?.passwordHash == hash)
        #expect(account("otto")?.secondFactorIsActive == true)
        // Whoever needed a second factor must not come in without one.
        #expect(account("lena")?.isEnabled == false)
        #expect(configuration.accounts.count == 4)
        #expect(report.lines.suffix(5).map(\.outcome) == [.added, .added, .added, .kept, .refused])
    }

    @Test("without an administrator no account is taken: it would close the first page")
    mutating func firstRun() throws {
        configuration.accounts = [:]
        var content = ImportContent()
        content.people = [ImportedPerson(username: "vera", role: .administrator)]
        let report = plan(content).carryOut(on: &configuration)
        #expect(report.lines.map(\.outcome) == [.refused])
        #expect(configuration.accounts.isEmpty)
    }

    // MARK: Settings

    @Test("settings are changed, in whatever order they need; what breaks a rule is left out")
    mutating func settings() throws {
        var content = ImportContent()
        content.settings = [
            ImportedSetting("mqtt_enabled", "mqtt.enabled", .integer(1)),
            ImportedSetting("mqtt_host", "mqtt.host", .text("broker.example")),
            ImportedSetting("mqtt_password", "mqtt.password", .text("broker-secret")),
            ImportedSetting("days", "storage.retention_days", .text("14")),
            ImportedSetting("segment", "recording.segment_seconds", .integer(60)),
            ImportedSetting("hook", "webhook.url", .text("https://hook.example/token-0815")),
            ImportedSetting("backups", "backup.enabled", .bool(true)),
            ImportedSetting("far", "recording.post_roll_seconds", .integer(5000)),
            ImportedSetting("data", "server.data_dir", .text("/tmp")), ImportedSetting("none", "no.such", .bool(true)),
        ]
        let report = plan(content).carryOut(on: &configuration)
        #expect(report.count(.changed) == 5)
        #expect(report.count(.leftOut) == 4)
        #expect(report.sameSettings == 1)
        let store = SettingStore(catalog: InMemoryCatalog(), masterKey: key)
        let snapshot = store.snapshot(of: configuration.settings)
        #expect(snapshot.values["mqtt.enabled"] == .bool(true))
        #expect(snapshot.values["storage.retention_days"] == .integer(14))
        #expect(snapshot.secrets["mqtt.password"].flatMap { store.open($0, of: "mqtt.password") } == "broker-secret")
        for line in report.lines {
            #expect(!"\(line)".contains("secret"))
            #expect(!"\(line)".contains("0815"))
        }
        #expect(report.lines.contains { "\($0)" == "change     setting storage.retention_days: 30 becomes 14 (days)" })
    }

    // MARK: Lines

    @Test("a line stays a line, whatever a file's names are")
    func lines() {
        let line = ImportLine(.refused, "camera \"a\nb\u{1B}[2J\"", String(repeating: "x", count: 5000))
        #expect(!line.description.contains("\n"))
        #expect(!line.description.contains("\u{1B}"))
        #expect(line.description.count < 1300)
    }
}
