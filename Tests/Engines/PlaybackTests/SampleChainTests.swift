import Catalog
import Cryptography
import MP4
import Media
import Storage
import Testing

@testable import Playback

/// The digest over a track's samples, as it is documented, and that it does not know the container.
struct SampleChainTests {
    @Test func itIsWhatItsDescriptionSays() {
        let leaf = SampleChain.leaf(tick: 0x0102_0304, presentationOffset: -1, [9, 8].span)
        #expect(leaf == SHA256.hash([0, 0, 0, 0, 1, 2, 3, 4, 255, 255, 255, 255, 9, 8]))
        var chain = SampleChain()
        #expect(chain.value == SHA256.hash(Array("nightjar-samples-1".utf8)) && chain.count == 0)
        let start = chain.value
        chain.add(leaf: leaf)
        #expect(chain.value == SHA256.hash(start + leaf) && chain.count == 1)
        var other = SampleChain(resuming: start, after: 7)
        other.add(leaf: leaf)
        #expect(other.value == chain.value && other.count == 8)
    }

    /// A recording, the same in two, and the same as an ordinary film have the same leaves.
    @Test func theContainerDoesNotCount() async throws {
        let world = try await RangeWorld()
        try await world.record(at: 0, seconds: 6)
        let record = world.records[0]
        let whole = try world.player.walk(record)
        let seal = try #require(try whole.seals().first)
        #expect(seal.samples == 150 && seal.kind == "video" && seal.first == 0)

        // Divided as if it were joined of two.
        let lines = [[SampleLedger.Line(expected: 60, wish: .init(before: 20, leavesFrom: 50)), SampleLedger.Line()]]
        let parts = try whole.ledger(lines: lines)
        #expect(parts.lines[0].map(\.chain.count) == [60, 90] && parts.surplus == 0)
        #expect(parts.lines[0][0].leaves.count == 10 * 32 && parts.lines[0][0].prefixTick == 20 * 3600)
        #expect(parts.lines[0][1].first == 60 * 3600)

        let range = try await world.open(0, 6)
        let film = try await world.player.progressive(range, mostFragments: 1000)
        let bytes = try await film.whole()
        let ordinary = try SampleWalk(length: Int64(bytes.count)) { offset, count in
            Array(bytes[Int(offset)..<min(bytes.count, Int(offset) + count)])
        }
        #expect(!ordinary.movie.isFragmented)
        #expect(try ordinary.seals() == [seal])
        // Only what is there: every cut is an error, or has fewer samples.
        for length in stride(from: 0, to: bytes.count, by: 101) {
            let cut = Array(bytes[..<length])
            let walk = try? SampleWalk(length: Int64(length)) { offset, count in
                offset < length ? Array(cut[Int(offset)..<min(length, Int(offset) + count)]) : []
            }
            let seals = try? walk?.seals()
            #expect(seals != [seal], "\(length)")
        }
        await world.end()
    }

    @Test func everyByteAndEveryTimeCounts() async throws {
        let world = try await RangeWorld()
        try await world.record(at: 0, seconds: 2)
        let walk = try world.player.walk(world.records[0])
        let seal = try walk.seals()
        var samples: [(WalkedSample, [UInt8])] = []
        try walk.eachSample { sample, bytes in samples.append((sample, bytes.withUnsafeBytes { Array($0) })) }
        #expect(samples.count == 50)
        for index in 0..<samples.count {
            for change in 0..<3 {
                var ledger = SampleLedger(lines: [[SampleLedger.Line()]], zeros: [])
                for (number, (sample, bytes)) in samples.enumerated() {
                    var (sample, bytes) = (sample, bytes)
                    if number == index {
                        switch change {
                        case 0: bytes[index % bytes.count] ^= 1
                        case 1: sample.decodeTime += 1
                        default: sample.presentationOffset += 1
                        }
                    }
                    ledger.add(sample, bytes.span)
                }
                #expect(walk.seals(of: ledger, line: 0) != seal)
            }
        }
        await world.end()
    }
}
