import Media
import RTSP
import Stream
import Synchronization
import Testing

@testable import Ingest

/// Who may connect when.
struct CameraHostsTests {
    private final class Log: Sendable {
        private let lines = Mutex<[String]>([])
        func note(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock(\.self) }
    }

    private let time = ManualTimeSource(wall: WallTime(nanoseconds: 0))

    @Test func ofOneHostOneStreamAtATime() async {
        let hosts = CameraHosts(time: time)
        let first = await hosts.turn(at: "a", priority: 5)
        #expect(await hosts.turn(at: "b", priority: 5) != nil)
        let order = Log()
        let second = Task {
            let turn = await hosts.turn(at: "a", priority: 5)
            order.note("second")
            turn?.end()
        }
        order.note("first")
        first?.end()
        await second.value
        #expect(order.all == ["first", "second"])
    }

    @Test func theMostImportantGoesFirst() async {
        let hosts = CameraHosts(time: time)
        let first = await hosts.turn(at: "a", priority: 5)
        let order = Log()
        await withTaskGroup(of: Void.self) { group in
            for priority in [1, 9, 5] {
                group.addTask {
                    let turn = await hosts.turn(at: "a", priority: priority)
                    order.note("\(priority)")
                    turn?.end()
                }
            }
            while hosts.waiting < 3 { await Task.yield() }
            first?.end()
        }
        #expect(order.all == ["9", "5", "1"])
    }

    @Test func whoIsCancelledTakesNoTurn() async {
        let hosts = CameraHosts(time: time)
        let first = await hosts.turn(at: "a", priority: 5)
        let waiter = Task { await hosts.turn(at: "a", priority: 5) == nil }
        while hosts.waiting < 1 { await Task.yield() }
        waiter.cancel()
        #expect(await waiter.value)
        first?.end()
        #expect(await hosts.turn(at: "a", priority: 5) != nil)
    }

    /// Behind one router's address are many cameras, each with a port of its own.
    @Test func camerasOfOneAddressDoNotBarOneAnother() throws {
        let places = try ["rtsp://Home.example:8554/a", "rtsp://home.example:8555/a", "rtsp://home.example:8554/b"]
            .map { try CameraURL($0).place }
        #expect(places == ["home.example:8554", "home.example:8555", "home.example:8554"])
        #expect(try CameraURL("rtsp://[2001:db8::7]/a").place == "2001:db8::7:554")
        let hosts = CameraHosts(time: time)
        #expect(hosts.noteStrayData(from: places[0], isKnownFault: true))
        #expect(hosts.staleTime(of: places[1]) == nil && hosts.staleTime(of: places[2]) != nil)
    }

    /// Data that nobody asked for, from a live555 before 2017.06.04: the host is left alone until it has forgotten.
    @Test func row25AHostWithAStaleSessionIsLeftAlone() {
        let hosts = CameraHosts(time: time)
        #expect(hosts.staleTime(of: "a") == nil)
        #expect(hosts.noteStrayData(from: "a", isKnownFault: true))
        #expect(hosts.staleTime(of: "a") == .seconds(65))
        time.advance(by: .seconds(64))
        #expect(hosts.staleTime(of: "a") == .seconds(1))
        time.advance(by: .seconds(2))
        #expect(hosts.staleTime(of: "a") == nil)
        #expect(hosts.staleTime(of: "b") == nil)
    }

    /// Servers that do not say what they are get the benefit of the doubt once.
    @Test func row25AnUnknownServerIsBelievedTheSecondTime() {
        let hosts = CameraHosts(time: time)
        #expect(!hosts.noteStrayData(from: "a", isKnownFault: false))
        time.advance(by: .seconds(100))
        #expect(hosts.noteStrayData(from: "a", isKnownFault: false))
        #expect(!hosts.noteStrayData(from: "b", isKnownFault: false))
        time.advance(by: .seconds(1000))
        #expect(!hosts.noteStrayData(from: "b", isKnownFault: false))
    }

    @Test func row25WaitingThatDoesNotHelpIsGivenUp() {
        let hosts = CameraHosts(time: time)
        for _ in 0..<2 {
            #expect(hosts.noteStrayData(from: "a", isKnownFault: true))
            time.advance(by: .seconds(70))
        }
        #expect(!hosts.noteStrayData(from: "a", isKnownFault: true))
        time.advance(by: .seconds(700))
        #expect(hosts.noteStrayData(from: "a", isKnownFault: true))
    }
}
