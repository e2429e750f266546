import Accounts
import Catalog
import Cryptography
import Foundation
import Media
import Stream
import Testing

@testable import NVR

/// A backup, brought back on an empty folder with another master key, gives the same configuration.
struct BackupRoundTripTests {
    /// A recorder with something of everything.
    private func fill(_ world: BackupWorld) async throws -> (
        totp: [UInt8], recovery: String, key: String, stream: String
    ) {
        var yard = world.camera("yard")
        yard.subURL = "rtsp://192.0.2.7:554/yard-sub"
        yard.enabled = false
        yard.recordAudio = false
        yard.segmentSeconds = 30
        yard.mainTransport = .udp
        yard.subTransport = .tcp
        yard.sampleInterval = 4
        yard.priority = 9
        yard.offersHLS = false
        yard.hlsFrameRate = 12
        yard.masksRecordings = true
        yard.keepDays = 7
        yard.keepEventDays = 90
        yard.quotaBytes = 1 << 40
        yard.mainVolume = "archive"
        yard.subVolume = "archive"
        yard.eventVolume = "archive"
        yard.snapshotVolume = "archive"
        yard.recording = CameraRecording(
            main: RecordingPlan(
                .schedule,
                schedule: RecordingSchedule("mon,tue 08:00-18:00 event; sun 22:00-06:00 off")
            ),
            sub: RecordingPlan(.event),
            preRoll: 7,
            postRoll: 70,
            longestEvent: 700
        )
        yard.connect = .always
        yard.mainURL += "?token={token}"
        yard.sealedToken = world.masterKey.seal("0123-4567", for: SecretOwner.cameraToken(yard.id))
        yard.certificateFingerprint = String(repeating: "ab", count: 32)
        yard.appliedEntryHash = "hash"
        try await world.catalog.insert(
            VolumeRecord(
                id: "archive",
                name: "Archive",
                path: "/srv/archive",
                identity: String(repeating: "0a", count: 16),
                note: "The big disk",
                limitBytes: 1 << 41,
                floorBytes: 0,
                createdAt: WallTime(nanoseconds: 7)
            )
        )
        for camera in [yard, world.camera("gate", password: ""), world.camera("hall", password: nil)] {
            try await world.catalog.insert(camera)
        }
        let secret = try #require(BackupSettings.seal("broker secret", of: "settings.mqtt.password", world.masterKey))
        try await world.catalog.changeSettings([
            "settings.mqtt.port": "1883", "settings.mqtt.password": secret, "settings.general.name": #""Haus Süd""#,
            "volume.default": "mine", "source-memory.yard.main": "{}", "accounts.other": "x",
            KeptDevice.key("yard"): try device(world).text(),
        ])
        let accounts = try await world.accounts()
        let ada = try await accounts.createUser(
            UserDraft(username: "Ada", role: .administrator, cameras: .all(.all)),
            password: goodPassword
        )
        let gate = CameraID("gate").unsafelyKnown
        let bob = try await accounts.createUser(
            UserDraft(username: "bob", role: .viewer, cameras: .listed([gate: [.live, .export]])),
            password: goodPassword
        )
        let client = Client(face: "native", address: "192.0.2.9", userAgent: nil)
        let begun = try await accounts.beginSecondFactor(of: bob.id, issuer: "Nightjar")
        let totp = try #require(Base32.decode(begun.secret.text))
        let activation = try await accounts.activateSecondFactor(
            of: bob.id,
            code: code(totp, world),
            keeping: nil,
            client: client
        )
        let stream = try await accounts.makeStreamPassword(of: bob.id)
        let key = try await accounts.createAPIKey(
            for: ada.id,
            name: "monitor",
            scope: APIKeyScope(isReadOnly: true, cameras: [gate]),
            expiresAt: nil,
            by: ada.id
        )
        await accounts.close()
        return (totp, try #require(activation.recoveryCodes.first).text, key.secret.text, stream.text)
    }

    /// The ONVIF device that a camera is, with an account of its own.
    private func device(_ world: BackupWorld) throws -> KeptDevice {
        var device = KeptDevice(address: "http://192.0.2.7:8000/onvif/device_service")
        device.username = "onvif"
        try device.seal("head secret", of: CameraID("yard").unsafelyKnown, world.masterKey)
        device.mainProfile = "Profile_1"
        device.subProfile = "Profile_2"
        device.followsEvents = true
        // It is asked again what it is.
        device.facts = DeviceFacts()
        return device
    }

    private func code(_ secret: [UInt8], _ world: BackupWorld) -> String {
        OneTimePassword.code(
            secret: secret,
            step: OneTimePassword.step(at: world.time.wall.nanoseconds / 1_000_000_000)
        )
    }

    /// Makes a backup in one world and takes it into another.
    private func move(from old: BackupWorld, to new: BackupWorld) async throws -> (String, RestoreReport) {
        let info = try await old.backups.create(
            as: administrator(),
            passphrase: backupPassphrase,
            note: "before the move"
        )
        #expect(info.missing.isEmpty)
        let bytes = try await old.backups.file(as: administrator(), info.name)
        let added = try await new.backups.add(as: administrator(), bytes)
        #expect(added.counts == .init(settings: 3, cameras: 3, users: 2, apiKeys: 1))
        #expect(added.note == "before the move" && added.program == "1.2.3" && added.origin == .uploaded)
        let report = try await new.backups.restore(
            as: .recorder,
            added.name,
            passphrase: backupPassphrase,
            dryRun: false
        )
        return (added.name, report)
    }

    private func withBoth(onDisk: Bool, _ body: (BackupWorld, BackupWorld) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-move-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let catalogs: [any Catalog] =
            onDisk
            ? [try SQLiteCatalog(path: folder + "/old.sqlite"), try SQLiteCatalog(path: folder + "/new.sqlite")]
            : [InMemoryCatalog(), InMemoryCatalog()]
        try await BackupWorld.with(catalogs[0]) { old in
            try await BackupWorld.with(catalogs[1]) { new in try await body(old, new) }
        }
        for case let catalog as SQLiteCatalog in catalogs { try catalog.close() }
    }

    @Test(arguments: [true, false])
    func theConfigurationIsEqualOnAnEmptyFolder(onDisk: Bool) async throws {
        try await withBoth(onDisk: onDisk) { old, new in
            _ = try await fill(old)
            try await new.catalog.changeSettings(["volume.default": "its own"])
            let (_, report) = try await move(from: old, to: new)
            #expect(report.needsRestart && !report.isDryRun && report.notes.isEmpty)
            #expect(report.cameras.added == ["gate", "hall", "yard"])
            #expect(report.volumes.added == ["archive"])
            #expect(report.users.added == ["Ada", "bob"])
            #expect(report.apiKeys.added == ["monitor (Ada)"])
            #expect(report.settings.added == ["general.name", "mqtt.password", "mqtt.port"])
            let content = try await old.content()
            #expect(try await new.content() == content)
            #expect(content.settings.contains(.init(key: "settings.mqtt.password", secret: "broker secret")))
            #expect(content.cameras.map(\.password) == ["", nil, "p@ss"])
            #expect(content.cameras.map(\.token) == [nil, nil, "0123-4567"])
            // What ties a catalogue to its machine is as it was.
            var restored = try #require(
                KeptDevice(text: try await new.catalog.setting(KeptDevice.key("yard")) ?? "")
            )
            var before = try device(old)
            #expect(restored.password(of: CameraID("yard").unsafelyKnown, new.masterKey) == "head secret")
            #expect(restored.sealedPassword != before.sealedPassword && restored.facts == nil)
            (restored.sealedPassword, before.sealedPassword, before.facts) = (nil, nil, nil)
            #expect(restored == before)
            let settings = try await new.catalog.settings().filter {
                !$0.key.hasPrefix("settings.") && KeptDevice.camera(of: $0.key) == nil
            }
            #expect(settings == ["volume.default": "its own"])
            // A second time there is nothing to do.
            let info = try #require(try await new.backups.list(as: administrator()).first)
            let again = try await new.backups.restore(
                as: .recorder,
                info.name,
                passphrase: backupPassphrase,
                dryRun: false
            )
            #expect(again.isEmpty && !again.needsRestart)
            #expect(
                again.cameras.left == 3 && again.users.left == 2 && again.apiKeys.left == 1 && again.settings.left == 3
            )
        }
    }

    @Test func whatPeopleHaveOpensTheRestoredRecorder() async throws {
        try await withBoth(onDisk: true) { old, new in
            let given = try await fill(old)
            _ = try await move(from: old, to: new)
            let accounts = try await new.accounts()
            let client = Client(face: "native", address: "192.0.2.9", userAgent: nil)
            guard case .admitted = try await accounts.login("ada", password: goodPassword, client: client) else {
                Issue.record("Ada is not let in")
                return
            }
            for proof in [code(given.totp, new), given.recovery] {
                guard
                    case .secondFactorNeeded(let half) = try await accounts.login(
                        "bob",
                        password: goodPassword,
                        client: client
                    )
                else {
                    Issue.record("Bob is not asked for his second factor")
                    return
                }
                let outcome = try await accounts.login(halfLogin: half.token.text, code: proof, client: client)
                guard case .admitted = outcome else {
                    Issue.record("Bob is not let in: \(outcome)")
                    return
                }
            }
            guard case .authenticated(let found) = try await accounts.authenticate(key: given.key) else {
                Issue.record("the key does not let in")
                return
            }
            #expect(found.user.username == "Ada")
            #expect(accounts.streamCredential(forUsername: "bob")?.password.text == given.stream)
            await accounts.close()
        }
    }

    /// Who adds something to what is kept decides here whether a backup holds it.
    @Test func everyMemberOfARecordIsInABackupOrLeftOutOnPurpose() async throws {
        func members(_ value: Any) -> Set<String> { Set(Mirror(reflecting: value).children.compactMap(\.label)) }
        let world = try BackupWorld()
        let content = BackupCapture(masterKey: world.masterKey).content(of: sample(world)).0
        let camera = try #require(content.cameras.first)
        #expect(
            members(world.camera("a")).subtracting(["owner", "leaseEpoch", "deletedAt", "isDemo"])
                == members(camera).subtracting([
                    "password", "token", "url", "isEnabled", "recordsAudio", "transport", "entryHash", "isRecorded",
                    "mode", "subMode", "schedule", "subSchedule", "preRoll", "postRoll", "longestEvent",
                    // Settings of their own.
                    "privacyMasks", "merging", "evidence",
                    // Rows of their own.
                    "zones", "motionMasks", "devices", "properties",
                ])
                .union([
                    "sealedPassword", "sealedToken", "mainURL", "enabled", "recordAudio", "mainTransport",
                    "appliedEntryHash", "recording",
                ])
        )
        // These are one member of a camera's record.
        let recording = ["preRoll", "postRoll", "longestEvent", "main", "sub"]
        #expect(members(world.camera("a").recording) == Set(recording))
        #expect(members(world.camera("a").recording.main) == ["mode", "schedule"])
        let user = try #require(content.users.first)
        let record = try #require(sample(world).accounts.values.first)
        #expect(
            members(record.user).subtracting(["id", "version", "tokenGeneration", "updatedAt", "lastLoginAt"])
                == members(user).subtracting(["allCameras", "recoveryCodes", "streamPassword", "secondFactor"])
                .union(["sealedStreamPassword", "sealedSecondFactor"])
        )
        #expect(members(record) == ["user", "recoveryCodes"])
        let key = try #require(content.apiKeys.first)
        #expect(
            members(try #require(sample(world).apiKeys.first)).subtracting(["id", "lastUsedAt", "scope"])
                == members(key).subtracting(["isReadOnly", "cameras"])
        )
        #expect(members(APIKeyScope()) == ["isReadOnly", "cameras"])
        #expect(
            members(sample(world)) == [
                "settings", "cameras", "volumes", "areas", "numbers", "accounts", "apiKeys", "nextUser",
            ]
        )
        let volume = VolumeRecord(id: "a", name: "a", path: "/a", createdAt: WallTime(nanoseconds: 0))
        #expect(members(volume).subtracting(["deletedAt"]) == members(BackupContent.Volume(volume)))
        await (try world.backups).close()
    }

    private func sample(_ world: BackupWorld) -> CatalogConfiguration {
        let camera = world.camera("a")
        let time = WallTime(nanoseconds: 0)
        let user = UserRecord(
            id: UserID(number: 1),
            username: "ada",
            displayName: "",
            role: .administrator,
            cameras: .all(.all),
            passwordHash: "",
            passwordChangedAt: time,
            createdAt: time,
            updatedAt: time
        )
        let key = APIKeyRecord(
            user: user.id,
            name: "key",
            prefix: "nj",
            secretHash: [],
            scope: .full,
            createdBy: user.id,
            createdAt: time,
            expiresAt: nil
        )
        return CatalogConfiguration(
            settings: [:],
            cameras: [camera.id: camera],
            accounts: [user.id: .init(user: user)],
            apiKeys: [key],
            nextUser: UserID(number: 2)
        )
    }
}
