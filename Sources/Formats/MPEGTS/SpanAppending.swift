// The only file of this target with a pointer. It is that of a span, which is valid and bounded for as long as the span is
// borrowed; it is used within the closure and kept by nobody. Byte by byte, copying would take most of a muxer's time.

extension [UInt8] {
    /// Appends a copy of `bytes`.
    mutating func append(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
    }
}
