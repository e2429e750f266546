import Catalog
import Media
import Testing
import WorkerChannel

@testable import NVR

/// What masks there can be, who sees and changes them, and how they are kept.
struct PrivacyMasksTests {
    private let me = Asker.administrator
    private let world = CamerasUnderTest()
    private var masks: PrivacyMasks { PrivacyMasks(services: world.services) }

    private static let corner: [PrivacyMask.Point] = [.init(x: 0, y: 0), .init(x: 0.5, y: 0), .init(x: 0, y: 0.5)]

    private func withYard(_ body: () async throws -> Void) async throws {
        try await world.withCameras { cameras in
            _ = try await cameras.add(as: me, CameraDraft(name: "yard", url: "rtsp://192.0.2.7/"))
            try await body()
        }
    }

    @Test func theyAreAddedChangedAndRemoved() async throws {
        try await withYard {
            let first = try await masks.add(as: me, of: "yard", .init(name: "Window", polygon: Self.corner))
            #expect(first.id.count == 8 && first.name == "Window" && first.isEnabled && first.polygon == Self.corner)
            let second = try await masks.add(as: me, of: "yard", .init(id: "door", polygon: Self.corner))
            #expect(try await masks.masks(as: me, of: "yard").items == [first, second])
            #expect(
                await refusal { _ = try await masks.add(as: me, of: "yard", .init(id: "door", polygon: Self.corner)) }
                    == .conflict
            )
            let changed = try await masks.change(as: me, of: "yard", "door", .init(name: "Door", isEnabled: false))
            #expect(changed == PrivacyMask(id: "door", name: "Door", isEnabled: false, polygon: Self.corner))
            #expect(try await masks.mask(as: me, of: "yard", "door") == changed)
            #expect(
                await refusal { _ = try await masks.change(as: me, of: "yard", "gate", .init(name: "")) } == .notFound
            )
            try await masks.remove(as: me, of: "yard", first.id)
            try await masks.remove(as: me, of: "yard", first.id)
            #expect(try await masks.masks(as: me, of: "yard").items == [changed])
            #expect(await refusal { _ = try await masks.masks(as: me, of: "gate") } == .notFound)
            #expect(
                try await world.audited().filter { $0.hasPrefix("camera.masks camera/yard") }.count == 4,
                "what changes nothing is not noted"
            )
            #expect(await world.published().count { $0 == "changed camera yard" } == 4)
        }
    }

    @Test func allAreSetAtOnceByWhoHasSeenTheLast() async throws {
        try await withYard {
            let empty = try await masks.masks(as: me, of: "yard")
            let set = try await masks.replace(
                as: me,
                of: "yard",
                [.init(id: "a", polygon: Self.corner), .init(polygon: Self.corner)],
                ifMatch: empty.version
            )
            #expect(set.items.count == 2 && set.items[0].id == "a" && set.version != empty.version)
            #expect(
                await refusal { _ = try await masks.replace(as: me, of: "yard", [], ifMatch: empty.version) } == .stale
            )
            #expect(try await masks.replace(as: me, of: "yard", []).version == empty.version)
            #expect(try await world.catalog.setting(KeptMasks.key("yard")) == nil)
        }
    }

    @Test func whatHidesNothingOrMakesNoSenseIsRefused() async throws {
        try await withYard {
            let line: [PrivacyMask.Point] = [.init(x: 0, y: 0), .init(x: 0.5, y: 0.5), .init(x: 1, y: 1)]
            let outside: [PrivacyMask.Point] = [.init(x: 0, y: 0), .init(x: 1.01, y: 0), .init(x: 0, y: 1)]
            let nowhere: [PrivacyMask.Point] = [.init(x: 0, y: 0), .init(x: .nan, y: 0), .init(x: 0, y: 1)]
            let wrong: [PrivacyMaskDraft] = [
                .init(polygon: []), .init(polygon: Array(Self.corner[..<2])), .init(polygon: line),
                .init(polygon: outside), .init(polygon: nowhere),
                .init(polygon: Array(repeating: Self.corner, count: 11).flatMap(\.self)),
                .init(id: "Upper", polygon: Self.corner), .init(id: "", polygon: Self.corner),
                .init(name: String(repeating: "n", count: 81), polygon: Self.corner),
                .init(name: "a\nb", polygon: Self.corner),
            ]
            for draft in wrong {
                #expect(await refusal { _ = try await masks.add(as: me, of: "yard", draft) } == .invalid, "\(draft)")
                #expect(
                    await refusal { _ = try await masks.replace(as: me, of: "yard", [draft]) } == .invalid,
                    "\(draft)"
                )
            }
            let twice = [PrivacyMaskDraft(id: "a", polygon: Self.corner), .init(id: "a", polygon: Self.corner)]
            #expect(await refusal { _ = try await masks.replace(as: me, of: "yard", twice) } == .invalid)
            let many = Array(repeating: PrivacyMaskDraft(polygon: Self.corner), count: 17)
            #expect(await refusal { _ = try await masks.replace(as: me, of: "yard", many) } == .invalid)
            _ = try await masks.replace(as: me, of: "yard", Array(many[..<16]))
            #expect(await refusal { _ = try await masks.add(as: me, of: "yard", many[0]) } == .conflict)
            #expect(
                await refusal { _ = try await masks.change(as: me, of: "yard", "x", .init(polygon: line)) } == .notFound
            )
        }
    }

    @Test func managersChangeThemAndOthersSeeThoseThatHideSomething() async throws {
        try await withYard {
            _ = try await masks.replace(
                as: me,
                of: "yard",
                [.init(id: "on", polygon: Self.corner), .init(id: "off", isEnabled: false, polygon: Self.corner)]
            )
            let viewer = Asker.viewer(["yard": [.live]])
            #expect(try await masks.masks(as: viewer, of: "yard").items.map(\.id) == ["on"])
            #expect(await refusal { _ = try await masks.mask(as: viewer, of: "yard", "off") } == .notFound)
            for (asker, kind) in [
                (viewer, DomainError.Kind.forbidden), (Asker.viewer([:]), .notFound), (.nobody, .unproven),
                (Asker.user(.operator, .all(Set(Principal.CameraRight.allCases))), .forbidden),
            ] {
                #expect(await refusal { _ = try await masks.replace(as: asker, of: "yard", []) } == kind)
                #expect(await refusal { try await masks.remove(as: asker, of: "yard", "on") } == kind)
            }
            #expect(await refusal { _ = try await masks.masks(as: .nobody, of: "yard") } == .unproven)
        }
    }

    @Test func theyAreThereAfterARestart() async throws {
        try await withYard {
            let set = try await masks.replace(as: me, of: "yard", [.init(polygon: Self.corner)])
            // Another book, as after a start.
            let services = world.services.withAnotherBook
            #expect(services.masks.masks(of: "yard").isEmpty)
            try await PrivacyMasks(services: services).load()
            #expect(services.masks.masks(of: "yard") == set.items)
            #expect(services.masks.shapes(of: "yard").count == 1)
        }
    }

    /// What was hidden is not known any more: so nothing is shown.
    @Test(arguments: ["nonsense", "[]]", #"[{"id":"a","name":"","enabled":true,"polygon":[]}]"#])
    func masksThatCannotBeReadHideEverything(text: String) async throws {
        try await world.catalog.changeSettings([KeptMasks.key("yard"): text])
        try await masks.load()
        let sight = world.services.masks.sight(of: "yard", for: Asker.viewer(["yard": [.live]]))
        let all: [UInt16] = [0, 0, 65_535, 0, 65_535, 65_535, 0, 65_535]
        #expect(sight.masks.map { $0.points.flatMap { [$0.x, $0.y] } } == [all])
        #expect(!world.services.masks.sight(of: "yard", for: me).isMasked)
    }

    @Test func whatSomebodySeesChangesAtOnce() async throws {
        let book = MaskBook()
        let viewer = Asker.viewer(["yard": [.live]])
        var trusted = viewer
        trusted.seesUnmasked = true
        let mask = PrivacyMask(id: "a", name: "", isEnabled: true, polygon: Self.corner)
        var off = mask
        off.isEnabled = false

        let before = book.viewing(of: "yard", for: viewer)
        await book.set([off], of: "yard")
        #expect(before.isCurrent && !before.sight.isMasked)
        var changes = book.changes(of: "yard").makeAsyncIterator()
        await book.set([mask], of: "yard")
        #expect(await changes.next() != nil)
        #expect(!before.isCurrent && !before.mayGoOn(viewer) && before.mayGoOn(trusted))
        #expect(await refusal { try before.requireCurrent() } == .unavailable)
        let masked = book.viewing(of: "yard", for: viewer)
        #expect(masked.sight.masks == [mask.shape] && masked.mayGoOn(viewer) && !masked.mayGoOn(Asker.viewer([:])))
        // Who is given the right meanwhile, or loses it, is given something else.
        #expect(!masked.mayGoOn(trusted) && book.viewing(of: "yard", for: trusted).sight == .original)
        #expect(!book.viewing(of: "yard", for: trusted).mayGoOn(viewer))
        #expect(book.sight(of: "yard", for: me) == .original && book.sight(of: "gate", for: viewer) == .original)
        #expect(await refusal { _ = try book.requireOriginal(of: "yard", for: viewer, "recordings") } == .forbidden)
        #expect(try book.requireOriginal(of: "yard", for: trusted, "recordings").isCurrent)
        await book.load([:])
        #expect(!masked.isCurrent && before.isCurrent)
    }
}

extension DomainServices {
    /// The same, as a recorder that has just been started has them.
    fileprivate var withAnotherBook: DomainServices {
        DomainServices(
            catalog: catalog,
            audit: audit,
            changes: changes,
            masterKey: masterKey,
            time: time,
            logger: logger
        )
    }
}
