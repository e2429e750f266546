import Media
import Testing

@testable import NVR

struct PictureCacheTests {
    private func picture(_ count: Int) -> Bytes { Bytes([UInt8](repeating: 7, count: count)) }

    @Test func whatWasNotAskedForTheLongestGoesFirst() async throws {
        let cache = PictureCache<Int>(limit: 100)
        for key in 0..<4 { _ = try await cache.picture(for: key) { picture(25) } }
        #expect(await cache.bytes == 100)
        // Asked for again, it is not the oldest any more.
        _ = try await cache.picture(for: 0) { picture(1) }
        _ = try await cache.picture(for: 9) { picture(30) }
        let (bytes, count) = (await cache.bytes, await cache.count)
        #expect(bytes == 80 && count == 3)
        #expect(try await cache.picture(for: 0) { picture(1) }.count == 25)
        #expect(try await cache.picture(for: 1) { picture(2) }.count == 2)
        // What is larger than all is given, and not kept.
        #expect(try await cache.picture(for: 50) { picture(101) }.count == 101)
        #expect(try await cache.picture(for: 50) { picture(3) }.count == 3)
        #expect(await cache.bytes <= 100)
    }

    @Test func whatFailsIsNotKept() async throws {
        let cache = PictureCache<Int>(limit: 100)
        let failure = DomainError(.busy, "Not now.")
        await #expect(throws: failure) {
            try await cache.picture(for: 1) { () async throws(DomainError) in throw failure }
        }
        #expect(try await cache.picture(for: 1) { picture(5) }.count == 5)
    }

    @Test func whatManyWantIsMadeOnce() async throws {
        let cache = PictureCache<Int>(limit: 100)
        let (began, beginning) = AsyncStream<Void>.makeStream()
        let gate = WorkGate(most: 1, queue: 9)
        try await gate.enter()
        let first = Task {
            try await cache.picture(for: 1) { () async throws(DomainError) in
                beginning.yield()
                try await gate.enter()
                return Bytes([1])
            }
        }
        for await _ in began { break }
        // It is being made: nobody makes another.
        let others = (0..<8).map { _ in Task { try await cache.picture(for: 1) { Bytes([2]) } } }
        await gate.leave()
        #expect(try await first.value == Bytes([1]))
        for other in others { #expect(try await other.value == Bytes([1])) }
    }
}

struct WorkGateTests {
    @Test func soManyAreInsideAndSoManyWait() async throws {
        let gate = WorkGate(most: 2, queue: 1)
        try await gate.enter()
        try await gate.enter()
        let third = Task { try await gate.enter() }
        try await eventually("the third waits") { await gate.count.waiting == 1 }
        #expect(await refusal { try await gate.enter() } == .busy)
        await gate.leave()
        try await third.value
        #expect(await gate.count == (2, 0))
        for _ in 0..<2 { await gate.leave() }
        #expect(await gate.count == (0, 0))
        try await gate.enter()
    }
}
