import Media
import TestKit
import Testing

@testable import MP4

struct ClosingFieldsTests {
    private let ending = SegmentIdentity.Ending(wall: 1_793_000_060_123_456_789, reason: "format-changed")

    private var identity: SegmentIdentity {
        var identity = Recording.identity
        identity.start = identity.recording - 3
        identity.run = identity.recording - 60_000_000_000
        return identity
    }

    private func header(_ bytes: [UInt8]) throws -> MovieHeader {
        var scan = TailScan(fileLength: Int64(bytes.count))
        return try #require(scan.run(on: bytes).0.movie)
    }

    private func patched(_ bytes: [UInt8], with patches: [ClosingFields.Patch]) -> [UInt8] {
        var bytes = bytes
        for patch in patches {
            bytes.replaceSubrange(patch.offset..<patch.offset + patch.bytes.count, with: patch.bytes)
        }
        return bytes
    }

    @Test func theyAreFoundAgainInAFile() throws {
        for tracks in [[try TestFormats.h264], [try TestFormats.h264, try TestFormats.aac], [TestFormats.aLaw]] {
            for (identity, reserves) in [(identity, true), (nil, true), (identity, false)] as [(SegmentIdentity?, Bool)]
            {
                let made = InitialisationSegment(tracks: tracks, identity: identity, reservesDuration: reserves)
                #expect(try ClosingFields(parsing: made.bytes.span) == made.closingFields)
                let closed = patched(made.bytes, with: made.closingFields.patches(duration: 77, ending: ending))
                #expect(closed.count == made.bytes.count)
                #expect(try ClosingFields(parsing: closed.span) == made.closingFields)
            }
        }
    }

    @Test func theIdentityTellsTheEndOnceThereIsOne() throws {
        let made = InitialisationSegment(tracks: [try TestFormats.h264], identity: identity)
        #expect(try header(made.bytes).identity == identity)
        let closed = try header(patched(made.bytes, with: made.closingFields.patches(duration: 9, ending: ending)))
        var expected = identity
        expected.ending = ending
        #expect(closed.identity == expected && closed.duration == 9)
        let long = SegmentIdentity.Ending(wall: 1, reason: "a-reason-of-more-letters")
        let cut = try header(patched(made.bytes, with: made.closingFields.patches(duration: 9, ending: long)))
        #expect(cut.identity?.ending?.reason == "a-reason-of-more")
    }

    @Test func anIdentityOfTheFirstVersionIsReadAndKeepsItsLength() throws {
        var first = Recording.identity
        first.version = 1
        let made = InitialisationSegment(tracks: [try TestFormats.h264], identity: first)
        #expect(made.closingFields.ending == nil)
        #expect(try ClosingFields(parsing: made.bytes.span) == made.closingFields)
        let read = try #require(try header(made.bytes).identity)
        #expect(read == first && read.start == first.recording && read.run == first.recording)
        #expect(made.closingFields.patches(duration: 1, ending: ending).count == 2)
    }

    /// Power fails in the middle of one of the small writes: every mixture of old and new bytes is a file that plays.
    @Test func tornPatchesDoNoHarm() throws {
        let made = InitialisationSegment(tracks: [try TestFormats.h264], identity: identity)
        for patch in made.closingFields.patches(duration: 5_400_000, ending: ending) {
            for count in 0...patch.bytes.count {
                var torn = patch
                torn.bytes.removeLast(patch.bytes.count - count)
                let read = try header(patched(made.bytes, with: [torn]))
                #expect(read.tracks.count == 1 && read.isFragmented)
                #expect(read.identity?.run == identity.run)
            }
        }
    }

    @Test func whatIsNoHeadIsAnErrorAndNoCrash() throws {
        let good = InitialisationSegment(tracks: [try TestFormats.h264, try TestFormats.aac], identity: identity).bytes
        for count in 0..<good.count { _ = try? ClosingFields(parsing: good.span.extracting(0..<count)) }
        #expect(throws: MP4Error.noMovie) { try ClosingFields(parsing: [UInt8]().span) }
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<3000 {
            var bytes = good
            for _ in 0..<generator.integer(1...4) {
                bytes[generator.integer(0...bytes.count - 1)] = UInt8(generator.integer(0...255))
            }
            guard let fields = try? ClosingFields(parsing: bytes.span) else { continue }
            // Whatever was found lies within what was read.
            for patch in fields.patches(duration: 1, ending: ending) {
                #expect(patch.offset >= 0 && patch.offset + patch.bytes.count <= bytes.count)
            }
        }
    }
}
