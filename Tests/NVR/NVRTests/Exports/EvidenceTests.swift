import Catalog
import Cryptography
import Foundation
import MP4
import Media
import Playback
import Stream
import Testing

@testable import NVR

/// The chain says what was recorded, and whatever is done to the recordings behind its back is found.
struct EvidenceTests {
    private let chief = Asker.administrator

    private func withFilm(_ body: (ExportsUnderTest, inout RecordedFilm) async throws -> Void) async throws {
        try await ExportsUnderTest.with { world in
            var film = RecordedFilm(world)
            // The chain is about what is recorded from the moment on at which it is switched on.
            try await world.catalog.changeSettings([
                EvidenceChoices.key: #"{"gate":\#(ExportsUnderTest.start.nanoseconds)}"#
            ])
            try await body(world, &film)
        }
    }

    private func kinds(_ world: ExportsUnderTest) async throws -> [String] {
        var query = Evidence.Query()
        query.limit = 1000
        return try await world.exports.evidence.entries(as: chief, of: "gate", query).items.map(\.kind)
    }

    private func check(_ world: ExportsUnderTest) async throws -> [String: String] {
        let job = try await world.exports.evidence.check(as: chief, of: "gate", from: nil, to: nil)
        let ended = try await world.ended(job.id)
        #expect(ended.state == .succeeded, "\(ended.sentence)")
        return ended.result
    }

    private func path(_ world: ExportsUnderTest, _ record: SegmentRecord) -> URL {
        world.folder.appending(path: "recordings/\(record.key)")
    }

    /// Changes one byte of a picture, and nothing else: the check sum of the fragment is somebody's who knows how as well.
    private func tamper(_ world: ExportsUnderTest, _ film: RecordedFilm, _ record: SegmentRecord) throws {
        var bytes = try Data(contentsOf: path(world, record))
        let picture = try #require(film.pictures.last { $0.start >= record.start && $0.start < record.end })
        let place = try #require(bytes.range(of: Data(RecordedFilm.payload(picture))))
        bytes[place.lowerBound + 7] ^= 1
        try bytes.write(to: path(world, record))
    }

    @Test func everyRecordingIsSealedOnceAndTheChainHolds() async throws {
        try await withFilm { world, film in
            for index in 0..<3 {
                try await film.record(at: .seconds(index * 4), fragments: [25, 25], size: { _ in 16 })
            }
            await world.exports.evidence.seal()
            await world.exports.evidence.seal()
            #expect(try await kinds(world) == ["begun", "recording", "recording", "recording"])
            #expect(try await check(world) == ["entries": "4", "recordings": "3", "unsealed": "0", "faults": "0"])
            let view = try await world.exports.evidence.view(as: chief, of: "gate")
            let items = try await world.exports.evidence.entries(as: chief, of: "gate", .init()).items
            #expect(view.entries == 4 && view.head == items.last?.hash && view.chain?.count == 32)
            #expect(items[1].tracks.map(\.samples) == [50] && items[1].tracks.map(\.kind) == ["video"])
            for item in items {
                let signed = Array(item.text.utf8)
                #expect(world.key.publicKey.isSignature(item.signature, of: signed))
                #expect(Hexadecimal.encode(SHA256.hash(signed)) == item.hash)
            }
            for (item, next) in zip(items, items.dropFirst()) { #expect(next.text.contains(item.hash)) }
        }
    }

    @Test func aPictureThatWasChangedOnTheDiskIsFound() async throws {
        try await withFilm { world, film in
            for index in 0..<3 {
                try await film.record(at: .seconds(index * 4), fragments: [25, 25], size: { _ in 16 })
            }
            await world.exports.evidence.seal()
            try tamper(world, film, film.records[1])
            let result = try await check(world)
            #expect(result["faults"] == "1")
            let sentence = "The recording \(film.records[1].id) is not what was sealed as entry 3."
            #expect(result["first_faults"] == sentence)
        }
    }

    @Test func whatIsDeletedByTheRecorderIsToldAndWhatIsTakenFromTheChainIsMissed() async throws {
        try await withFilm { world, film in
            for index in 0..<3 { try await film.record(at: .seconds(index * 4), fragments: [25]) }
            await world.exports.evidence.seal()
            _ = try await world.catalog.deleteSegments(
                [film.records[0].id],
                includingProtected: false,
                because: .retention
            )
            // Before the entry is made, the note stands for it.
            #expect(try await check(world)["faults"] == "0")
            await world.exports.evidence.seal()
            #expect(try await kinds(world) == ["begun", "recording", "recording", "recording", "removed"])
            let items = try await world.exports.evidence.entries(as: chief, of: "gate", .init()).items
            #expect(items[4].reason == "retention" && items[4].replaces == [2])
            #expect(items[4].recording == "\(film.records[0].id)" && items[4].tracks.isEmpty)
            #expect(try await check(world)["faults"] == "0")
        }
    }

    @Test func aFileThatWasCutGetsAnEntryThatSaysSo() async throws {
        try await withFilm { world, film in
            try await film.record(at: .zero, fragments: [25, 25])
            await world.exports.evidence.seal()
            let record = film.records[0]
            let index = try #require(try await world.catalog.fragmentIndex(of: record.id))
            // As the mending of a file does whose second fragment is not good.
            let entries = try RecordedFilm.index(index)
            let bytes = try Data(contentsOf: path(world, record))
            try bytes.prefix(Int(entries[1].offset)).write(to: path(world, record))
            let progress = SegmentProgress(
                end: record.start + .seconds(1),
                bytes: entries[1].offset,
                videoFrames: 25,
                audioFrames: 0,
                keyFrames: 1
            )
            let rest = RecordedFilm.bytes(of: Array(entries.prefix(1)))
            try await world.catalog.apply([.closed(record.id, progress, reason: "crashed", index: rest)])
            await world.exports.evidence.seal()
            let items = try await world.exports.evidence.entries(as: chief, of: "gate", .init()).items
            #expect(items.map(\.kind) == ["begun", "recording", "changed"])
            #expect(items[2].reason == "crashed" && items[2].replaces == [2] && items[2].tracks.map(\.samples) == [25])
            #expect(try await check(world)["faults"] == "0")
        }
    }

    /// A chain that begins anew, because the catalogue was made again from the media, says so, and claims nothing older.
    @Test func aNewCatalogueIsANewChain() async throws {
        var chains: Set<String> = []
        for _ in 0..<2 {
            try await withFilm { world, film in
                try await film.record(at: .zero, fragments: [25])
                await world.exports.evidence.seal()
                chains.insert(try #require(try await world.exports.evidence.view(as: chief, of: "gate").chain))
                #expect(try await kinds(world) == ["begun", "recording"])
            }
        }
        #expect(chains.count == 2)
    }

    @Test func whatWasRecordedBeforeGetsNoEntryAndWhoMayNotIsRefused() async throws {
        try await ExportsUnderTest.with { world in
            var film = RecordedFilm(world)
            try await film.record(at: .zero, fragments: [25])
            let evidence = world.exports.evidence
            await evidence.seal()
            #expect(try await kinds(world).isEmpty)
            let view = try await evidence.change(as: chief, of: "gate", isOn: true)
            #expect(view.since == world.time.wall && view.entries == 0)
            await evidence.seal()
            #expect(try await kinds(world).isEmpty)
            let off = try await evidence.change(as: chief, of: "gate", isOn: false)
            #expect(off.since == nil)
            let viewer = Asker.viewer(["gate": [.live, .playback]])
            #expect(try await evidence.view(as: viewer, of: "gate").entries == 0)
            #expect(await refusal { _ = try await evidence.change(as: viewer, of: "gate", isOn: true) } == .forbidden)
            #expect(await refusal { _ = try await evidence.view(as: viewer, of: "yard") } == .notFound)
            #expect(await refusal { _ = try await evidence.view(as: .nobody, of: "gate") } == .unproven)
            #expect(
                await refusal { _ = try await evidence.check(as: viewer, of: "gate", from: nil, to: nil) } == .forbidden
            )
        }
    }

    // MARK: Exports

    /// Both forms, and any range: what is in the export is compared with what was sealed.
    @Test(arguments: ["segments", "exact"], [(0, 12_000), (1010, 9010), (2500, 2600), (4040, 8000)])
    func anExportIsComparedWithWhatWasSealed(form: String, times: (Int, Int)) async throws {
        try await withFilm { world, film in
            for index in 0..<3 {
                try await film.record(
                    at: .seconds(index * 4),
                    fragments: [25, 25, 25, 25],
                    run: index == 0 ? nil : 0,
                    size: { 16 + Int($0 % 5) }
                )
            }
            await world.exports.evidence.seal()
            var request = ExportRequest(
                cameras: ["gate"],
                from: ExportsUnderTest.start + .milliseconds(times.0),
                to: ExportsUnderTest.start + .milliseconds(times.1)
            )
            request.form = form
            let path = try await world.made(request)
            let verdict = try world.verdict(of: path)
            let count = try Unpacked(path).manifest().files.reduce(0) { $0 + $1.videoFrames }
            #expect(verdict.isGood, "\(verdict.faults)")
            let sentence =
                "\(count) of \(count) pictures and sounds are as they were sealed shortly after they were recorded."
            #expect(verdict.facts.contains(sentence), "\(verdict.facts)")
            // And where somebody has changed a recording on the disk before it was exported.
            let first = try #require(film.records.first { $0.end > request.from })
            try tamper(world, film, first)
            let other = try world.verdict(of: try await world.made(request))
            #expect(!other.isGood && other.faultCount >= 1, "\(other.facts)")
            #expect(other.faults.allSatisfy { $0.contains("is not what was sealed as entry") }, "\(other.faults)")
        }
    }

    /// The recorder signs what an export holds; an entry that somebody has changed in the catalogue is found all the same.
    @Test func anEntryThatWasChangedIsFound() async throws {
        try await withFilm { world, film in
            for index in 0..<3 { try await film.record(at: .seconds(index * 4), fragments: [25], size: { _ in 16 }) }
            await world.exports.evidence.seal()
            let path = try await world.made(world.request(["gate"]))
            var unpacked = try Unpacked(path)
            let name = ExportPart.evidence("gate")
            unpacked.change(name) { bytes in
                let text = String(decoding: bytes, as: UTF8.self).replacing(#"\"number\":3"#, with: #"\"number\":2"#)
                bytes = Array(text.utf8)
            }
            let changed = try #require(unpacked.content(name))
            var manifest = try unpacked.manifest()
            let index = try #require(manifest.documents.firstIndex { $0.path == name })
            manifest.documents[index].sha256 = Hexadecimal.encode(SHA256.hash(changed))
            let signed = try manifest.bytes()
            unpacked.change("manifest.json") { $0 = signed }
            unpacked.change("manifest.json.sig") { $0 = world.key.signature(of: signed) }
            let file = world.folder.appending(path: "forged.zip")
            try Data(unpacked.packed()).write(to: file)
            let verdict = try world.verdict(of: file.path)
            #expect(
                !verdict.isGood && verdict.faults.contains { $0.contains("The signature of the entry") },
                "\(verdict.faults)"
            )
        }
    }
}
