import Media
import Stream
import Testing

@testable import Live

struct LatestKeyFrameTests {
    private let jpeg = TrackFormat.jpeg(JPEGFormat(size: PictureSize(width: 640, height: 480)))
    private let sound = TrackFormat.g711(G711Format(law: .a))

    private func unit(_ number: UInt8, track: Int = 0, flags: AccessUnit.Flags = .key) -> AccessUnit {
        AccessUnit(
            track: track,
            payload: Bytes([number]),
            decodeTime: MediaTicks(Int64(number) * 9000),
            arrival: MonotonicTime(nanoseconds: Int64(number) * 100_000_000),
            wall: WallTime(nanoseconds: Int64(number)),
            flags: flags
        )
    }

    private func latest(_ ring: StreamRing) async -> UInt8? { await LatestKeyFrame.of(ring)?.unit.payload.array.first }

    @Test func itIsThatOfTheLastGroup() async throws {
        let ring = StreamRing()
        #expect(await latest(ring) == nil)
        ring.begin(StreamFormat(tracks: [jpeg, sound]))
        #expect(await latest(ring) == nil)
        for item in [unit(1), unit(2, flags: []), unit(2, track: 1), unit(3), unit(4, track: 1), unit(5, flags: [])] {
            ring.append(item)
        }
        #expect(await latest(ring) == 3)
        #expect(await LatestKeyFrame.of(ring)?.format == jpeg)
    }

    @Test func aCameraThatIsGoneHasNone() async throws {
        let ring = StreamRing()
        ring.begin(StreamFormat(tracks: [jpeg]))
        ring.append(unit(1))
        ring.interrupt(Interruption(code: "x", sentence: "Gone.", at: WallTime(nanoseconds: 1)))
        #expect(await latest(ring) == nil)
        ring.begin(StreamFormat(tracks: [jpeg]))
        ring.append(unit(2))
        #expect(await latest(ring) == 2)
        ring.end()
        #expect(await latest(ring) == nil)
    }

    @Test func soundAloneIsNoPicture() async throws {
        let ring = StreamRing()
        ring.begin(StreamFormat(tracks: [sound]))
        ring.append(unit(1))
        #expect(await latest(ring) == nil)
    }

    /// It must not count as somebody who watches when it is over.
    @Test func itLeavesNobodyBehind() async throws {
        let ring = StreamRing()
        ring.begin(StreamFormat(tracks: [jpeg]))
        ring.append(unit(1))
        _ = await latest(ring)
        #expect(!ring.hasViewers)
    }

    @Test func whoHasPatienceWaitsForTheFirst() async throws {
        let ring = StreamRing()
        async let found = LatestKeyFrame.of(ring, within: .seconds(60))
        while !ring.hasViewers { await Task.yield() }
        ring.begin(StreamFormat(tracks: [jpeg]))
        ring.append(unit(7))
        #expect(await found?.unit.payload.array == [7])
        #expect(!ring.hasViewers)
    }

    @Test func itIsNotWaitedForWhereTheCameraIsGoneAndNotForEver() async throws {
        let ring = StreamRing()
        async let found = LatestKeyFrame.of(ring, within: .seconds(60))
        while !ring.hasViewers { await Task.yield() }
        ring.interrupt(Interruption(code: "x", sentence: "Gone.", at: WallTime(nanoseconds: 1)))
        #expect(await found == nil)
        #expect(await LatestKeyFrame.of(StreamRing(), within: .milliseconds(10)) == nil)
    }
}
