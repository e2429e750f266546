import Catalog
import Testing

@testable import NVR

/// What detection zones and motion masks there can be, and who sees and changes them.
struct PictureAreasTests {
    private let me = Asker.administrator
    private let world = CamerasUnderTest()
    private var zones: PictureAreas { PictureAreas(services: world.services, kind: .zone) }
    private var masks: PictureAreas { PictureAreas(services: world.services, kind: .motionMask) }

    private static let corner: [PicturePoint] = [.init(x: 0, y: 0), .init(x: 0.5, y: 0), .init(x: 0, y: 0.5)]

    private func withYard(_ body: () async throws -> Void) async throws {
        try await world.withCameras { cameras in
            _ = try await cameras.add(as: me, CameraDraft(name: "yard", url: "rtsp://192.0.2.7/"))
            try await body()
        }
    }

    @Test func theyAreAddedChangedAndRemoved() async throws {
        try await withYard {
            let draft = PictureAreaDraft(
                name: "Drive",
                polygon: Self.corner,
                labels: ["person", "car"],
                minScore: 0.5,
                color: "#3B82F6"
            )
            let first = try await zones.add(as: me, of: "yard", draft)
            #expect(first.id.count == 8 && first.labels == ["person", "car"] && first.minScore == 0.5)
            #expect(first.color == "#3b82f6" && first.isEnabled && first.polygon == Self.corner)
            let second = try await zones.add(
                as: me,
                of: "yard",
                .init(id: "Zone_2.b", name: "Path", polygon: Self.corner)
            )
            #expect(try await zones.areas(as: me, of: "yard").items == [first, second])
            #expect(try await masks.areas(as: me, of: "yard").items == [])
            let again = PictureAreaDraft(id: "Zone_2.b", name: "Path", polygon: Self.corner)
            #expect(await refusal { _ = try await zones.add(as: me, of: "yard", again) } == .conflict)
            var change = PictureAreaChange(isEnabled: false)
            change.minScore = .some(nil)
            let changed = try await zones.change(as: me, of: "yard", first.id, change)
            #expect(!changed.isEnabled && changed.minScore == nil && changed.labels == first.labels)
            #expect(try await zones.area(as: me, of: "yard", first.id) == changed)
            #expect(
                await refusal { _ = try await zones.change(as: me, of: "yard", "gate", .init(name: "")) } == .notFound
            )
            try await zones.remove(as: me, of: "yard", first.id)
            try await zones.remove(as: me, of: "yard", first.id)
            #expect(try await zones.areas(as: me, of: "yard").items == [second])
            #expect(await refusal { _ = try await zones.areas(as: me, of: "gate") } == .notFound)
            #expect(
                try await world.audited().filter { $0.hasPrefix("camera.zones camera/yard") }.count == 4,
                "what changes nothing is not noted"
            )
            #expect(await world.published().count { $0 == "changed camera yard" } == 4)
        }
    }

    @Test func allAreSetAtOnceByWhoHasSeenTheLast() async throws {
        try await withYard {
            let empty = try await masks.areas(as: me, of: "yard")
            let set = try await masks.replace(
                as: me,
                of: "yard",
                [.init(id: "a", polygon: Self.corner), .init(polygon: Self.corner)],
                ifMatch: empty.version
            )
            #expect(set.items.count == 2 && set.items[0].id == "a" && set.version != empty.version)
            #expect(try await masks.areas(as: me, of: "yard") == set)
            #expect(
                await refusal { _ = try await masks.replace(as: me, of: "yard", [], ifMatch: empty.version) } == .stale
            )
            #expect(try await masks.replace(as: me, of: "yard", []).version == empty.version)
        }
    }

    @Test func whatMakesNoSenseIsRefusedWithAllThatIsWrong() async throws {
        try await withYard {
            let line: [PicturePoint] = [.init(x: 0, y: 0), .init(x: 0.5, y: 0.5), .init(x: 1, y: 1)]
            let outside: [PicturePoint] = [.init(x: 0, y: 0), .init(x: 1.01, y: 0), .init(x: 0, y: 1)]
            let nowhere: [PicturePoint] = [.init(x: 0, y: 0), .init(x: .nan, y: 0), .init(x: 0, y: 1)]
            let good = PictureAreaDraft(name: "Drive", polygon: Self.corner)
            let wrong: [(inout PictureAreaDraft) -> Void] = [
                { $0.polygon = [] }, { $0.polygon.removeLast() }, { $0.polygon = line }, { $0.polygon = outside },
                { $0.polygon = nowhere }, { $0.polygon = Array(repeating: $0.polygon, count: 11).flatMap(\.self) },
                { $0.id = "" }, { $0.id = "../x" }, { $0.id = ".." }, { $0.id = String(repeating: "a", count: 64) },
                { $0.name = "" }, { $0.name = String(repeating: "n", count: 81) }, { $0.name = "a\nb" },
                { $0.name = String(repeating: "🚗", count: 60) },
                { $0.labels = ["person", "person"] }, { $0.labels = [""] }, { $0.labels = ["a,b"] },
                { $0.labels = ["a\nb"] }, { $0.labels = (0..<33).map(String.init) }, { $0.minScore = 1.1 },
                { $0.minScore = .nan }, { $0.color = "blue" }, { $0.color = "#12345g" },
            ]
            for (number, spoil) in wrong.enumerated() {
                var draft = good
                spoil(&draft)
                let spoilt = draft
                #expect(await refusal { _ = try await zones.add(as: me, of: "yard", spoilt) } == .invalid, "\(number)")
                #expect(
                    await refusal { _ = try await zones.replace(as: me, of: "yard", [spoilt]) } == .invalid,
                    "\(number)"
                )
            }
            do {
                _ = try await zones.replace(as: me, of: "yard", [good, .init(name: "", polygon: [], minScore: 2)])
                Issue.record("it was taken")
            } catch let error as DomainError {
                #expect(
                    error.faults.map(\.member) == [
                        "items.1.name", "items.1.polygon", "items.1.polygon", "items.1.min_score",
                    ]
                )
            }
            let twice = PictureAreaDraft(id: "a", name: "Drive", polygon: Self.corner)
            #expect(await refusal { _ = try await zones.replace(as: me, of: "yard", [twice, twice]) } == .invalid)
            let many = Array(repeating: good, count: 17)
            #expect(await refusal { _ = try await zones.replace(as: me, of: "yard", many) } == .invalid)
            _ = try await zones.replace(as: me, of: "yard", Array(many[..<16]))
            #expect(await refusal { _ = try await zones.add(as: me, of: "yard", good) } == .conflict)
            // A motion mask needs no name.
            _ = try await masks.add(as: me, of: "yard", .init(polygon: Self.corner))
        }
    }

    @Test func managersChangeThemAndWhoSeesTheCameraSeesThem() async throws {
        try await withYard {
            _ = try await zones.add(as: me, of: "yard", .init(id: "drive", name: "Drive", polygon: Self.corner))
            let viewer = Asker.viewer(["yard": [.live]])
            #expect(try await zones.areas(as: viewer, of: "yard").items.map(\.id) == ["drive"])
            for (asker, kind) in [
                (viewer, DomainError.Kind.forbidden), (Asker.viewer([:]), .notFound), (.nobody, .unproven),
                (Asker.user(.operator, .all(Principal.CameraRight.usual)), .forbidden),
            ] {
                #expect(await refusal { _ = try await zones.replace(as: asker, of: "yard", []) } == kind)
                #expect(await refusal { try await zones.remove(as: asker, of: "yard", "drive") } == kind)
            }
            #expect(await refusal { _ = try await zones.areas(as: Asker.viewer([:]), of: "yard") } == .notFound)
            #expect(await refusal { _ = try await zones.areas(as: .nobody, of: "yard") } == .unproven)
        }
    }
}
