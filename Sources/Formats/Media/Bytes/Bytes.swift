/// An immutable run of bytes that is shared, never copied: the payload of an access unit.
///
/// Safe to pass between threads. It keeps the chunk that it lies in alive, so hold whole groups of pictures or single
/// units for a short time, not one small unit for hours.
package struct Bytes: Sendable {
    let chunk: ByteChunk
    let offset: Int
    package let count: Int

    init(chunk: ByteChunk, offset: Int, count: Int) {
        self.chunk = chunk
        self.offset = offset
        self.count = count
    }

    /// No bytes.
    package static let empty = Bytes([])

    /// Which bytes in memory these are: the same for copies of one value, another for equal bytes elsewhere. Good for as
    /// long as such a value is kept.
    package struct Identity: Hashable, Sendable {
        let chunk: ObjectIdentifier
        let offset: Int
        let count: Int
    }

    package var identity: Identity { Identity(chunk: ObjectIdentifier(chunk), offset: offset, count: count) }

    /// A copy of `source` in a chunk of its own.
    package init(copying source: Span<UInt8>) {
        let chunk = ByteChunk(capacity: source.count)
        chunk.write(source, at: 0)
        self.init(chunk: chunk, offset: 0, count: source.count)
    }

    /// A copy of `source` in a chunk of its own.
    package init(_ source: [UInt8]) { self.init(copying: source.span) }

    /// The part of these bytes at `range`, sharing the memory. The range must lie within `0..<count`.
    package func slice(_ range: Range<Int>) -> Bytes {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return Bytes(chunk: chunk, offset: offset + range.lowerBound, count: range.count)
    }

    /// The bytes as an array: a copy, for tests and cold paths.
    package var array: [UInt8] { withUnsafeBytes { [UInt8]($0) } }
}

extension Bytes: Equatable {
    package static func == (left: Self, right: Self) -> Bool {
        guard left.count == right.count else { return false }
        return left.withUnsafeBytes { a in right.withUnsafeBytes { b in a.elementsEqual(b) } }
    }
}
