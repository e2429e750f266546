import Media
import TestKit
import Testing

@testable import Changes

struct ChangeHistoryTests {
    private func add(_ history: inout ChangeHistory, _ kind: Change.Kind, _ id: String) {
        _ = history.add {
            Change(sequence: $0, time: WallTime(nanoseconds: 0), kind: kind, object: "camera", id: id)
        }
    }

    /// Everything that a reader gets from `sequence` on.
    private func read(_ history: ChangeHistory, after sequence: UInt64) -> [ChangeEvent] {
        var events: [ChangeEvent] = []
        var position = sequence
        while let event = history.next(after: position) {
            events.append(event)
            #expect(event.sequence > position || events.count == 1)
            position = event.sequence
        }
        return events
    }

    private func names(_ events: [ChangeEvent]) -> [String] {
        events.map { event in
            switch event {
            case .change(let change): "\(change.sequence) \(change.kind.rawValue) \(change.id)"
            case .missed(let through): "missed \(through)"
            }
        }
    }

    @Test func inOrder() {
        var history = ChangeHistory(bound: 10, startingAfter: 100)
        #expect(read(history, after: 100).isEmpty)
        add(&history, .created, "a")
        add(&history, .changed, "a")
        #expect(names(read(history, after: 100)) == ["101 created a", "102 changed a"])
        #expect(names(read(history, after: 101)) == ["102 changed a"])
        #expect(read(history, after: 102).isEmpty)
    }

    @Test func repeatedStatesAreOne() {
        var history = ChangeHistory(bound: 10, startingAfter: 0)
        add(&history, .state, "a")
        add(&history, .state, "b")
        add(&history, .changed, "a")
        add(&history, .state, "a")
        add(&history, .changed, "a")
        #expect(names(read(history, after: 0)) == ["2 state b", "3 changed a", "4 state a", "5 changed a"])
        // Nothing was missed by who has read the first.
        #expect(names(read(history, after: 1)) == ["2 state b", "3 changed a", "4 state a", "5 changed a"])
        for _ in 0..<1000 { add(&history, .state, "a") }
        #expect(history.count == 4)
        #expect(names(read(history, after: 5)) == ["1005 state a"])
    }

    @Test func whoIsTooSlowIsTold() {
        var history = ChangeHistory(bound: 3, startingAfter: 0)
        for id in ["a", "b", "c", "d", "e"] { add(&history, .created, id) }
        #expect(names(read(history, after: 0)) == ["missed 2", "3 created c", "4 created d", "5 created e"])
        #expect(names(read(history, after: 1)) == ["missed 2", "3 created c", "4 created d", "5 created e"])
        #expect(names(read(history, after: 2)) == ["3 created c", "4 created d", "5 created e"])
    }

    @Test func numbersOfOtherRuns() {
        var history = ChangeHistory(bound: 3, startingAfter: 1000)
        #expect(names(read(history, after: 999)) == ["missed 1000"])
        #expect(names(read(history, after: 0)) == ["missed 1000"])
        add(&history, .created, "a")
        #expect(names(read(history, after: 5)) == ["missed 1000", "1001 created a"])
        #expect(names(read(history, after: 5000)) == ["missed 1001"])
        #expect(names(read(history, after: .max)) == ["missed 1001"])
    }

    /// Readers of any speed end up with the same as a list of everything would tell them.
    @Test(arguments: UInt64(0)..<50) func anyReaders(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let bound = Int.random(in: 1...12, using: &generator)
        var history = ChangeHistory(bound: bound, startingAfter: 0)
        var all: [Change] = []
        var readers = [(position: UInt64(0), seen: Set<UInt64>(), missed: UInt64(0))]
        readers += readers + readers
        for _ in 0..<200 {
            add(
                &history,
                Change.Kind.allCases.randomElement(using: &generator) ?? .state,
                ["a", "b", "c"].randomElement(using: &generator) ?? ""
            )
            if case .change(let change) = history.next(after: history.newest - 1) { all.append(change) }
            #expect(history.count <= bound)
            let index = Int.random(in: readers.indices, using: &generator)
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                guard let event = history.next(after: readers[index].position) else { break }
                readers[index].position = event.sequence
                switch event {
                case .change(let change): readers[index].seen.insert(change.sequence)
                case .missed(let through): readers[index].missed = through
                }
            }
        }
        #expect(all.map(\.sequence) == Array(1...200))
        for var reader in readers {
            while let event = history.next(after: reader.position) {
                reader.position = event.sequence
                if case .change(let change) = event {
                    reader.seen.insert(change.sequence)
                } else {
                    reader.missed = event.sequence
                }
            }
            for change in all where !reader.seen.contains(change.sequence) && change.sequence > reader.missed {
                // Only a state may be left out, and only where a later one was read.
                #expect(change.kind == .state)
                #expect(
                    all.contains {
                        $0.kind == .state && $0.id == change.id && $0.sequence > change.sequence
                            && reader.seen.contains($0.sequence)
                    }
                )
            }
        }
    }
}
