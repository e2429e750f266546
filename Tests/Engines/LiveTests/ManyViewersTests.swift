import Media
import NIOCore
import Stream
import Synchronization
import Testing

@testable import Live

/// Many watch one camera, and some of them stop taking anything.
struct ManyViewersTests {
    private static let viewers = 200
    private static let stuck = 20
    /// 24 s of 25 pictures a second, with a key frame each second.
    private static let units = 600
    private static let size = 20_000

    @Test func thoseWhoStopReadingHarmNobodyAndHoldNothing() async throws {
        let time = ManualTimeSource(wall: WallTime(nanoseconds: 0))
        let hub = LiveHub(time: time, linger: .zero)
        let ring = StreamRing()
        ring.begin(StreamFormat(tracks: [LiveSamples.jpeg]))
        ring.append(LiveSamples.unit(0))
        let key = RenditionKey(camera: "yard", stream: "main", kind: RenditionKind("numbers"))
        let woken = Counts(Self.viewers)
        let readers = (0..<Self.viewers).map { index in
            hub.reader(of: ring, as: key, building: { NumberBuilder(size: Self.size) }) { woken.add(index) }
        }
        var seen = [[Int]](repeating: [], count: Self.viewers)
        var most = 0
        for number in 0..<Self.units {
            if number > 0 {
                time.advance(by: .milliseconds(40))
                ring.append(LiveSamples.unit(number, isKey: number % 25 == 0))
            }
            try await eventually("unit \(number) is there") {
                Self.read(readers[Self.viewers - 1], &seen[Self.viewers - 1])
                return seen[Self.viewers - 1].last == number
            }
            for index in 0..<Self.viewers - 1 { Self.read(readers[index], &seen[index]) }
            if number == 100 { for index in 0..<Self.stuck { readers[index].setWritable(false) } }
            most = max(most, hub.heldBytes)
        }
        // Whoever takes what comes has got every unit.
        for index in Self.stuck..<Self.viewers { #expect(seen[index] == Array(0..<Self.units), "\(index)") }
        #expect(readers[Self.stuck...].allSatisfy { $0.missedUnits == 0 && !$0.isStalled })
        // Held is what anybody would need, however many there are: four seconds, and not 24.
        #expect(most < 6 * 25 * 2 * Self.size)
        #expect(readers[..<Self.stuck].allSatisfy { $0.isStalled })
        for index in 0..<Self.stuck { #expect(seen[index] == Array(0...100)) }
        // One that takes something again after all goes on with a key frame.
        readers[0].setWritable(true)
        Self.read(readers[0], &seen[0])
        #expect(seen[0][101] == Self.units - 25 && readers[0].missedUnits == Self.units - 25 - 101)
        // Who takes nothing is woken for the first that comes, and no more.
        for index in 1..<Self.stuck { #expect(woken[index] <= 102) }
        for index in Self.stuck..<Self.viewers { #expect(woken[index] > 500) }
    }

    private final class Counts: Sendable {
        private let counts: Mutex<[Int]>

        init(_ count: Int) { counts = Mutex(Array(repeating: 0, count: count)) }

        func add(_ index: Int) { counts.withLock { $0[index] += 1 } }

        subscript(index: Int) -> Int { counts.withLock { $0[index] } }
    }

    private static func read(_ reader: RenditionReader, _ seen: inout [Int]) {
        var items: [ViewerItem] = []
        while reader.read(into: &items) {}
        for case .unit(let unit) in items { seen.append(Int(unit.wall.nanoseconds)) }
    }
}
