import Catalog
import Cryptography
import Foundation
import Media
import Storage
import Stream
import Synchronization
import Testing

@testable import NVR

/// What is in an export, who may have it, and how much room there is for it.
struct ExportTests {
    private let chief = Asker.administrator

    @Test func itHoldsEveryRecordingOfThatTimeUnalteredAndTheGaps() async throws {
        try await ExportsUnderTest.with { world in
            let contents = (0..<4).map { number in (0..<2000).map { UInt8(truncatingIfNeeded: $0 &* (number + 3)) } }
            for minute in 0..<4 { try await world.record("gate", minute: minute, contents[minute]) }
            try await world.record("yard", minute: 1, [9, 9], isOpen: true)
            try await world.catalog.openGap(
                GapRecord(
                    id: GapID(nanoseconds: 5),
                    camera: try #require(CameraID("yard")),
                    stream: .main,
                    start: ExportsUnderTest.start,
                    end: ExportsUnderTest.start + .seconds(100),
                    reason: .cameraUnreachable,
                    detail: "The camera does not answer at 192.0.2.7:554."
                )
            )
            var request = world.request(["gate", "yard"], from: 70, to: 130)
            request.reason = "Case 4711"
            let path = try await world.made(request)
            let verdict = try world.verdict(of: path)
            #expect(verdict.isGood && verdict.origin == .expected, "\(verdict.faults)")
            #expect(verdict.facts.contains("Reason: Case 4711"))
            let manifest = try Unpacked(path).manifest()
            #expect(manifest.files.map(\.camera) == ["gate", "gate", "yard"])
            #expect(manifest.files.map(\.isOpen) == [false, false, true])
            #expect(manifest.files.first?.path == "gate/main/gate_2026-11-21T040100Z_1795233660123456789.mp4")
            #expect(manifest.files.first?.start == "2026-11-21T04:01:00.123456789Z")
            #expect(manifest.files.first?.videoCodec == "avc1.64001f" && manifest.files.first?.videoFrames == 1500)
            #expect(manifest.from == "2026-11-21T04:01:10.123456789Z" && manifest.requestedBy == "anna")
            #expect(manifest.server == .init(name: "Nightjar", version: "1.2.3"))
            #expect(manifest.cameras.map(\.gaps.count) == [0, 1])
            let gap = try #require(manifest.cameras[1].gaps.first)
            #expect(gap.reason == "camera-unreachable" && gap.start == manifest.from && gap.missing == 30)
            let text = try Unpacked(path).text
            #expect(!text.contains("192.0.2.7"))
            #expect(try Unpacked(path).content(manifest.files[0].path) == contents[1])
            #expect(try Unpacked(path).content(manifest.files[1].path) == contents[2])
        }
    }

    /// By the programs that the README names, which are not ours.
    @Test func itCanBeVerifiedWithoutNightjar() async throws {
        try await ExportsUnderTest.with { world in
            try await world.record("gate", minute: 0, [1, 2, 3])
            let path = try await world.made(world.request(["gate"]))
            let script = """
                cd '\(world.folder.path)' && mkdir u && cd u && unzip -q '\(path)' && grep -q 'openssl pkeyutl' README.txt &&
                openssl pkeyutl -verify -pubin -inkey signing-key.pem -rawin -in manifest.json -sigfile manifest.json.sig &&
                sha256sum -c SHA256SUMS && grep -q "$(sha256sum SHA256SUMS | cut -d' ' -f1)" manifest.json &&
                test "$(openssl pkey -pubin -in signing-key.pem -outform DER | sha256sum | cut -d' ' -f1)" = \
                \(world.key.publicKey.fingerprint)
                """
            let shell = Process()
            shell.executableURL = URL(filePath: "/bin/sh")
            shell.arguments = ["-ec", script]
            shell.standardOutput = FileHandle.nullDevice
            try shell.run()
            shell.waitUntilExit()
            #expect(shell.terminationStatus == 0)
        }
    }

    @Test func whatCannotBeReadIsNamedAndTheRestIsTakenAlong() async throws {
        try await ExportsUnderTest.with { world in
            try await world.record("gate", minute: 0, nil)
            try await world.record("gate", minute: 1, [1, 2, 3])
            let path = try await world.made(world.request(["gate"]))
            let manifest = try Unpacked(path).manifest()
            #expect(manifest.files.count == 1 && manifest.cameras[0].missing.count == 1)
            #expect(manifest.cameras[0].missing[0].sentence == "Its file is missing on the recorder's disk.")
            #expect(try world.verdict(of: path).isGood)
            #expect(try world.exports.list(as: chief).map(\.missing) == [1])
            let none = try await world.run(world.request(["gate"], from: 0, to: 60))
            #expect(none.state == .failed && none.sentence.hasPrefix("None of the recordings could be read"))
            // Nothing is left of it.
            #expect(try world.names().count == 2)
        }
    }

    @Test func aRecordingThatIsGivenUpHalfwayLeavesNothing() async throws {
        try await ExportsUnderTest.with { world in
            let shelf = world.shelf
            let writer = ExportWriter(try shelf.folder.draft("1.zip"))
            let large = [UInt8](repeating: 1, count: 100_000)
            try writer.begin("a/main/1.mp4", byteCount: 200_000, time: ExportsUnderTest.start)
            try writer.add(large)
            writer.abandon()
            let sum = try writer.add([1, 2, 3], as: "a/main/2.mp4", time: ExportsUnderTest.start)
            #expect(sum.bytes == 3)
            let manifest = ExportManifest(
                id: "1",
                form: "segments",
                server: .init(name: "Nightjar", version: "1.2.3"),
                createdAt: "",
                requestedBy: "anna",
                requestedAt: "",
                from: "",
                to: "",
                stream: "main",
                cameras: [],
                files: [],
                documents: [.init(path: "a/main/2.mp4", bytes: sum.bytes, sha256: sum.sha256)],
                signingKey: .init(algorithm: "Ed25519", fingerprint: world.key.publicKey.fingerprint)
            )
            let length = try writer.finish(manifest, signedWith: world.key, at: ExportsUnderTest.start)
            try writer.keep()
            let path = "\(world.exportFolder)/1.zip"
            #expect(try world.verdict(of: path).isGood)
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64 == length)
            #expect(length < 10_000)
        }
    }

    @Test func badRequestsAreRefusedBeforeAnythingIsDone() async throws {
        try await ExportsUnderTest.with { world in
            try await world.record("gate", minute: 0, [1])
            func refused(_ change: (inout ExportRequest) -> Void) async -> DomainError.Kind? {
                var request = world.request(["gate"])
                change(&request)
                return await refusal { [request] in _ = try await world.exports.create(as: chief, request) }
            }
            #expect(await refused { $0.cameras = [] } == .invalid)
            #expect(await refused { $0.cameras = ["gate", "gate"] } == .invalid)
            #expect(await refused { $0.cameras = (0..<65).map { "c\($0)" } } == .invalid)
            #expect(await refused { $0.cameras = ["attic"] } == .notFound)
            #expect(await refused { $0.cameras = ["../etc"] } == .notFound)
            #expect(await refused { $0.to = $0.from } == .invalid)
            #expect(await refused { $0.form = "tar" } == .invalid)
            #expect(await refused { $0.stream = "third" } == .invalid)
            #expect(await refused { $0.reason = "two\nlines" } == .invalid)
            #expect(await refused { $0.reason = String(repeating: "a", count: 501) } == .invalid)
            #expect(await refused { $0.cameras = ["yard"] } == .conflict)
            #expect(try world.jobs.list(as: chief).isEmpty)
            #expect(try world.names().isEmpty)
        }
    }

    // MARK: Who may

    @Test func anExportIsAsProtectedAsAllItsCameras() async throws {
        try await ExportsUnderTest.with { world in
            for name in ["gate", "yard"] { try await world.record(name, minute: 0, [1, 2]) }
            let exporter = Asker.viewer(["gate": [.playback, .export], "yard": [.playback]])
            let request = world.request(["gate", "yard"])
            #expect(await refusal { _ = try await world.exports.create(as: exporter, request) } == .forbidden)
            #expect(await refusal { _ = try await world.exports.create(as: .nobody, request) } == .unproven)
            let stranger = Asker.viewer([:])
            #expect(await refusal { _ = try await world.exports.create(as: stranger, request) } == .notFound)
            let key = Self.readingKey(of: chief)
            #expect(await refusal { _ = try await world.exports.create(as: key, request) } == .forbidden)

            let both = try #require(try await world.run(request).result["export"])
            let one = try #require(try await world.run(world.request(["gate"]), as: exporter).result["export"])
            #expect(try world.exports.list(as: chief).map(\.id) == [one, both])
            #expect(try world.exports.list(as: chief, camera: "yard").map(\.id) == [both])
            #expect(try world.exports.list(as: exporter).map(\.id) == [one])
            #expect(try world.exports.list(as: stranger).isEmpty)
            #expect(await refusal { _ = try world.exports.list(as: exporter, camera: "yard") } == .forbidden)
            #expect(await refusal { _ = try world.exports.list(as: stranger, camera: "yard") } == .notFound)
            for (asker, kind) in [(exporter, DomainError.Kind.forbidden), (stranger, .notFound), (.nobody, .unproven)] {
                #expect(await refusal { _ = try world.exports.export(as: asker, both) } == kind)
                #expect(await refusal { _ = try await world.exports.file(as: asker, both) } == kind)
                #expect(await refusal { try await world.exports.delete(as: asker, both) } == kind)
            }
            #expect(await refusal { try await world.exports.delete(as: key, both) } == .forbidden)
            // The other one has the right to export, and did not make it.
            let other = Principal(
                identity: .user(id: 8, name: "otto"),
                credential: .session,
                role: .viewer,
                grants: .all([.export])
            )
            #expect(await refusal { try await world.exports.delete(as: other, one) } == .forbidden)
            try await world.exports.delete(as: exporter, one)
            #expect(await refusal { try await world.exports.delete(as: exporter, one) } == .notFound)
            let file = try await world.exports.file(as: chief, both)
            #expect(try await file.read(offset: 0, count: 4) == [0x50, 0x4B, 3, 4])
            #expect(file.length == file.export.bytes)
            let audited = try await world.world.audited()
            for action in ["export.create", "export.download export/\(both)", "export.delete export/\(one)"] {
                #expect(audited.contains { $0.hasPrefix(action) }, "\(action)")
            }
            #expect(await world.world.published().contains("created export \(both)"))
        }
    }

    private static func readingKey(of owner: Principal) -> Principal {
        var key = owner
        key.credential = .apiKey
        key.scope = .init(isReadOnly: true)
        return key
    }

    // MARK: Room

    @Test func exportsTakeNoMoreRoomThanTheyMay() async throws {
        try await ExportsUnderTest.with { world in
            let large = [UInt8](repeating: 7, count: 600_000)
            for minute in 0..<2 { try await world.record("gate", minute: minute, large) }
            _ = try await world.settings.change(as: chief, ["export.max_total_bytes": .integer(1_000_000)])
            let request = world.request(["gate"])
            #expect(await refusal { _ = try await world.exports.create(as: chief, request) } == .conflict)
            let first = world.request(["gate"], from: 0, to: 60)
            #expect(try await world.run(first).state == .succeeded)
            #expect(await refusal { _ = try await world.exports.create(as: chief, first) } == .conflict)
            try await world.exports.delete(as: chief, try #require(world.exports.list(as: chief).first).id)
            #expect(try await world.run(first).state == .succeeded)
        }
    }

    /// Half of what is kept free for recordings stays free; all of it where no recording goes to make room.
    @Test func recordingsKeepTheirRoom() async throws {
        try await ExportsUnderTest.with { world in
            try await world.record("gate", minute: 0, [UInt8](repeating: 7, count: 1_000_000))
            let request = world.request(["gate"])
            // 5 % of 100 MB are kept.
            world.box.disk.withLock { $0 = .init(total: 100_000_000, free: 3_400_000) }
            #expect(await refusal { _ = try await world.exports.create(as: chief, request) } == .conflict)
            world.box.disk.withLock { $0 = .init(total: 100_000_000, free: 3_600_000) }
            #expect(try await world.run(request).state == .succeeded)
            _ = try await world.settings.change(as: chief, ["storage.cleanup_enabled": .bool(false)])
            #expect(await refusal { _ = try await world.exports.create(as: chief, request) } == .conflict)
            world.box.disk.withLock { $0 = nil }
            #expect(await refusal { _ = try await world.exports.create(as: chief, request) } == .unavailable)
        }
    }

    // MARK: Going

    @Test func theyGoWhenTheirTimeHasCome() async throws {
        try await ExportsUnderTest.with { world in
            try await world.record("gate", minute: 0, [1])
            _ = try await world.made(world.request(["gate"]))
            let made = try #require(world.exports.list(as: chief).first)
            #expect(made.expiresAt == made.createdAt + .seconds(7 * 86_400))
            world.time.advance(by: .seconds(7 * 86_400 - 1))
            await world.exports.deleteExpired()
            #expect(try world.exports.list(as: chief).count == 1)
            _ = try await world.settings.change(as: chief, ["export.retention_days": .integer(0)])
            world.time.advance(by: .seconds(86_400 * 900))
            await world.exports.deleteExpired()
            #expect(try world.exports.list(as: chief).map(\.expiresAt) == [nil])
            _ = try await world.settings.change(as: chief, ["export.retention_days": .integer(2)])
            await world.exports.deleteExpired()
            #expect(try world.exports.list(as: chief).isEmpty && world.names().isEmpty)
            #expect(try await world.world.audited().contains { $0.hasPrefix("export.delete") })
        }
    }

    @Test func aNewStartKnowsThemAndTakesAwayWhatWasNotFinished() async throws {
        try await ExportsUnderTest.with { world in
            try await world.record("gate", minute: 0, [1])
            let path = try await world.made(world.request(["gate"]))
            let draft = "\(world.exportFolder)/.draft-17.zip"
            try Data([1]).write(to: URL(filePath: draft))
            let alone = try #require(world.shelf.list.first)
            try Data(alone.encoded()).write(to: URL(filePath: "\(world.exportFolder)/18.json"))
            // Nobody's, and so nobody's business.
            try Data([1]).write(to: URL(filePath: "\(world.exportFolder)/19.zip"))
            let after = try ExportShelf(PrivateFolder(path: world.exportFolder), logger: world.world.services.logger)
            #expect(after.list == world.shelf.list)
            let name = try #require(path.split(separator: "/").last?.split(separator: ".").first)
            #expect(try world.names() == ["\(name).json", "\(name).zip", "19.zip"].sorted())
        }
    }

    @Test func aJobThatIsCancelledLeavesNothing() async throws {
        try await ExportsUnderTest.with { world in
            try await world.record("gate", minute: 0, [1])
            // While another job of its kind is at work, it waits.
            let (gate, opening) = AsyncStream.makeStream(of: Void.self)
            try world.jobs.submit("export", by: chief) { _ in
                for await _ in gate { break }
                return [:]
            }
            let waiting = try await world.exports.create(as: chief, world.request(["gate"]))
            #expect(waiting.state == .queued)
            _ = try await world.jobs.cancel(as: chief, waiting.id)
            opening.finish()
            #expect(try await world.ended(waiting.id).state == .cancelled)
            #expect(try world.exports.list(as: chief).isEmpty && world.names().isEmpty)
        }
    }
}
