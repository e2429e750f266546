import Catalog
import Media
import Simulation
import Stream
import Testing

@testable import NVR

/// When cameras are recorded.
struct CameraModeTests {
    private let me = Asker.administrator

    private func recording(_ change: (inout CameraDraft) -> Void) throws -> CameraRecording {
        var draft = CameraDraft(name: "yard", url: "rtsp://192.0.2.7/")
        change(&draft)
        return try CameraRules.recording(of: draft)
    }

    @Test func recordStillSaysWhetherItIsRecorded() throws {
        #expect(try recording { _ in } == CameraRecording())
        let off = try recording { $0.isRecorded = false }
        #expect(off.main.mode == .off && off.sub.mode == .off && !off.isRecorded)
        // A mode says more.
        let event = try recording {
            $0.isRecorded = false
            $0.mode = "event"
        }
        #expect(event.main.mode == .event && event.sub.mode == .event && event.isRecorded)
        let both = try recording {
            $0.mode = "event"
            $0.subMode = "manual"
            $0.preRoll = 30
        }
        #expect(both.sub.mode == .manual && both.preRoll == 30)
    }

    @Test func aScheduleSaysWhen() throws {
        let both = try recording {
            $0.mode = "schedule"
            $0.schedule = ["mon-fri 08:00-18:00 event"]
        }
        #expect(both.main == both.sub && both.main.schedule?.texts == ["mon,tue,wed,thu,fri 08:00-18:00 event"])
        for wrong: (inout CameraDraft) -> Void in [
            { $0.mode = "schedule" }, { $0.mode = "always" }, { $0.subMode = "" }, { $0.schedule = ["mon"] },
            { $0.preRoll = 31 }, { $0.postRoll = 301 }, { $0.longestEvent = 9 }, { $0.preRoll = -1 },
            { $0.schedule = Array(repeating: "daily 00:00-24:00 off", count: 201) },
        ] {
            #expect(throws: DomainError.self) { try recording(wrong) }
        }
    }

    @Test func aChangeConcernsWhatItNames() async throws {
        try await CamerasUnderTest().withCameras { cameras in
            var draft = CameraDraft(name: "yard", url: "rtsp://192.0.2.7/")
            draft.isEnabled = false
            draft.mode = "event"
            let added = try await cameras.add(as: me, draft)
            #expect(added.mode == "event" && added.subMode == "event" && added.isRecorded)
            // It is recorded as it is.
            var change = CameraChange()
            change.isRecorded = true
            #expect(try await cameras.change(as: me, "yard", change).version == added.version)
            change = CameraChange()
            change.subMode = "off"
            change.postRoll = 3
            let changed = try await cameras.change(as: me, "yard", change)
            #expect(changed.mode == "event" && changed.subMode == "off" && changed.postRoll == 3)
            #expect(changed.version != added.version)
            change = CameraChange()
            change.mode = "schedule"
            let wrong = change
            #expect(await refusal { _ = try await cameras.change(as: me, "yard", wrong) } == .invalid)
            change.schedule = ["daily 00:00-24:00 continuous"]
            #expect(try await cameras.change(as: me, "yard", change).schedule == ["daily 00:00-24:00 continuous"])
            change = CameraChange()
            change.isRecorded = false
            let off = try await cameras.change(as: me, "yard", change)
            #expect(off.mode == "off" && off.subMode == "off" && !off.isRecorded && off.schedule != nil)
            change.isRecorded = true
            #expect(try await cameras.change(as: me, "yard", change).mode == "continuous")
        }
    }

    @Test func aCameraWaitsForWhatHappens() async throws {
        let world = CamerasUnderTest(allowsLoopback: true, time: SystemTimeSource())
        let camera = try await CameraUnderTest()
        try await world.withRunning { cameras, archive in
            let settings = try await Settings.open(world.services)
            let events = CameraEvents(world.services, cameras, settings)
            var draft = CameraDraft(name: "yard", url: "rtsp://127.0.0.1:\(camera.server.port)/main")
            draft.mode = "event"
            draft.preRoll = 1
            draft.postRoll = 1
            _ = try await cameras.add(as: me, draft)
            try await eventually("pictures come") {
                try await cameras.camera(as: me, "yard").status.main?.frames ?? 0 > 120
            }
            let waiting = try await cameras.camera(as: me, "yard").status
            #expect(waiting.state == .watching && waiting.code.isEmpty)
            #expect(waiting.reason.contains("when something happens"))
            #expect(try await world.catalog.segments(SegmentQuery(limit: 9)).isEmpty)

            let event = try await events.report(CameraEventReport(camera: "yard", kind: "motion", source: "test"))
            try await eventually("it is recorded") { try await !world.catalog.segments(SegmentQuery(limit: 9)).isEmpty }
            try await eventually("it has ended") {
                await events.tick()
                let row = try await world.catalog.segments(SegmentQuery(limit: 9)).first
                return row?.isOpen == false && row?.isEvent == true
            }
            let row = try #require(try await world.catalog.segments(SegmentQuery(limit: 9)).first)
            #expect(row.start <= event.start + .seconds(-1) && row.end >= event.start + .seconds(1))
            #expect(try await cameras.camera(as: me, "yard").status.state == .watching)

            // By hand, whatever the mode.
            var change = CameraChange()
            change.mode = "off"
            _ = try await cameras.change(as: me, "yard", change)
            let begun = try await events.record(as: me, "yard", seconds: 3600)
            #expect(begun.streams == ["main"])
            try await eventually("it is recorded by hand") {
                let status = try await cameras.camera(as: me, "yard").status
                return status.state == .recording && status.main?.manualUntil == begun.until
            }
            try await eventually("there is a second recording") {
                try await world.catalog.segments(SegmentQuery(limit: 9)).count == 2
            }
            try await events.stopRecording(as: me, "yard")
            try await eventually("it is left alone") {
                await events.tick()
                let rows = try await world.catalog.segments(SegmentQuery(limit: 9))
                let state = try await cameras.camera(as: me, "yard").status.state
                return rows.allSatisfy { !$0.isOpen } && state == .idle
            }
            let kept = try await events.event(as: me, begun.event)
            #expect(kept.kind == "manual" && kept.end != nil)
        }
        await camera.server.close()
    }
}
