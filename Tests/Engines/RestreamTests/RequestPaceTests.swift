import Media
import NIOCore
import RTSP
import Testing

@testable import Restream

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
