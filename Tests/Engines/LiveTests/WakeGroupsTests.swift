import NIOCore
import NIOPosix
import Stream
import Synchronization
import Testing

@testable import Live

struct WakeGroupsTests {
    private final class Told: Sendable {
        private let names = Mutex<[String]>([])

        func add(_ name: String) { names.withLock { $0.append(name) } }

        /// Those who were told since it was asked last.
        func take() -> [String] {
            names.withLock { names in
                defer { names = [] }
                return names.sorted()
            }
        }
    }

    private let told = Told()

    private func add(_ name: String, on loop: (any EventLoop)? = nil, to groups: inout WakeGroups) -> Int {
        groups.add(on: loop) { [told] in told.add(name) }
    }

    private func withLoops(_ work: (any EventLoop, any EventLoop) throws -> Void) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        try work(group.next(), group.next())
        try await group.shutdownGracefully()
    }

    @Test func aLoopIsCalledOnceForAllOfItsOwn() async throws {
        try await withLoops { one, other in
            var groups = WakeGroups()
            for number in 0..<3 { _ = add("one \(number)", on: one, to: &groups) }
            _ = add("other", on: other, to: &groups)
            _ = add("free", to: &groups)
            var calls = groups.call()
            #expect(Set(calls.loops.map { ObjectIdentifier($0) }) == [ObjectIdentifier(one), ObjectIdentifier(other)])
            for wake in calls.wakes { wake() }
            #expect(told.take() == ["free"])
            // Before it has come to it, it is not called again.
            calls = groups.call()
            #expect(calls.loops.isEmpty && calls.wakes.isEmpty)
            for wake in groups.answer(from: one) { wake() }
            #expect(told.take() == ["one 0", "one 1", "one 2"])
            // Nobody there has looked since.
            #expect(groups.call().loops.isEmpty && groups.loopCalls == 2)
        }
    }

    @Test func whoeverLooksAgainIsToldAgain() async throws {
        try await withLoops { one, other in
            var groups = WakeGroups()
            let first = add("first", on: one, to: &groups)
            let second = add("second", on: one, to: &groups)
            _ = groups.call()
            _ = groups.answer(from: one)
            groups.setArmed(true, second)
            groups.setArmed(true, second)
            #expect(groups.call().loops.count == 1)
            for wake in groups.answer(from: one) { wake() }
            #expect(told.take() == ["second"])
            groups.setArmed(true, first)
            groups.setArmed(false, first)
            #expect(groups.call().loops.isEmpty)
            // It moves as it is, and leaves nothing behind.
            groups.setArmed(true, first)
            groups.move(first, to: other)
            #expect(groups.call().loops.map { ObjectIdentifier($0) } == [ObjectIdentifier(other)])
            #expect(groups.answer(from: one).isEmpty)
            groups.remove(first)
            #expect(groups.answer(from: other).isEmpty)
            groups.setArmed(true, first)
            #expect(groups.call().loops.isEmpty)
        }
    }
}
