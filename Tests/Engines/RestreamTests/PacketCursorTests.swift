import Media
import NIOCore
import RTSP
import Stream
import Testing

@testable import Restream

struct PacketCursorTests {
    private let stream = TestStream()
    private var builder = RTPBlockBuilder()
    private var log = PacketLog(limit: 1 << 20)

    init() throws { _ = builder.begin(try TestStream.format()) }

    private mutating func append(_ unit: AccessUnit) throws {
        let block = builder.add(unit)
        log.append(try #require(block))
    }

    private mutating func add(_ numbers: ClosedRange<Int64>, group: Int64 = 25, disposable: Bool = false) throws {
        for number in numbers {
            let unit = stream.picture(number, isKey: number % group == 0, isDisposable: disposable && number % 2 == 1)
            try append(unit)
        }
    }

    private func all(_ cursor: inout PacketCursor) -> [Int64] {
        var times: [Int64] = []
        while let block = cursor.read(log) { times.append(block.time / 40_000_000) }
        return times
    }

    @Test mutating func aViewerBeginsWithTheCurrentGroup() throws {
        try add(0...60)
        var cursor = PacketCursor(startingIn: log, media: 2)
        let group = all(&cursor)
        #expect(group == Array(50...60))
        try add(61...62)
        let news = all(&cursor)
        #expect(news == [61, 62])
        #expect(cursor.skipped == 0 && cursor.jumps == 0)
    }

    @Test mutating func withoutAGroupItWaitsForOne() throws {
        var cursor = PacketCursor(startingIn: log, media: 2)
        let nothing = all(&cursor)
        #expect(nothing.isEmpty)
        try add(0...2)
        let start = all(&cursor)
        #expect(start == [0, 1, 2])
    }

    @Test mutating func aSlowOneLosesDisposablePicturesAndMissesNoNumbers() throws {
        try add(0...0, group: 1000)
        var cursor = PacketCursor(startingIn: log, media: 2)
        let first = all(&cursor)
        #expect(first == [0])
        try add(1...40, group: 1000, disposable: true)
        let read = all(&cursor)
        // Behind by more than a second: those before the fifteenth.
        #expect(read == Array(1...40).filter { $0 % 2 == 0 || $0 >= 15 })
        #expect(cursor.skipped == 7 && cursor.omitted == [7, 0] && cursor.jumps == 0)
    }

    @Test mutating func aSlowerOneJumpsToTheNewestKeyFrame() throws {
        try add(0...10)
        var cursor = PacketCursor(startingIn: log, media: 2)
        let first = all(&cursor)
        #expect(first == Array(0...10))
        try add(11...90)
        let later = all(&cursor)
        #expect(later == Array(75...90))
        #expect(cursor.jumps == 1 && cursor.skipped == 64 && cursor.omitted == [0, 0])
    }

    @Test mutating func whoIsBehindTheLogJumpsToo() throws {
        try add(0...0)
        var cursor = PacketCursor(startingIn: log, media: 2)
        try add(1...300)
        #expect(log.first > 0)
        let late = all(&cursor)
        #expect(late.first == 300)
    }

    @Test mutating func theLogIsBounded() throws {
        log = PacketLog(limit: 20_000)
        for number in Int64(0)...200 {
            try append(stream.picture(number, isKey: number == 0, bytes: 500))
            #expect(log.heldBytes <= 20_000)
        }
        // The only group was larger than the bound: nobody can start before the next.
        #expect(log.start == nil)
        var cursor = PacketCursor(startingIn: log, media: 2)
        let nothing = all(&cursor)
        #expect(nothing.isEmpty)
        try append(stream.picture(201, isKey: true))
        let start = all(&cursor)
        #expect(start == [201])
    }

    @Test mutating func whatLiesSecondsBeforeTheCurrentGroupGoes() throws {
        try add(0...500)
        // Four seconds before the newest, as far as they lie before the current group.
        #expect(log[log.first].time / 40_000_000 == 400)
        #expect(log.firstBlock(of: 0, from: log.start ?? 0)?.time == log[log.start ?? 0].time)
        log.forget()
        #expect(log.newest == nil && log.start == nil && log.heldBytes == 0)
    }
}

struct RequestPaceTests {
    @Test func aBurstAndThenARate() {
        var now = MonotonicTime(nanoseconds: 0)
        var pace = RequestPace(burst: 3, perSecond: 2, now: now)
        let first = (0..<5).map { _ in pace.take(now: now) }
        #expect(first == [true, true, true, false, false])
        now = now + .seconds(1)
        let second = (0..<3).map { _ in pace.take(now: now) }
        #expect(second == [true, true, false])
    }

    @Test func householdsOfAddresses() throws {
        func household(_ text: String) throws -> String {
            ConnectionBook.household(try SocketAddress(ipAddress: text, port: 1))
        }
        #expect(try household("192.0.2.1") == household("::ffff:192.0.2.1"))
        #expect(try household("192.0.2.1") != household("192.0.2.2"))
        #expect(try household("2001:db8::1") == household("2001:db8::2:3"))
        #expect(try household("2001:db8::1") != household("2001:db8:1::1"))
    }

    @Test func pathsOfStreams() {
        let front = RestreamID(camera: "front-door", stream: "sub")
        #expect(RestreamPaths.every.stream(named: .init(path: "cameras/front-door/sub")) == front)
        for path in ["", "cameras/front-door", "cameras/front-door/third", "x/front-door/sub", "cameras/a/b/sub"] {
            #expect(RestreamPaths.every.stream(named: .init(path: path)) == nil)
        }
        let own = RestreamPaths.one(path: "/stream", front)
        #expect(own.stream(named: .init(path: "stream")) == front)
        #expect(own.stream(named: .init(path: "cameras/front-door/sub")) == nil)
    }
}
