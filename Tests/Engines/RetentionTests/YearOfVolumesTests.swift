import Catalog
import Foundation
import Media
import Stream
import TestKit
import Testing

@testable import Retention

/// A year of recording on three volumes, each too small in its own way, one of which is away now and then.
struct YearOfVolumesTests {
    private static let isLong = ProcessInfo.processInfo.environment["NIGHTJAR_TEST_LONG"] != nil
    private static let tick: Duration = .seconds(isLong ? 3600 : 4 * 3600)
    /// Bytes of each camera in a tick, on average.
    private static let lump: Int64 = isLong ? 5000 : 20_000
    private static let floor: Int64 = 300_000
    private static let limit: Int64 = 2_000_000

    /// Where a camera's recordings go, and where they go while that is away.
    private static let places = ["gate": "fast", "yard": "large", "attic": "default"]

    @Test func eachVolumeKeepsItsOwnBoundsAndPaysForNoOther() async throws {
        var rules = RetentionRules(usual: CameraRule(term: day * 40, eventTerm: day * 80))
        // Room is short on the one, the other has a limit, and of the third, the default one, nothing goes but by age.
        rules.volumes["fast"] = VolumeRule(floor: Self.floor)
        rules.volumes["large"] = VolumeRule(limit: Self.limit)
        rules.volumes["default"] = VolumeRule(floor: Self.floor)
        let world = KeeperWorld(
            rules,
            total: 60_000_000,
            others: ["fast": 2_500_000, "large": 60_000_000],
            ahead: Self.tick * 2
        )
        for name in Self.places.keys.sorted() { try await world.addCamera(name) }
        var random = SeededGenerator(seed: 365)
        var known: [Int64: SegmentRecord] = [:]
        var next: Int64 = 0
        var away: Set<String> = []
        var returned: Set<String> = []
        var reasons: [String: Set<DeletionReason>] = [:]
        for _ in 0..<Int(365 * 86_400 / Self.tick.inSeconds) {
            world.time.advance(by: Self.tick)
            for (name, wanted) in Self.places.sorted(by: { $0.key < $1.key }) {
                next += 1
                known[next] = try await world.record(
                    next,
                    of: name,
                    endedAgo: 0,
                    length: Self.tick,
                    bytes: Int64.random(in: Self.lump * 7 / 10...Self.lump * 13 / 10, using: &random),
                    isEvent: Int.random(in: 0..<10, using: &random) == 0,
                    on: away.contains(wanted) ? "default" : wanted
                )
            }
            // To one that has just come back more was not expected.
            expectBounds(world, away.union(returned))
            returned = []
            // Now and then one is taken away for some days, or comes back.
            if let name = ["fast", "large"].randomElement(using: &random),
                Int.random(in: 0..<60, using: &random) == 0
            {
                let isGone = !away.contains(name)
                if isGone { away.insert(name) } else { away.remove(name) }
                if !isGone { returned.insert(name) }
                world.unmount(name, isGone)
            }
            if Int.random(in: 0..<30, using: &random) == 0, let id = known.keys.sorted().randomElement(using: &random) {
                let isProtected = known.values.count(where: \.isProtected) < 20
                known[id]?.isProtected = isProtected
                _ = try await world.catalog.setKeeping(
                    KeepingChange(isProtected: isProtected),
                    of: [RecordingID(nanoseconds: id)]
                )
            }
            let times = Dictionary(grouping: known.values, by: \.volume)
            try await world.keeper.pass()
            for case .deleted(let deletions) in world.takeNews() {
                for deletion in deletions {
                    let found = known.removeValue(forKey: deletion.segment.id.nanoseconds)
                    let row = try #require(found)
                    reasons[row.volume, default: []].insert(deletion.reason)
                    #expect(!row.isProtected && row.volume == deletion.segment.volume)
                    #expect(!away.contains(row.volume), "what is away cannot be deleted")
                    let term = rules.rule(of: row.camera).term(isEvent: row.isEvent)
                    let isDue = term.map { row.end + $0 <= world.time.wall } ?? false
                    #expect((deletion.reason == .age) == isDue)
                    // What goes for room was the oldest of its volume, but for what is protected, or kept longer as an event.
                    if !isDue, !row.isEvent {
                        let older = times[row.volume, default: []].filter { other in
                            other.camera == row.camera && !other.isEvent && !other.isProtected && other.end < row.end
                        }
                        #expect(older.allSatisfy { known[$0.id.nanoseconds] == nil })
                    }
                }
            }
        }
        // Back at last, all is as the catalogue says.
        for name in ["fast", "large"] { world.unmount(name, false) }
        try await world.keeper.pass()
        for case .deleted(let deletions) in world.takeNews() {
            for deletion in deletions { known[deletion.segment.id.nanoseconds] = nil }
        }
        expectBounds(world, [])
        #expect(try await world.ids() == known.keys.sorted())
        for (name, disk) in world.others.merging(["default": world.disk], uniquingKeysWith: { $1 }) {
            #expect(disk.keys == Set(known.values.filter { $0.volume == name }.map(\.key)), "\(name)")
        }
        #expect(reasons["fast"]?.contains(.freeSpace) == true)
        #expect(reasons["large"]?.contains(.volumeLimit) == true)
        #expect(reasons["default"] == [.age])
        await world.end()
    }

    private func expectBounds(_ world: KeeperWorld, _ unchecked: Set<String>) {
        if let fast = world.others["fast"], !unchecked.contains("fast") { #expect(fast.room.free >= Self.floor) }
        if let large = world.others["large"], !unchecked.contains("large") { #expect(large.used <= Self.limit) }
        #expect(world.disk.room.free >= Self.floor)
    }
}
