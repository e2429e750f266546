import Media
import Testing

@testable import Ingest

struct DecodeTimelineTests {
    private func place(_ presentation: [Int64], depth: Int?) -> [(decode: Int64, offset: Int32)] {
        var line = DecodeTimeline(reorderDepth: depth)
        return presentation.map { time in
            let place = line.place(MediaTicks(time))
            return (place.decode.count, place.offset)
        }
    }

    @Test func withoutReorderingBothTimesAreTheSame() {
        let places = place([0, 3600, 7200, 10_800], depth: nil)
        #expect(places.map(\.decode) == [0, 3600, 7200, 10_800])
        #expect(places.allSatisfy { $0.offset == 0 })
    }

    /// I0 P3 B1 B2 P6 B4 B5: with the depth told, every picture is decoded before it is shown.
    @Test(arguments: [Int?.some(1), .some(2), nil])
    func reorderedPicturesKeepTheirTimesAndDecodingNeverFalls(depth: Int?) {
        let shown: [Int64] = [0, 3, 1, 2, 6, 4, 5, 9, 7, 8, 12, 10, 11].map { $0 * 3600 }
        let places = place(shown, depth: depth)
        for (place, time) in zip(places, shown) { #expect(place.decode + Int64(place.offset) == time) }
        for (before, after) in zip(places, places.dropFirst()) { #expect(before.decode < after.decode) }
        if depth != nil { #expect(places.allSatisfy { $0.offset >= 0 }) }
    }

    @Test func aRepeatedTimeStillMovesOn() {
        let places = place([100, 100, 100], depth: 0)
        #expect(places.map(\.decode) == [100, 101, 102])
    }
}
