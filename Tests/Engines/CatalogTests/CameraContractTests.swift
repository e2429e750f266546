import Media
import Testing

@testable import Catalog

struct CameraContractTests {
    @Test(arguments: Implementation.allCases)
    func aCameraComesBackAsItWas(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let plain = camera("gate")
            var full = camera("yard", name: "Hof 🐦 \"'; --")
            full.subURL = "rtsp://camera.example/sub"
            full.snapshotURL = "https://camera.example/still.jpg?password={password}"
            full.username = "admin"
            full.sealedPassword = [0, 1, 255, 0]
            full.sealedToken = [7, 0, 255]
            full.enabled = false
            full.recording = CameraRecording(
                main: RecordingPlan(
                    .schedule,
                    schedule: RecordingSchedule("mon-fri 08:00-18:00 event; sat 22:00-06:00 off")
                ),
                sub: RecordingPlan(.manual, schedule: RecordingSchedule("daily 00:00-24:00 continuous")),
                preRoll: 0,
                postRoll: 300,
                longestEvent: 3600
            )
            full.connect = .always
            full.recordAudio = false
            full.segmentSeconds = 30
            full.mainTransport = .udp
            full.subTransport = .tcp
            full.sampleInterval = 3
            full.priority = 10
            full.offersHLS = false
            full.hlsFrameRate = 12
            full.masksRecordings = true
            full.keepDays = 0
            full.keepEventDays = 90
            full.quotaBytes = 1 << 40
            full.mainVolume = "archive"
            full.subVolume = "ssd"
            full.eventVolume = "fast"
            full.snapshotVolume = "pictures"
            full.certificateFingerprint = "00ff"
            full.owner = "node-2"
            full.leaseEpoch = .max
            full.createdAt = WallTime(nanoseconds: -1)
            full.appliedEntryHash = "abc"
            full.isDemo = true
            try await catalog.insert(full)
            try await catalog.insert(plain)
            #expect(try await catalog.cameras() == [plain, full])
            #expect(try await catalog.camera(plain.id) == plain)
            #expect(try await catalog.camera(full.id) == full)
            #expect(try await catalog.camera("nowhere") == nil)
        }
    }

    @Test(arguments: Implementation.allCases)
    func anEmptyPasswordIsNotNone(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            var record = camera("gate")
            record.sealedPassword = []
            record.username = ""
            try await catalog.insert(record)
            #expect(try await catalog.camera(record.id) == record)
        }
    }

    @Test(arguments: Implementation.allCases)
    func camerasThatThereAreOrWereAreKnown(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            for name in ["gate", "yard", "shed"] { try await catalog.insert(camera(name)) }
            try await catalog.markDeleted("yard", at: at(5))
            #expect(try await catalog.known(["yard", "nowhere", "gate", "gate"]) == ["yard", "gate"])
            #expect(try await catalog.known([]).isEmpty)
        }
    }

    @Test(arguments: Implementation.allCases)
    func anUpdateReplacesEverythingButTheID(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            var record = camera("gate")
            let other = camera("yard")
            record.sealedPassword = [1]
            try await catalog.insert(record)
            try await catalog.insert(other)
            record.name = "Back gate"
            record.mainURL = "rtsp://elsewhere.example/"
            record.sealedPassword = nil
            record.enabled = false
            record.isRecorded = false
            record.segmentSeconds = 600
            record.appliedEntryHash = "2"
            try await catalog.update(record)
            #expect(try await catalog.cameras() == [record, other])
            let code = await errorCode { try await catalog.update(camera("nowhere")) }
            #expect(code == .notFound)
        }
    }

    @Test(arguments: Implementation.allCases)
    func aDeletedCameraKeepsItsRowAndItsID(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            var record = camera("gate")
            try await catalog.insert(record)
            try await catalog.apply([.opened(segment(1, from: at(0), to: at(60)))])
            try await catalog.markDeleted(record.id, at: at(2000))
            try await catalog.markDeleted(record.id, at: at(3000))
            record.deletedAt = at(2000)

            #expect(try await catalog.cameras().isEmpty)
            #expect(try await catalog.camera(record.id) == nil)
            #expect(try await catalog.cameras(includingDeleted: true) == [record])
            #expect(try await catalog.camera(record.id, includingDeleted: true) == record)
            #expect(try await catalog.segments(SegmentQuery(camera: record.id, limit: 10)).count == 1)

            let again = await errorCode { try await catalog.insert(camera("gate")) }
            #expect(again == .conflict)
            let unknown = await errorCode { try await catalog.markDeleted("nowhere", at: at(1)) }
            #expect(unknown == .notFound)

            // Its entry in the configuration file has changed: the camera lives again, as an update.
            record.deletedAt = nil
            try await catalog.update(record)
            #expect(try await catalog.cameras() == [record])
        }
    }

    /// What is said of a camera that is no more is there with its end, or neither is.
    @Test(arguments: Implementation.allCases)
    func aCameraIsDeletedTogetherWithWhatIsSaidOfIt(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            try await catalog.changeSettings(["old": "1"])
            let said: [String: String?] = ["groups": "gate", "old": nil]
            let unknown = await errorCode { try await catalog.markDeleted("nowhere", at: at(1), with: said) }
            #expect(unknown == .notFound)
            #expect(try await catalog.settings() == ["old": "1"])
            try await catalog.markDeleted("gate", at: at(1), with: said)
            #expect(try await catalog.cameras().isEmpty)
            #expect(try await catalog.settings() == ["groups": "gate"])
        }
    }

    @Test(arguments: Implementation.allCases)
    func errorsSpeakInSentences(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            do {
                try await catalog.insert(camera("gate"))
                Issue.record("A second camera of the same id was taken.")
            } catch {
                #expect(
                    "\(error)"
                        == "There is, or was, a camera with the id gate, and an id is never used again. Choose another."
                )
            }
        }
    }
}
