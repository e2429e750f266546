import Media
import Testing

@testable import MP4

/// A file that was joined of recordings with pauses between them says where these are.
struct PauseTests {
    private let pauses = [
        SegmentIdentity.Pause(fragment: 3, start: 1_000, end: 2_000, run: 1_999, epoch: 4),
        SegmentIdentity.Pause(fragment: 9, start: 3_000, end: .max, run: -1, epoch: .max),
    ]

    private func header(_ bytes: [UInt8]) throws -> MovieHeader {
        var scan = TailScan(fileLength: Int64(bytes.count))
        return try #require(scan.run(on: bytes).0.movie)
    }

    @Test func aHeadGetsThemAndIsOtherwiseTheSame() throws {
        for tracks in [[try TestFormats.h264], [try TestFormats.h264, try TestFormats.aac]] {
            let made = InitialisationSegment(tracks: tracks, identity: Recording.identity)
            let paused = try SegmentIdentity.adding(pauses, to: made.bytes.span)
            #expect(paused.count == made.bytes.count + 2 + pauses.count * 32)
            let (before, after) = (try header(made.bytes), try header(paused))
            #expect(after.tracks == before.tracks && after.timescale == before.timescale)
            var expected = Recording.identity
            expected.version = SegmentIdentity.pausedVersion
            expected.pauses = pauses
            #expect(after.identity == expected)
            #expect(ParameterSetNumber.of(after) == ParameterSetNumber.of(before))
        }
    }

    @Test func whatIsWrittenWhenTheFileEndsHasItsPlace() throws {
        let made = InitialisationSegment(tracks: [try TestFormats.h264], identity: Recording.identity)
        var bytes = try SegmentIdentity.adding(pauses, to: made.bytes.span)
        let ending = SegmentIdentity.Ending(wall: 77, reason: "stopped")
        for patch in try ClosingFields(parsing: bytes.span).patches(duration: 9, ending: ending) {
            bytes.replaceSubrange(patch.offset..<patch.offset + patch.bytes.count, with: patch.bytes)
        }
        let closed = try header(bytes)
        #expect(closed.duration == 9 && closed.identity?.ending == ending && closed.identity?.pauses == pauses)
    }

    @Test func whereThereIsNoIdentityThereIsNoPlace() throws {
        let made = InitialisationSegment(tracks: [try TestFormats.h264])
        #expect(throws: MP4Error.self) { try SegmentIdentity.adding(pauses, to: made.bytes.span) }
        #expect(throws: MP4Error.self) { try SegmentIdentity.adding(pauses, to: made.bytes.span.extracting(0..<20)) }
    }

    @Test func whatIsCutOffIsNoIdentity() throws {
        var identity = Recording.identity
        identity.version = SegmentIdentity.pausedVersion
        identity.pauses = pauses
        var writer = BoxWriter()
        identity.write(to: &writer)
        // Head and user type are in front.
        let body = Array(writer.bytes.dropFirst(24))
        #expect(try SegmentIdentity(parsing: body.span) == identity)
        for count in 0..<body.count {
            #expect(throws: MP4Error.self) { try SegmentIdentity(parsing: body.span.extracting(0..<count)) }
        }
    }
}
