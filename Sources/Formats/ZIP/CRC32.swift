import CZlib

/// The check sum of ZIP files (ISO 3309; polynomial 0xEDB88320), over bytes that come in pieces. It finds what went wrong by
/// chance, and nothing that was done on purpose.
package struct CRC32: Hashable, Sendable {
    package private(set) var value: UInt32 = 0

    package init() {}

    package init(_ bytes: [UInt8]) { add(bytes.span) }

    package mutating func add(_ bytes: Span<UInt8>) {
        // The address is good for the call, with the count of the very buffer behind it, and zlib keeps nothing of it.
        value = bytes.withUnsafeBufferPointer { czlib_crc32(value, $0.baseAddress, $0.count) }
    }
}
