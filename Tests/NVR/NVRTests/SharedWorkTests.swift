import Media
import Stream
import Synchronization
import Testing

@testable import NVR

/// Done once, for all who ask at once and for a while after.
struct SharedWorkTests {
    private let time = ManualTimeSource(wall: WallTime(nanoseconds: 0))
    private let count = Counter()

    private final class Counter: Sendable { let made = Atomic(0) }

    private func shared(most: Int = 8) -> SharedWork<String, Int> {
        SharedWork(lifetime: .seconds(5), most: most, time: time)
    }

    private func make(_ shared: SharedWork<String, Int>, _ key: String = "a") async throws -> Int {
        try await shared.value(for: key) { [count] () async throws(DomainError) in
            count.made.add(1, ordering: .relaxed).newValue
        }
    }

    @Test func whatIsYoungEnoughIsGivenToOthers() async throws {
        let shared = shared()
        #expect(try await make(shared) == 1)
        time.advance(by: .milliseconds(4999))
        #expect(try await make(shared) == 1)
        #expect(try await make(shared, "b") == 2)
        time.advance(by: .milliseconds(1))
        #expect(try await make(shared) == 3)
    }

    @Test func thoseWhoAskAtOnceWaitForTheSame() async throws {
        let shared = shared()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let asking = (0..<10).map { _ in
            Task {
                try await shared.value(for: "a") { [count] () async throws(DomainError) in
                    for await _ in gate {}
                    return count.made.add(1, ordering: .relaxed).newValue
                }
            }
        }
        // Whoever asked first is gone; the others get it.
        asking[0].cancel()
        open.finish()
        for task in asking.dropFirst() { #expect(try await task.value == 1) }
    }

    @Test func aFailureIsNotKept() async throws {
        let shared = shared()
        await #expect(throws: DomainError.self) {
            try await shared.value(for: "a") { () async throws(DomainError) in throw DomainError(.busy, "No.") }
        }
        #expect(try await make(shared) == 1)
    }

    @Test func noMoreIsKeptThanFits() async throws {
        let shared = shared(most: 2)
        _ = try await make(shared, "a")
        time.advance(by: .seconds(1))
        _ = try await make(shared, "b")
        _ = try await make(shared, "c")
        #expect(try await make(shared, "b") == 2)
        #expect(try await make(shared, "c") == 3)
        #expect(try await make(shared, "a") == 4)
    }
}
