import Testing

@testable import Media

struct ByteArenaTests {
    @Test func finishedBytesStayWhileTheArenaGoesOn() {
        var arena = ByteArena(chunkCapacity: 16)
        var kept: [(Bytes, [UInt8])] = []
        for length in [3, 9, 16, 40, 0, 7] {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ length) }
            for byte in bytes { arena.append(byte) }
            kept.append((arena.finish(), bytes))
        }
        for (bytes, expected) in kept { #expect(bytes.array == expected) }
    }

    @Test func aLengthIsFilledInLater() {
        var arena = ByteArena(chunkCapacity: 8)
        arena.appendBigEndian(0)
        arena.append([1, 2, 3, 4, 5, 6].span)
        arena.overwriteBigEndian(6, atPending: 0)
        #expect(arena.finish().array == [0, 0, 0, 6, 1, 2, 3, 4, 5, 6])
    }

    @Test func whatIsDiscardedIsNotSeen() {
        var arena = ByteArena(chunkCapacity: 8)
        arena.append([1, 2, 3].span)
        arena.discard()
        arena.append([4].span)
        #expect(arena.finish().array == [4])
    }
}
