import Catalog
import Foundation
import Media
import Storage
import Stream
import Testing

@testable import NVR

/// Which sheets there are, for those who may play the recordings.
struct StoryboardAccessTests {
    private let world = CamerasUnderTest()
    private let me = Asker.administrator
    /// Five minutes, and so a sheet of ten seconds, begin here; some hours before now.
    private let start = WallTime(nanoseconds: 1_795_200_000_000_000_000)

    /// Ten minutes of "yard" are recorded, main and sub, but for the sub stream's last three; the files are gone.
    private func withStoryboards(_ body: (Storyboards, Archive) async throws -> Void) async throws {
        try await world.withRecorder { _, _, archive in
            let yard = try #require(CameraID("yard"))
            let record = CameraRecord(
                id: yard,
                name: "yard",
                mainURL: "rtsp://192.0.2.7/",
                owner: "local",
                leaseEpoch: 1,
                createdAt: start
            )
            try await world.catalog.insert(record)
            for minute in 0..<10 {
                for stream in StreamKind.allCases where stream == .main || minute < 7 {
                    let begin = start + .seconds(60 * minute)
                    let id = RecordingID(nanoseconds: begin.nanoseconds + (stream == .main ? 0 : 1))
                    let segment = SegmentRecord(
                        id: id,
                        camera: yard,
                        stream: stream,
                        start: begin,
                        end: begin + .seconds(60),
                        bytes: 1,
                        isOpen: false,
                        node: "local",
                        volume: "default",
                        key: "\(id)",
                        run: id
                    )
                    try await world.catalog.apply([.opened(segment)])
                }
            }
            let threads = DiskThreads(count: 1)
            let workers = RecorderWorkers(program: nil, time: world.services.time, logger: world.services.logger)
            let stills = RecordedStills(archive: archive, workers: workers)
            let shelf = StoryboardShelf(folder: nil, threads: threads, limit: { 0 }, logger: world.services.logger)
            try await body(Storyboards(stills: stills, shelf: shelf), archive)
            await threads.stop()
        }
    }

    private func sheets(
        _ boards: Storyboards,
        as asker: Principal? = nil,
        _ camera: String = "yard",
        stream: String? = nil,
        seconds: Int = 40_000,
        interval: Int = 10
    ) async throws -> StoryboardView {
        try await boards.sheets(
            as: asker ?? me,
            of: camera,
            stream: stream,
            from: start + .seconds(-seconds),
            to: start + .seconds(seconds),
            interval: interval
        )
    }

    @Test func thereAreThoseOfWhichAnythingIsRecorded() async throws {
        try await withStoryboards { boards, _ in
            let found = try await sheets(boards)
            #expect(found.stream == "main" && found.interval == 10 && found.tiles == 30)
            #expect(found.sheets.map(\.range.lowerBound) == [start, start + .seconds(300)])
            #expect(found.sheets.allSatisfy { $0.isFinal })
            // As much of it is recorded.
            #expect(
                try await boards.sheets(
                    as: me,
                    of: "yard",
                    stream: nil,
                    from: start,
                    to: start + .seconds(400),
                    interval: 10
                ).stream == "sub"
            )
            #expect(try await sheets(boards, stream: "sub").sheets.count == 2)
            // The next longer interval that there is.
            #expect(try await sheets(boards, interval: 61).interval == 120)
            let later = try await boards.sheets(
                as: me,
                of: "yard",
                stream: nil,
                from: start + .seconds(700),
                to: start + .seconds(900),
                interval: 1
            )
            #expect(later.sheets.isEmpty)
            // Of recordings whose files are gone there are no pictures, and that is no error.
            let sheet = try await boards.sheet(as: me, of: "yard", found.sheets[0].id)
            #expect(sheet.tiles.isEmpty && sheet.isFinal)
        }
    }

    @Test func onlyThoseWhoMayPlayRecordingsSeeThem() async throws {
        try await withStoryboards { boards, _ in
            let sheet = try await sheets(boards).sheets[0].id
            for (asker, expected) in [
                (Asker.viewer(["yard": [.live]]), DomainError.Kind.forbidden),
                (Asker.viewer(["gate": [.playback]]), .notFound),
                (.nobody, .unproven),
            ] {
                #expect(await refusal { _ = try await sheets(boards, as: asker) } == expected)
                #expect(await refusal { _ = try await boards.sheet(as: asker, of: "yard", sheet) } == expected)
            }
            let viewer = Asker.viewer(["yard": [.playback]])
            #expect(try await sheets(boards, as: viewer).sheets.count == 2)
            #expect(await refusal { _ = try await boards.sheet(as: viewer, of: "yard", sheet) } == nil)
        }
    }

    @Test func whatMakesNoSenseIsRefused() async throws {
        try await withStoryboards { boards, _ in
            #expect(await refusal { _ = try await sheets(boards, "nowhere") } == .notFound)
            #expect(await refusal { _ = try await sheets(boards, stream: "third") } == .invalid)
            #expect(await refusal { _ = try await sheets(boards, seconds: 0) } == .invalid)
            #expect(await refusal { _ = try await sheets(boards, interval: 3601) } == .invalid)
            #expect(await refusal { _ = try await sheets(boards, seconds: 10_000_000) } == .invalid)
            for text in ["", "1", "main-11-1", "../main-10-1", "main-10-1.jpg"] {
                #expect(await refusal { _ = try await boards.sheet(as: me, of: "yard", text) } == .notFound)
            }
        }
    }
}
