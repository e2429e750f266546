import Catalog
import Media
import Stream
import TestKit
import Testing

@testable import Recording

/// Short losses in the middle of a file: few rows, which never say that a picture is missing that is there.
struct GapHolesTests {
    private static let beginning = WallTime(nanoseconds: 1_795_000_000_000_000_000)

    private struct Row {
        var start: WallTime
        var end: WallTime
        var missing: Duration?
        var detail: String
    }

    private static func at(_ seconds: Double) -> WallTime { beginning + .seconds(seconds) }

    /// A day of a camera over UDP with 5 % of loss: a hole every two seconds, and a file a minute.
    @Test(arguments: 0..<5 as Range<UInt64>)
    func aDayOfLossesMakesFewRowsThatAreTrue(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var ledger = GapLedger()
        var rows: [Int: Row] = [:]
        var holes: [Range<WallTime>] = []
        var told = 0
        func follow(isFinal: Bool = false) {
            for change in ledger.takeChanges(now: Self.at(1e6), isFinal: isFinal) {
                guard case .holes(let ticket, let start, let end, let missing, .lost, let detail) = change else {
                    Issue.record("\(change)")
                    continue
                }
                rows[ticket] = Row(start: start, end: end, missing: missing, detail: detail)
                told += 1
            }
        }
        var time = 0.0
        var file = 0
        while time < 86_400 {
            let start = Self.at(time)
            let end = start + .milliseconds(generator.integer(200...2000))
            if Int(time / 60) != file {
                file = Int(time / 60)
                ledger.endFile()
            }
            ledger.addHole(from: start, to: end, .lost, detail: "Lost.")
            holes.append(start..<end)
            time = (end - Self.beginning).inSeconds + Double(generator.integer(1...2500)) / 1000
            if generator.chance(oneIn: 3) { follow() }
        }
        // Whatever moment the program dies at: what was known at the last commit was told.
        follow()
        #expect(holes.count > 30_000)
        // At most two a minute: a gap of a minute at most seldom begins with the file.
        #expect(rows.count <= 2 * 24 * 60, "\(rows.count) rows")
        #expect(told < holes.count)
        let sorted = rows.values.sorted { $0.start < $1.start }
        #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $0.end <= $1.start })
        var next = holes[...]
        for row in sorted {
            let own = next.prefix { $0.upperBound <= row.end }
            next = next.dropFirst(own.count)
            #expect(own.first?.lowerBound == row.start && own.last?.upperBound == row.end)
            let missing = own.reduce(Duration.zero) { $0 + ($1.upperBound - $1.lowerBound) }
            #expect(row.missing ?? (row.end - row.start) == missing)
            #expect((row.missing == nil) == (own.count == 1))
            #expect(row.end - row.start <= GapHoles.longest)
            #expect(own.count == 1 || row.detail.contains("\(own.count) times"))
        }
        #expect(next.isEmpty)
    }

    @Test func holesThatAreFarApartOrOfAnotherFileAreGapsOfTheirOwn() {
        var ledger = GapLedger()
        for (start, isOtherFile) in [(0, false), (5, false), (15.4, false), (20, true), (19, false)] {
            if isOtherFile { ledger.endFile() }
            ledger.addHole(from: Self.at(start), to: Self.at(start + 0.4), .lost, detail: "Lost.")
        }
        // Shorter than clocks jitter.
        ledger.addHole(from: Self.at(21), to: Self.at(21.1), .lost, detail: "Lost.")
        var told: [WallTime: Duration?] = [:]
        for case .holes(_, let start, _, let missing, _, _) in ledger.takeChanges(now: Self.at(30), isFinal: false) {
            told[start] = .some(missing)
        }
        let alone: Duration? = nil
        #expect(
            told == [
                Self.at(0): .milliseconds(800), Self.at(15.4): alone, Self.at(20): alone, Self.at(19): alone,
            ]
        )
        #expect(ledger.takeChanges(now: Self.at(40), isFinal: true).isEmpty)
    }

    /// From the ring to the catalogue: the row grows with each commit, and the figures with it.
    @Test func theRowGrowsWithEachCommit() async throws {
        let world = try await World()
        var stream = try world.stream()
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        await world.send(30, of: &stream)
        func lose(_ count: Int64) async {
            stream.losePictures(count)
            var unit = stream.next()
            unit.flags.insert(.afterLoss)
            if unit.arrival > world.time.monotonic { world.time.advance(by: unit.arrival - world.time.monotonic) }
            world.ring.append(unit)
            await world.settle()
            await world.send(20, of: &stream)
        }
        for (count, missing) in [(10, 0.4), (20, 1.2), (5, 1.4)] as [(Int64, Double)] {
            await lose(count)
            await world.service.commit()
            let rows = try await world.gaps()
            let row = try #require(rows.first)
            let end = try #require(row.end)
            #expect(rows.count == 1 && row.reason == .lost && row.start == World.beginning + .milliseconds(1200))
            #expect(abs((row.missing ?? (end - row.start)).inSeconds - missing) < 0.001)
            let tally = try #require(world.service.figures.first).tally
            #expect(tally.gaps == 1 && abs(tally.gapSeconds - missing) < 0.001)
        }
        #expect(try await world.gaps()[0].detail.contains("3 times"))
        // The catalogue fails while the row is to grow: it grows later, and is no other row.
        world.catalog.refuse(writes: CatalogError(.diskFull, "The disk is full."))
        await lose(10)
        await world.service.commit()
        world.catalog.refuse()
        await lose(10)
        await world.service.finish()
        let rows = try await world.gaps().filter { $0.reason == .lost }
        #expect(rows.count == 1 && rows[0].missing == .milliseconds(2200))
        #expect(rows[0].detail.contains("5 times"))
    }
}
