/// Builds ``Bytes`` one after another in shared chunks, so that an access unit costs no allocation of its own.
///
/// One arena per stream, used from one thread. Append, then ``finish()`` to get what was appended since the last one.
package struct ByteArena: ~Copyable {
    private var chunk: ByteChunk
    private var start = 0
    private var end = 0
    private let chunkCapacity: Int

    /// - Parameter chunkCapacity: bytes of a chunk; a single run that is larger gets a chunk of its own.
    package init(chunkCapacity: Int = 64 * 1024) {
        self.chunkCapacity = chunkCapacity
        self.chunk = ByteChunk(capacity: chunkCapacity)
    }

    /// How many bytes were appended since the last ``finish()`` or ``discard()``.
    package var pendingCount: Int { end - start }

    package mutating func append(_ source: Span<UInt8>) {
        reserve(source.count)
        chunk.write(source, at: end)
        end += source.count
    }

    package mutating func append(_ byte: UInt8) {
        reserve(1)
        chunk.write(byte, at: end)
        end += 1
    }

    /// Appends a 32-bit number in network order: the length before a NAL unit (ISO/IEC 14496-15 §5.3).
    package mutating func appendBigEndian(_ value: UInt32) {
        reserve(4)
        for shift in stride(from: UInt32(24), through: 0, by: -8) {
            chunk.write(UInt8(truncatingIfNeeded: value >> shift), at: end)
            end += 1
        }
    }

    /// Overwrites four pending bytes, `offset` bytes after the start of what is pending: for a length that is known
    /// only once its NAL unit is complete.
    package mutating func overwriteBigEndian(_ value: UInt32, atPending offset: Int) {
        precondition(offset >= 0 && offset + 4 <= pendingCount)
        for index in 0..<4 {
            chunk.write(UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * index)), at: start + offset + index)
        }
    }

    /// Forgets what is pending beyond its first `count` bytes.
    package mutating func truncatePending(to count: Int) {
        precondition(count >= 0 && count <= pendingCount)
        end = start + count
    }

    /// Forgets what is pending.
    package mutating func discard() { end = start }

    /// What was appended since the last call, now immutable.
    package mutating func finish() -> Bytes {
        defer { start = end }
        return Bytes(chunk: chunk, offset: start, count: end - start)
    }

    /// Makes room for `count` more bytes behind what is pending; moves the pending part to a new chunk if it must.
    private mutating func reserve(_ count: Int) {
        guard end + count > chunk.capacity else { return }
        let pending = end - start
        // A run larger than a chunk doubles, so that appending packet by packet stays linear.
        let needed = pending + count
        let fresh = ByteChunk(capacity: needed <= chunkCapacity ? chunkCapacity : max(needed, pending * 2))
        if pending > 0 {
            fresh.write(Bytes(chunk: chunk, offset: start, count: pending).span, at: 0)
        }
        chunk = fresh
        start = 0
        end = pending
    }
}
