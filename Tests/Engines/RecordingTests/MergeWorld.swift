import Catalog
import Foundation
import Logging
import MP4
import Media
import Storage
import Stream
import Synchronization
import TestKit
import Testing

@testable import Recording

/// Recordings that can be joined, and who joins them.
struct MergeWorld {
    let world: World
    static let rule = MergeRule(isOn: true, window: .seconds(3600), leastAge: .zero, leastMembers: 2, batch: 1000)

    /// What a player sees of everything: each sample of each track with its time on the camera's own line.
    struct Content: Equatable {
        struct Sample: Equatable {
            var ticks: Int64
            var duration: UInt32
            var isKey: Bool
            var payload: Bytes
        }

        /// By epoch and track.
        var samples: [String: [Sample]] = [:]
        var spans: [Range<WallTime>] = []
    }

    /// - Parameter seconds: that are recorded, in files of ten.
    init(seconds: Int, audio: Bool = false, seed: UInt64 = 1) async throws {
        world = try await World()
        var generator = SeededGenerator(seed: seed)
        var stream = try world.stream(audio: audio)
        stream.presentationOffset = seed % 2 == 0 ? 0 : 3600
        stream.picturesPerGroup = generator.integer(10...60)
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        let end = world.time.monotonic + .seconds(seconds)
        while world.time.monotonic < end {
            await world.send(generator.integer(20...60), of: &stream)
            if generator.chance(oneIn: 3) { await world.service.commit() }
            // Pictures are lost, or the camera begins anew: neighbours that do not go together.
            if seed > 1, generator.chance(oneIn: 25) { stream.losePictures(Int64(generator.integer(40...200))) }
            if seed > 2, generator.chance(oneIn: 25) {
                let variant: UInt8 = generator.chance(oneIn: 2) ? 0xC0 : 0xC4
                let sound = audio ? [try SimulatedStream.audio()] : []
                let tracks = [try SimulatedStream.video(variant: variant)] + sound
                var next = SimulatedStream(
                    format: StreamFormat(tracks: tracks),
                    monotonic: world.time.monotonic,
                    wall: world.time.wall
                )
                next.picturesPerGroup = stream.picturesPerGroup
                stream = next
                world.ring.begin(stream.format)
            }
        }
        await world.service.finish()
        world.time.advance(by: .seconds(7200))
    }

    func merger(stoppingAfter step: MergeStep? = nil, room: Int64? = nil, store: (any MediaStore)? = nil) -> Merger {
        Merger(parts(stoppingAfter: step, room: room, store: store))
    }

    func merger(
        before: MergeReport,
        counted: @escaping @Sendable (MergeReport) async -> Void
    ) -> Merger {
        var parts = parts()
        parts.counted = counted
        return Merger(parts, before: before)
    }

    private func parts(stoppingAfter step: MergeStep? = nil, room: Int64? = nil, store: (any MediaStore)? = nil)
        -> Merger.Parts
    {
        let disk = store ?? world.disk
        var parts = Merger.Parts(
            catalog: world.catalog,
            node: "node",
            volumes: { ["default": disk] },
            room: { _ in room },
            threads: world.threads,
            time: world.time,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            exclusively: { work in await work() }
        )
        parts.pause = { _ in }
        parts.goesOn = { $0 != step }
        return parts
    }

    @discardableResult
    func merge(
        _ rule: MergeRule = MergeWorld.rule,
        stoppingAfter step: MergeStep? = nil
    ) async throws -> MergeReport.Tally {
        try await merger(stoppingAfter: step).pass([World.camera: rule])
    }

    func recover() async throws -> RecoveryReport {
        let recovery = Recovery(
            catalog: world.catalog,
            node: "node",
            volumes: ["default": world.local],
            threads: world.threads,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let open = OpenRecord(
            id: OpenID(number: 1),
            startedAt: World.beginning,
            lastSeenAt: world.time.wall,
            closedCleanly: false,
            version: "1"
        )
        return try await recovery.repair(previous: open)
    }

    func content() async throws -> Content {
        var content = Content()
        for row in try await world.rows() {
            let bytes = try world.bytes(of: row)
            let (movie, payloads) = try readBack(bytes)
            let identity = try #require(movie.header.identity)
            var next = payloads.map { $0[...] }
            for sample in movie.samples {
                let first = next[sample.track].popFirst()
                let payload = try #require(first)
                content.samples["\(identity.epoch)/\(sample.track)", default: []].append(
                    .init(
                        ticks: sample.decodeTime + identity.startTicks[sample.track],
                        duration: sample.duration,
                        isKey: sample.isKey,
                        payload: payload
                    )
                )
            }
        }
        content.spans = try await world.catalog.coverage(
            of: World.camera,
            .main,
            from: World.beginning,
            to: world.time.wall,
            joiningWithin: .milliseconds(500)
        ).spans
        return content
    }

    /// Every row tells the truth about its file, and every file has its row or waits to be deleted.
    func expectTruth() async throws {
        let rows = try await world.rows()
        let waiting = try await world.catalog.pendingRemovals().map(\.key)
        let files = Set(try world.files())
        #expect(files.subtracting(waiting) == Set(rows.map(\.key)))
        #expect(Set(rows.map(\.key)).isDisjoint(with: waiting))
        for row in rows {
            let tail = report(on: try world.bytes(of: row))
            #expect(tail.damage == nil && tail.isClosed && tail.goodLength == row.bytes)
            #expect(row.videoFrames == tail.videoSamples && row.audioFrames == tail.audioSamples)
            #expect(row.keyFrames == tail.entries.count { $0.isKey })
            let index = try #require(try await world.catalog.fragmentIndex(of: row.id))
            let number = tail.movie.map(ParameterSetNumber.of) ?? 0
            var entries = tail.entries
            for place in entries.indices { entries[place].parameterSetID = number }
            #expect(number != 0)
            #expect(try FragmentIndex(decoding: index.span).entries == entries)
        }
    }
}
