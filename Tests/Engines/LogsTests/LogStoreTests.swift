import Logging
import Media
import Synchronization
import TestKit
import Testing

@testable import Logs

struct LogStoreTests {
    private final class Counter: Sendable {
        let seconds = Atomic<Int64>(0)
    }

    /// Each line is a second after the one before.
    private func store(lines: Int = 10_000, bytes: Int = 1 << 30) -> LogStore {
        let counter = Counter()
        return LogStore(mostLines: lines, mostBytes: bytes) {
            WallTime(nanoseconds: counter.seconds.add(1, ordering: .relaxed).newValue * 1_000_000_000)
        }
    }

    private func line(
        _ message: String,
        _ level: Logger.Level = .info,
        label: String = "nightjar",
        _ metadata: [LogLine.Field] = []
    ) -> LogLine {
        LogLine(
            sequence: 0,
            time: WallTime(nanoseconds: 0),
            level: level,
            label: label,
            source: "Test",
            message: message,
            metadata: metadata
        )
    }

    private func messages(_ store: LogStore, _ change: (inout LogQuery) -> Void = { _ in }) -> [String] {
        var query = LogQuery()
        change(&query)
        return store.lines(query).lines.map(\.message)
    }

    @Test func theNewestLinesAreKept() {
        let store = store(lines: 100)
        for number in 1...1000 {
            store.append(line("\(number)"))
            #expect(store.kept.lines == min(number, 100))
        }
        let page = store.lines(LogQuery())
        #expect(page.lines.map(\.message) == (901...1000).map(String.init))
        #expect(page.lines.map(\.sequence) == (901...1000).map(UInt64.init))
        #expect(page.lines.map(\.time.nanoseconds) == (901...1000).map { $0 * 1_000_000_000 })
        #expect(page.newest == 1000)
        #expect(!page.hasMore)
        #expect(!page.hasGap)
    }

    @Test func bytesAreBounded() {
        let store = store(bytes: 10_000)
        for number in 1...100 {
            store.append(line(String(repeating: "x", count: 900) + "\(number)"))
            #expect(store.kept.bytes <= 10_000)
        }
        #expect(store.kept.lines == 9)
        store.append(line(String(repeating: "y", count: 50_000)))
        #expect(store.kept.lines == 1)
        store.append(line("z"))
        #expect(store.kept.lines == 1)
        #expect(messages(store) == ["z"])
        #expect(store.kept.bytes < 200)
    }

    @Test func filters() {
        let store = store()
        store.append(line("one", .debug))
        store.append(line("Two", .warning, [.init("camera", "door")]))
        store.append(line("three", .error, label: "worker", [.init("stream", "door/main"), .init("url", "TWO")]))
        store.append(line("four", .info, [.init("stream", "doors/main"), .init("camera", "yard")]))
        #expect(messages(store) { $0.minimumLevel = .warning } == ["Two", "three"])
        #expect(messages(store) { $0.text = "tWo" } == ["Two", "three"])
        #expect(messages(store) { $0.text = "nowhere" } == [])
        #expect(messages(store) { $0.camera = "door" } == ["Two", "three"])
        #expect(messages(store) { $0.since = WallTime(nanoseconds: 3_000_000_000) } == ["three", "four"])
        #expect(messages(store) { $0.until = WallTime(nanoseconds: 3_000_000_000) } == ["one", "Two"])
        #expect(messages(store) { $0.limit = 1 } == ["four"])
        #expect(messages(store) { $0.limit = -5 } == ["four"])
        #expect(messages(store) { ($0.camera, $0.minimumLevel) = ("door", .error) } == ["three"])
    }

    @Test func followingTheLog() {
        let store = store(lines: 5)
        for number in 1...4 { store.append(line("\(number)")) }
        var query = LogQuery()
        query.limit = 2
        query.after = 0
        var page = store.lines(query)
        #expect(page.lines.map(\.message) == ["1", "2"])
        #expect(page.hasMore)
        #expect(page.newest == 2)
        query.after = page.newest
        page = store.lines(query)
        #expect(page.lines.map(\.message) == ["3", "4"])
        #expect(!page.hasMore)
        query.after = page.newest
        #expect(store.lines(query).lines.isEmpty)
        #expect(!store.lines(query).hasGap)
        for number in 5...12 { store.append(line("\(number)")) }
        page = store.lines(query)
        #expect(page.hasGap)
        #expect(page.lines.map(\.message) == ["8", "9"])
        // A number of an earlier run.
        query.after = 5000
        page = store.lines(query)
        #expect(page.hasGap)
        #expect(page.lines.map(\.message) == ["8", "9"])
        query.after = .max
        #expect(store.lines(query).hasGap)
    }

    @Test func pagingBack() {
        let store = store()
        for number in 1...1000 { store.append(line("\(number)", number % 3 == 0 ? .warning : .info)) }
        var query = LogQuery()
        query.minimumLevel = .warning
        query.limit = 100
        var found: [String] = []
        while true {
            let page = store.lines(query)
            found = page.lines.map(\.message) + found
            query.before = page.lines.first?.sequence
            if !page.hasMore { break }
        }
        #expect(found == (1...1000).filter { $0 % 3 == 0 }.map(String.init))
        query.before = 0
        #expect(store.lines(query).lines.isEmpty)
    }

    @Test func clearing() {
        let store = store()
        #expect(store.lines(LogQuery()) == LogPage())
        store.append(line("a"))
        store.clear()
        #expect(messages(store) == [])
        #expect(store.kept == (0, 0))
        store.append(line("b"))
        #expect(store.lines(LogQuery()).lines.map(\.sequence) == [2])
        var query = LogQuery()
        query.after = 0
        #expect(store.lines(query).hasGap)
    }

    /// Random appends and clears beside a plain array that does the same slowly.
    @Test(arguments: UInt64(0)..<30) func asAPlainArray(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let most = Int.random(in: 1...80, using: &generator)
        let bytes = Int.random(in: 200...20_000, using: &generator)
        var ring = LineRing(mostLines: most, mostBytes: bytes)
        var plain: [LogLine] = []
        for number in 1...UInt64(400) {
            if Int.random(in: 0..<100, using: &generator) == 0 {
                ring.removeAll()
                plain = []
            }
            var new = line(String(repeating: "x", count: Int.random(in: 0...300, using: &generator)))
            ring.append(new, at: WallTime(nanoseconds: 0))
            new.sequence = number
            plain.append(new)
            while plain.count > 1, plain.count > most || plain.reduce(0, { $0 + $1.cost }) > bytes {
                plain.removeFirst()
            }
            #expect(ring.count == plain.count)
            #expect(ring.bytes == plain.reduce(0) { $0 + $1.cost })
            let first = UInt64.random(in: 0...number + 2, using: &generator)
            let range = first..<UInt64.random(in: first...number + 3, using: &generator)
            #expect(Array(ring.lines(range)) == plain.filter { range.contains($0.sequence) })
        }
    }

    @Test func manyWriters() async {
        let store = store(lines: 50)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for number in 0..<500 {
                        store.append(line("\(number)"))
                        if number % 50 == 0 { #expect(store.lines(LogQuery()).lines.count <= 50) }
                    }
                }
            }
        }
        let page = store.lines(LogQuery())
        #expect(page.newest == 2000)
        #expect(page.lines.map(\.sequence) == (1951...2000).map(UInt64.init))
        #expect(page.lines.map(\.time).sorted() == page.lines.map(\.time))
    }
}
