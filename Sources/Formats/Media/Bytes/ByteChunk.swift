// The only file of this target with raw pointers. What is safe and why:
//
// * A chunk is a fixed block of memory that never moves, so a pointer into it is good for as long as the chunk lives.
// * Bytes are written once, by the one `ByteArena` that owns the chunk's end (the arena is not copyable), and are never
//   changed after a `Bytes` over them exists. Readers on any thread see them through the hand-off that gave them the
//   `Bytes` (a lock or an event loop), which orders the writes before the reads.
// * `Bytes` keeps its chunk alive and only ever shows its own range, checked when it was made.

/// A block of memory that bytes are appended to and never changed in. See the top of this file for why this is sendable.
final class ByteChunk: @unchecked Sendable {
    private let base: UnsafeMutableRawPointer
    let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        self.base = .allocate(byteCount: max(capacity, 1), alignment: 16)
    }

    deinit { base.deallocate() }

    /// Copies `source` to `offset`. Only the arena that owns the end of the chunk calls this.
    func write(_ source: Span<UInt8>, at offset: Int) {
        precondition(offset >= 0 && offset + source.count <= capacity)
        source.withUnsafeBytes { bytes in
            if let address = bytes.baseAddress, bytes.count > 0 {
                (base + offset).copyMemory(from: address, byteCount: bytes.count)
            }
        }
    }

    /// Writes one byte at `offset`. Only the arena that owns the end of the chunk calls this.
    func write(_ byte: UInt8, at offset: Int) {
        precondition(offset >= 0 && offset < capacity)
        base.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
    }

    func pointer(at offset: Int, count: Int) -> UnsafeRawBufferPointer {
        precondition(offset >= 0 && count >= 0 && offset + count <= capacity)
        return UnsafeRawBufferPointer(start: base + offset, count: count)
    }
}

extension Bytes {
    /// The bytes, bounds-checked, for as long as this value is borrowed.
    package var span: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get {
            let pointer = chunk.pointer(at: offset, count: count).assumingMemoryBound(to: UInt8.self)
            let span = Span(_unsafeElements: pointer)
            return _overrideLifetime(span, borrowing: self)
        }
    }

    /// The bytes at an address that stays good for as long as this value (or another over the same chunk) is kept:
    /// for `pwritev` and for filling network buffers.
    package func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(chunk.pointer(at: offset, count: count))
    }
}
