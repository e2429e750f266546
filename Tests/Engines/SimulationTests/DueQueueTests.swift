import TestKit
import Testing

@testable import Simulation

struct DueQueueTests {
    @Test(arguments: 0..<20 as Range<UInt64>)
    func givesTheEarliestFirst(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var queue = DueQueue<Int64>()
        var expected: [Int64] = []
        for _ in 0..<500 {
            if Bool.random(using: &random) || expected.isEmpty {
                let due = Int64.random(in: 0..<100, using: &random)
                queue.insert(due, due: due)
                expected.append(due)
                expected.sort()
            } else {
                let now = Int64.random(in: 0..<100, using: &random)
                let isDue = expected[0] <= now
                #expect(queue.popFirst(dueBy: now) == (isDue ? expected.removeFirst() : nil))
            }
            #expect(queue.nextDue == expected.first)
        }
    }
}
