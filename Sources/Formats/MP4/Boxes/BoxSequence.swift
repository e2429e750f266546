/// The boxes that lie one after another in a span.
struct BoxSequence: ~Escapable {
    private let bytes: Span<UInt8>
    private let container: BoxType
    private var position = 0
    private var end = 0

    /// - Parameter container: what holds them, for errors.
    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, in container: BoxType) {
        self.bytes = bytes
        self.container = container
    }

    /// The head of the next box, or nil at the end. Fewer than eight bytes at the end are passed over: QuickTime
    /// closes some containers with a zero word.
    mutating func next() throws(MP4Error) -> BoxHeader? {
        let rest = bytes.extracting(end..<bytes.count)
        guard rest.count >= 8 else { return nil }
        guard let header = try BoxHeader.parse(rest, available: Int64(rest.count)) else { throw .truncated(container) }
        position = end + header.length
        end += Int(header.boxLength)
        return header
    }

    /// Where the content of the box that ``next()`` told last begins.
    var bodyOffset: Int { position }

    /// The content of the box that ``next()`` told last.
    var body: Span<UInt8> {
        @_lifetime(copy self)
        get { bytes.extracting(position..<end) }
    }
}
