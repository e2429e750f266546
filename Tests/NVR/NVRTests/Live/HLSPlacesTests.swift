import Media
import Testing

@testable import NVR

struct HLSPlacesTests {
    private static func seconds(_ number: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: number * 1_000_000_000) }

    private static func isTaken(_ places: HLSPlaces, _ stream: String, of face: String = "mibee", at time: Int64)
        -> Bool
    {
        do {
            try places.take(stream, of: face, most: 2, at: seconds(time))
            return true
        } catch {
            #expect(error.kind == .busy)
            return false
        }
    }

    @Test func oneMoreIsRefusedUntilAnotherIsLeft() {
        let places = HLSPlaces()
        #expect(Self.isTaken(places, "a", at: 0))
        #expect(Self.isTaken(places, "b", at: 1))
        #expect(!Self.isTaken(places, "c", at: 2))
        // Those that have a place keep it by asking again.
        #expect(Self.isTaken(places, "a", at: 10))
        #expect(!Self.isTaken(places, "c", at: 15))
        #expect(Self.isTaken(places, "c", at: 16))
        #expect(!Self.isTaken(places, "b", at: 17))
    }

    @Test func facesDoNotShareThem() {
        let places = HLSPlaces()
        #expect(Self.isTaken(places, "a", at: 0))
        #expect(Self.isTaken(places, "b", at: 0))
        #expect(Self.isTaken(places, "a", of: "lightnvr", at: 0))
        for stream in ["a", "b", "c", "d"] { #expect(Self.isTaken(places, stream, of: "native", at: 0)) }
    }
}
