import Cryptography

/// A digest over the samples of one track, whatever file they lie in: each sample's time, its presentation offset and its
/// bytes, in the order of decoding. Nothing of the container counts.
///
/// A leaf is SHA-256 over the time in the stream's own ticks (64 bits, big endian), the presentation offset (32 bits) and the
/// sample's bytes. The chain begins as SHA-256 of `nightjar-samples-1`, and each leaf makes it SHA-256 of itself and the leaf.
/// So a part in the middle can be checked by what the chain was before it, and the leaves that come after.
package struct SampleChain: Hashable, Sendable {
    /// 32 bytes.
    package private(set) var value: [UInt8]
    /// Samples so far.
    package private(set) var count = 0

    package init() { value = SHA256.hash(Array("nightjar-samples-1".utf8)) }

    /// Goes on after `count` samples that made it `value`.
    package init(resuming value: [UInt8], after count: Int) {
        self.value = value
        self.count = count
    }

    package static func leaf(tick: Int64, presentationOffset: Int32, _ bytes: Span<UInt8>) -> [UInt8] {
        var head: [UInt8] = []
        head.reserveCapacity(12)
        let (time, offset) = (UInt64(bitPattern: tick), UInt32(bitPattern: presentationOffset))
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            head.append(UInt8(truncatingIfNeeded: time >> shift))
        }
        for shift in stride(from: UInt32(24), through: 0, by: -8) {
            head.append(UInt8(truncatingIfNeeded: offset >> shift))
        }
        var digest = SHA256Stream()
        digest.add(head.span)
        digest.add(bytes)
        return digest.end()
    }

    package mutating func add(leaf: [UInt8]) {
        value = SHA256.hash(value + leaf)
        count += 1
    }
}
