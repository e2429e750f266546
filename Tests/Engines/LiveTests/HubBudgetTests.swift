import Media
import NIOCore
import Stream
import Testing

@testable import Live

/// Many cameras are watched, and all of it together has a bound.
struct HubBudgetTests {
    private static let size = 10_000
    private static let format = StreamFormat(tracks: [LiveSamples.jpeg])

    private struct Camera {
        let ring = StreamRing()
        let good: RenditionReader
        let stuck: RenditionReader
        var seen: [Int] = []

        init(_ number: Int, _ hub: LiveHub) {
            let key = RenditionKey(camera: "cam-\(number)", stream: "main", kind: RenditionKind("numbers"))
            let ring = self.ring
            ring.begin(HubBudgetTests.format)
            let reader = { hub.reader(of: ring, as: key, building: { NumberBuilder(size: HubBudgetTests.size) }) {} }
            good = reader()
            stuck = reader()
        }

        mutating func read() { HubBudgetTests.read(good, &seen) }
    }

    private static func read(_ reader: RenditionReader, _ seen: inout [Int]) {
        for case .unit(let unit) in items(of: reader) { seen.append(Int(unit.wall.nanoseconds)) }
    }

    private static func items(of reader: RenditionReader) -> [ViewerItem] {
        var items: [ViewerItem] = []
        while reader.read(into: &items) {}
        return items
    }

    @Test func allThatIsHeldForViewersIsBoundedAndWhoIsBehindJumpsAndIsTold() async throws {
        let (cameras, units, group) = (40, 150, 25)
        // Each camera for itself would hold four groups, and all together 40 MB and more.
        let limit = 30 << 20
        let budget = RingBudget(limit: limit)
        let time = ManualTimeSource(wall: WallTime(nanoseconds: 0))
        let hub = LiveHub(time: time, linger: .zero, budget: budget)
        var all = (0..<cameras).map { Camera($0, hub) }
        var most = 0
        for number in 0..<units {
            for camera in all { camera.ring.append(LiveSamples.unit(number, isKey: number % group == 0)) }
            for index in all.indices {
                try await eventually("camera \(index) has unit \(number)") {
                    all[index].read()
                    return all[index].seen.last == number
                }
            }
            if number == 10 {
                for camera in all {
                    _ = Self.items(of: camera.stuck)
                    camera.stuck.setWritable(false)
                }
            }
            try await eventually("the budget knows of all, and all is within it") {
                budget.heldBytes == hub.heldBytes && hub.heldBytes <= limit
            }
            most = max(most, hub.heldBytes)
            time.advance(by: .milliseconds(40))
        }
        // The bound was of account, …
        #expect(4 * group * Self.size * cameras > limit && most > limit / 2 && budget.isTooSmall)
        // …and who takes what comes has missed nothing.
        for camera in all { #expect(camera.seen == Array(0..<units) && camera.good.missedUnits == 0) }
        for index in all.indices {
            let camera = all[index]
            camera.stuck.setWritable(true)
            camera.ring.append(LiveSamples.unit(units, isKey: true))
            try await eventually("camera \(index) has its next key frame") {
                all[index].read()
                return all[index].seen.last == units
            }
            let words = Self.items(of: camera.stuck).map(\.short)
            #expect(words.first?.hasPrefix("dropped") == true, "\(words)")
            #expect(words.dropFirst().first.flatMap { Int($0) }.map { $0 % group } == 0, "\(words)")
            #expect(words.last == "\(units)")
        }
    }

    @Test func whatIsWatchedNoMoreCountsNoMore() async throws {
        let budget = RingBudget(limit: 1 << 20)
        let hub = LiveHub(time: ManualTimeSource(wall: WallTime(nanoseconds: 0)), linger: .zero, budget: budget)
        var camera: Camera? = Camera(0, hub)
        camera?.ring.append(LiveSamples.unit(0))
        try await eventually("it holds something") { budget.heldBytes > Self.size }
        camera = nil
        try await eventually("nothing is held any more") { budget.heldBytes == 0 }
    }
}
