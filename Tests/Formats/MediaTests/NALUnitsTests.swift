import TestKit
import Testing

@testable import Media

struct NALUnitsTests {
    private func units(_ payload: [UInt8]) -> (units: [[UInt8]], isWhole: Bool) {
        var units: [[UInt8]] = []
        let isWhole = NALUnits.forEach(in: payload.span) { units.append(Array(payload[$0])) }
        return (units, isWhole)
    }

    @Test func eachUnitIsVisited() {
        let (units, isWhole) = units([0, 0, 0, 2, 7, 8, 0, 0, 0, 0, 0, 0, 0, 1, 9])
        #expect(units == [[7, 8], [], [9]])
        #expect(isWhole)
        #expect(self.units([]).isWhole)
    }

    @Test func lengthsThatDoNotFitEndIt() {
        for cut in 1..<11 {
            let payload = Array(([0, 0, 0, 2, 7, 8, 0, 0, 0, 1, 9] as [UInt8]).prefix(cut))
            let (units, isWhole) = units(payload)
            #expect(isWhole == (cut == 6))
            #expect(units == (cut < 6 ? [] : [[7, 8]]))
        }
        let huge = units([0xFF, 0xFF, 0xFF, 0xFF, 1])
        #expect(huge.units.isEmpty && !huge.isWhole)
    }

    @Test func startCodesSplit() {
        func split(_ bytes: [UInt8]) -> [[UInt8]] { NALUnits.split(bytes.span).map { Array(bytes[$0]) } }
        #expect(split([7, 1, 0, 0, 1, 8, 0, 2, 0, 0, 0, 0, 1, 9, 0]) == [[7, 1], [8, 0, 2], [9, 0]])
        #expect(split([0, 0, 1, 7, 0, 0, 3, 1, 0, 1]) == [[7, 0, 0, 3, 1, 0, 1]])
        #expect(split([0, 0, 0, 1, 0, 0, 1, 7]) == [[7]])
        #expect(split([7, 0, 0, 1]) == [[7]])
        #expect(split([]).isEmpty && split([0, 0, 1]).isEmpty)
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func emulationPreventionIsTakenOut(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            var writer = BitWriter()
            for _ in 0..<Int.random(in: 0..<60, using: &generator) {
                writer.bits(UInt32([0, 0, 0, 1, 2, 3, 4, 255][Int.random(in: 0..<8, using: &generator)]), 8)
            }
            let unit = [0x67, 0x42] + writer.protected
            #expect(NALUnits.rawPayload(of: unit.span, headerLength: 2) == writer.bytes)
        }
        let short: [UInt8] = [0x67]
        #expect(NALUnits.rawPayload(of: short.span, headerLength: 2).isEmpty)
    }
}
