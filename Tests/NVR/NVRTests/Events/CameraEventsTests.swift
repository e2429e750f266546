import Catalog
import Media
import Recording
import Stream
import Testing

@testable import NVR

struct CameraEventsTests {
    private let me = Asker.administrator

    private struct Scene {
        let events: CameraEvents
        let cameras: Cameras
        let catalog: InMemoryCatalog
        let time: ManualTimeSource
        let world: CamerasUnderTest
    }

    /// Calls `body` with a camera "yard" that nobody reaches, and a clock that stands still.
    private func withEvents(_ body: (Scene) async throws -> Void) async throws {
        let time = ManualTimeSource(wall: WallTime(nanoseconds: 1_795_233_600_000_000_000))
        let world = CamerasUnderTest(time: time)
        try await world.withCameras { cameras in
            let settings = try await Settings.open(world.services)
            for name in ["yard", "gate"] {
                var draft = CameraDraft(name: name, url: "rtsp://192.0.2.7/\(name)")
                draft.isEnabled = false
                _ = try await cameras.add(as: me, draft)
            }
            let events = CameraEvents(world.services, cameras, settings)
            try await body(
                Scene(events: events, cameras: cameras, catalog: world.catalog, time: time, world: world)
            )
        }
    }

    private func motion(_ camera: String = "yard") -> CameraEventReport {
        CameraEventReport(camera: camera, kind: "motion", source: "onvif")
    }

    @Test func anEventIsKeptFoundChangedAndDeleted() async throws {
        try await withEvents { scene in
            let events = scene.events
            var report = motion()
            report.label = "person"
            report.score = 0.5
            report.zones = ["drive"]
            report.attributes = ["rule": "7", "box": "1 2 3 4"]
            let event = try await events.create(as: me, report)
            #expect(event.start == scene.time.wall && event.end == event.start)
            #expect(event.attributes == report.attributes && event.zones == ["drive"])
            #expect(try await events.event(as: me, event.id) == event)
            var query = CameraEvents.Query()
            query.choice.label = "person"
            #expect(try await events.list(as: me, query).items == [event])
            query.choice.leastScore = 0.6
            #expect(try await events.list(as: me, query).items.isEmpty)

            var change = CameraEventChange()
            change.label = "cat"
            change.score = .some(nil)
            let changed = try await events.change(as: me, event.id, change)
            #expect(changed.label == "cat" && changed.score == nil)
            #expect(try await events.acknowledge(as: me, [event.id]) == [event.id])
            #expect(try await events.event(as: me, event.id).acknowledgedBy == "anna")
            #expect(try await events.acknowledge(as: me, [event.id]).isEmpty)
            #expect(try await events.acknowledge(as: me, [event.id], false) == [event.id])
            #expect(try await events.delete(as: me, [event.id]) == [event.id])
            #expect(await refusal { _ = try await events.event(as: me, event.id) } == .notFound)
            let published = await scene.world.published().filter { $0.contains("camera-event") }
            let id = "camera-event yard/\(event.id)"
            #expect(published == ["created \(id)"] + Array(repeating: "changed \(id)", count: 3) + ["deleted \(id)"])
        }
    }

    @Test func theEventsOfAChoiceGoTogether() async throws {
        try await withEvents { scene in
            let events = scene.events
            for camera in ["yard", "yard", "gate"] {
                _ = try await events.create(as: me, motion(camera))
                scene.time.advance(by: .seconds(60))
            }
            var choice = CameraEvents.Choice()
            choice.kind = "motion"
            let wide = choice
            #expect(await refusal { _ = try await events.delete(as: me, wide) } == .invalid)
            choice.to = scene.time.wall + .seconds(-150)
            let old = choice
            var gone = try await events.delete(as: me, old)
            #expect(gone == (1, false))
            choice = CameraEvents.Choice()
            choice.cameras = ["gate"]
            choice.kind = "object"
            let none = choice
            gone = try await events.delete(as: me, none)
            #expect(gone == (0, false))
            let viewer = Asker.viewer(["gate": [.playback]])
            #expect(await refusal { _ = try await events.delete(as: viewer, none) } == .forbidden)
            #expect(await refusal { _ = try await events.delete(as: .nobody, none) } == .unproven)
            #expect(try await events.list(as: me, CameraEvents.Query()).items.map(\.camera) == ["gate", "yard"])
            gone = try await events.delete(as: me, wide, all: true)
            #expect(gone == (2, false))
            #expect(try await events.list(as: me, CameraEvents.Query()).items.isEmpty)
            #expect(try await scene.world.audited().filter { $0.hasPrefix("event.delete camera/gate") }.count == 1)
        }
    }

    @Test func listsArePaged() async throws {
        try await withEvents { scene in
            var all: [CameraEventView] = []
            for _ in 0..<5 {
                scene.time.advance(by: .seconds(1))
                all.append(try await scene.events.report(motion()))
            }
            var query = CameraEvents.Query()
            query.limit = 2
            var found: [CameraEventView] = []
            repeat {
                let page = try await scene.events.list(as: me, query)
                #expect(page.items.count <= 2)
                found += page.items
                query.cursor = page.next
            } while query.cursor != nil
            #expect(found == all.reversed())
        }
    }

    /// Whoever may not play a camera's recordings does not know what happened before it.
    @Test func rightsAreThoseOfRecordings() async throws {
        try await withEvents { scene in
            let events = scene.events
            let event = try await events.report(motion())
            let gate = try await events.report(motion("gate"))
            let viewer = Asker.viewer(["gate": [.playback, .control]])
            #expect(try await events.list(as: viewer, .init()).items == [gate])
            #expect(await refusal { _ = try await events.event(as: viewer, event.id) } == .notFound)
            #expect(await refusal { _ = try await events.create(as: viewer, motion("gate")) } == .forbidden)
            #expect(await refusal { try await events.acknowledge(as: viewer, [gate.id]) } == .forbidden)
            #expect(await refusal { try await events.acknowledge(as: viewer, [event.id]) } == .notFound)
            #expect(await refusal { try await events.delete(as: viewer, [gate.id]) } == .forbidden)
            let otto = Asker.user(.operator, .some(["gate": [.playback, .control]]))
            #expect(try await events.acknowledge(as: otto, [gate.id]) == [gate.id])
            #expect(await refusal { try await events.delete(as: otto, [gate.id]) } == .forbidden)
            #expect(await refusal { _ = try await events.create(as: otto, motion("yard")) } == .notFound)
            #expect(await refusal { _ = try await events.record(as: viewer, "gate") } == .forbidden)
            let now = scene.time.wall
            let counts = try await events.statistics(
                as: viewer,
                .init(),
                from: now + .seconds(-60),
                to: now + .seconds(1)
            )
            #expect(counts.map(\.camera) == ["gate"] && counts.map(\.count) == [1])
        }
    }

    @Test func whatMakesNoSenseIsRefused() async throws {
        try await withEvents { scene in
            let now = scene.time.wall
            let wrong: [(String, (inout CameraEventReport) -> Void)] = [
                ("kind", { $0.kind = "Motion" }), ("kind", { $0.kind = "" }), ("source", { $0.source = "a b" }),
                ("kind", { $0.kind = String(repeating: "a", count: 65) }), ("score", { $0.score = 1.5 }),
                ("score", { $0.score = .nan }), ("label", { $0.label = "a\nb" }), ("zones", { $0.zones = ["a\nb"] }),
                ("zones", { $0.zones = [""] }), ("zones", { $0.zones = Array(repeating: "a", count: 65) }),
                ("start", { $0.start = now + .seconds(3600) }), ("end", { $0.end = now + .seconds(-1) }),
                ("stream", { $0.stream = "third" }), ("snapshot", { $0.snapshot = "7" }),
                ("attributes", { $0.attributes = ["a": String(repeating: "a", count: 9000)] }),
            ]
            for (member, change) in wrong {
                var report = motion()
                change(&report)
                let wanted = report
                do {
                    _ = try await scene.events.report(wanted)
                    Issue.record("\(member) was taken")
                } catch let error as DomainError {
                    #expect(error.kind == .invalid && error.member == member)
                }
            }
            #expect(await refusal { _ = try await scene.events.report(motion("attic")) } == .notFound)
            #expect(try await scene.catalog.events(CameraEventQuery(limit: 9)).isEmpty)
        }
    }

    @Test func oneThatLastsIsEndedAtTheLatestByTheClock() async throws {
        try await withEvents { scene in
            var report = motion()
            report.isLasting = true
            let first = try await scene.events.report(report)
            let second = try await scene.events.report(report)
            #expect(first.end == nil)
            scene.time.advance(by: .seconds(5))
            try await scene.events.end(first.id)
            await scene.events.tick()
            #expect(try await scene.events.event(as: me, first.id).end == first.start + .seconds(5))
            #expect(try await scene.events.event(as: me, second.id).end == nil)
            scene.time.advance(by: .seconds(600))
            await scene.events.tick()
            #expect(try await scene.events.event(as: me, second.id).end == second.start + .seconds(600))
        }
    }

    @Test func recordingsThatShowItAreMarked() async throws {
        try await withEvents { scene in
            let yard = try #require(CameraID("yard"))
            let now = scene.time.wall
            func row(_ id: Int64, _ from: Int64, _ to: Int64) -> SegmentRecord {
                SegmentRecord(
                    id: RecordingID(nanoseconds: id),
                    camera: yard,
                    stream: .main,
                    start: now + .seconds(from),
                    end: now + .seconds(to),
                    isOpen: false,
                    node: Node.name,
                    volume: Node.volume,
                    key: "yard/\(id).mp4",
                    run: RecordingID(nanoseconds: id)
                )
            }
            try await scene.catalog.apply([.opened(row(1, -70, -10)), .opened(row(2, -10, 0))])
            _ = try await scene.events.report(motion())
            await scene.events.tick()
            #expect(try await scene.catalog.segment(RecordingID(nanoseconds: 2))?.isEvent == true)
            #expect(try await scene.catalog.segment(RecordingID(nanoseconds: 1))?.isEvent == false)
            // What is written later, of the time after it.
            scene.time.advance(by: .seconds(12))
            try await scene.catalog.apply([.opened(row(3, 0, 9)), .opened(row(4, 11, 12))])
            await scene.events.tick()
            #expect(try await scene.catalog.segment(RecordingID(nanoseconds: 3))?.isEvent == true)
            #expect(try await scene.catalog.segment(RecordingID(nanoseconds: 4))?.isEvent == false)
        }
    }

    @Test func theyAreCounted() async throws {
        try await withEvents { scene in
            let start = scene.time.wall
            for index in 0..<6 {
                _ = try await scene.events.report(motion(index == 5 ? "gate" : "yard"))
                scene.time.advance(by: .seconds(600))
            }
            let end = scene.time.wall
            let hours = try await scene.events.counts(as: me, .init(), from: start, to: end, by: .seconds(1800))
            #expect(hours.map(\.count) == [3, 3] && hours[1].kinds == ["motion": 3] && hours[0].unacknowledged == 3)
            let statistics = try await scene.events.statistics(as: me, .init(), from: start, to: end)
            #expect(Set(statistics.map(\.camera)) == ["gate", "yard"])
            #expect(statistics.reduce(0) { $0 + $1.count } == 6)
            let refused = await refusal {
                _ = try await scene.events.counts(
                    as: me,
                    .init(),
                    from: start,
                    to: end + .seconds(86_400),
                    by: .seconds(60)
                )
            }
            #expect(refused == .invalid)
            #expect(
                await refusal {
                    _ = try await scene.events.counts(as: me, .init(), from: start, to: end, by: .seconds(1))
                } == .invalid
            )
        }
    }

    @Test func theOldGoByTheRuleOfTheirCamera() async throws {
        try await withEvents { scene in
            var change = CameraChange()
            change.retentionDays = 0
            _ = try await scene.cameras.change(as: me, "gate", change)
            change.retentionDays = 40
            _ = try await scene.cameras.change(as: me, "yard", change)
            let old = try await scene.events.report(motion())
            let kept = try await scene.events.report(motion("gate"))
            scene.time.advance(by: .seconds(39 * 86_400))
            let young = try await scene.events.report(motion())
            try await scene.events.expire()
            #expect(try await scene.events.event(as: me, old.id) == old)
            scene.time.advance(by: .seconds(2 * 86_400))
            try await scene.events.expire()
            let left = try await scene.catalog.events(CameraEventQuery(limit: 9)).map(\.id.description)
            #expect(Set(left) == [kept.id, young.id])
        }
    }

    @Test func aCameraThatIsSwitchedOffIsNotRecordedByHand() async throws {
        try await withEvents { scene in
            #expect(await refusal { _ = try await scene.events.record(as: me, "yard") } == .conflict)
            #expect(await refusal { try await scene.events.stopRecording(as: me, "yard") } == .conflict)
        }
    }
}
