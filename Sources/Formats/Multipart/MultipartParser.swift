package import Media

/// Takes a stream of parts (RFC 2046 §5.1) as it comes, in pieces of any size: what a camera sends as
/// `multipart/x-mixed-replace`, a picture a part, without end.
///
/// Cameras count their pictures' bytes, or do not, or wrongly; whatever does not fit costs a part, never the stream.
package struct MultipartParser: Sendable {
    package struct Part: Sendable {
        package var head: MultipartHead
        package var body: Bytes
    }

    private enum State: Sendable {
        /// Before a boundary: at the start, or behind a part that said how long it was.
        case seeking
        case head
        /// In a part that said how long it is, with so many bytes to come.
        case counted(Int)
        /// In a part that ends where the next boundary is.
        case uncounted
        /// In a part that is too large, until the next boundary.
        case skipping
    }

    /// What parts are parted by: two hyphens and the boundary.
    private let delimiter: [UInt8]
    /// For each byte of the delimiter, how much of its beginning also ends there (Knuth, Morris and Pratt).
    private let overlaps: [Int]
    private let largestBody: Int
    private var state = State.seeking
    /// So many bytes of the delimiter have just been seen.
    private var matched = 0
    private var head = MultipartHead.Builder()
    private var part = MultipartHead()
    private var position = 0
    /// Parts that were too large or had a head that makes no sense.
    package private(set) var droppedParts = 0

    /// - Parameters:
    ///   - boundary: of the content type, with or without the two hyphens that cameras like to write there too.
    ///   - largestBody: bytes; a part with more of them is dropped.
    package init(boundary: String, largestBody: Int = 8 << 20) {
        let name = boundary.utf8.starts(with: "--".utf8) ? Array(boundary.utf8.dropFirst(2)) : Array(boundary.utf8)
        delimiter = Array("--".utf8) + name.prefix(256)
        overlaps = Self.overlaps(of: delimiter)
        self.largestBody = largestBody
    }

    /// The next part that is complete; nil when all of `input` is consumed. Pass the same input until then.
    ///
    /// - Parameter arena: the parser's alone, and always the same: half a part is pending in it between calls.
    package mutating func next(in input: Span<UInt8>, into arena: inout ByteArena) -> Part? {
        while position < input.count {
            switch state {
            case .seeking: seek(input)
            case .head: readHead(input, &arena)
            case .counted(let left): if let part = readCounted(left, input, &arena) { return part }
            case .uncounted: if let part = readUncounted(input, &arena) { return part }
            case .skipping: seek(input)
            }
        }
        position = 0
        return nil
    }

    private mutating func seek(_ input: Span<UInt8>) {
        while position < input.count {
            let isWhole = match(input[position])
            position += 1
            if isWhole { return beginHead() }
        }
    }

    private mutating func beginHead() {
        matched = 0
        head = .init()
        state = .head
    }

    private mutating func readHead(_ input: Span<UInt8>, _ arena: inout ByteArena) {
        while position < input.count {
            let progress = head.take(input[position])
            position += 1
            switch progress {
            case .incomplete: continue
            case .malformed:
                droppedParts += 1
                state = .seeking
            case .complete(let part):
                arena.discard()
                self.part = part
                state = begin(part)
            }
            return
        }
    }

    private mutating func begin(_ part: MultipartHead) -> State {
        guard let length = part.contentLength else { return .uncounted }
        guard length <= largestBody else {
            droppedParts += 1
            return .skipping
        }
        return length == 0 ? .seeking : .counted(length)
    }

    private mutating func readCounted(_ left: Int, _ input: Span<UInt8>, _ arena: inout ByteArena) -> Part? {
        let count = min(left, input.count - position)
        arena.append(input.extracting(position..<position + count))
        position += count
        guard count == left else {
            state = .counted(left - count)
            return nil
        }
        state = .seeking
        return Part(head: part, body: arena.finish())
    }

    private mutating func readUncounted(_ input: Span<UInt8>, _ arena: inout ByteArena) -> Part? {
        let start = position
        var isWhole = false
        while position < input.count, !isWhole {
            isWhole = match(input[position])
            position += 1
        }
        arena.append(input.extracting(start..<position))
        guard isWhole else {
            if arena.pendingCount > largestBody + delimiter.count {
                arena.discard()
                droppedParts += 1
                state = .skipping
            }
            return nil
        }
        beginHead()
        arena.truncatePending(to: max(0, arena.pendingCount - delimiter.count))
        guard arena.pendingCount <= largestBody else {
            arena.discard()
            droppedParts += 1
            return nil
        }
        // The line break before a boundary belongs to the boundary (RFC 2046 §5.1.1).
        let body = Self.withoutLineBreak(arena.finish())
        return body.count == 0 ? nil : Part(head: part, body: body)
    }

    private static func withoutLineBreak(_ body: Bytes) -> Bytes {
        let span = body.span
        var count = span.count
        if count > 0, span[count - 1] == UInt8(ascii: "\n") { count -= 1 }
        if count > 0, count < span.count, span[count - 1] == UInt8(ascii: "\r") { count -= 1 }
        return body.slice(0..<count)
    }

    // MARK: The delimiter

    /// - Returns: whether the delimiter ends with this byte.
    private mutating func match(_ byte: UInt8) -> Bool {
        while matched > 0, delimiter[matched] != byte { matched = overlaps[matched - 1] }
        if delimiter[matched] == byte { matched += 1 }
        guard matched == delimiter.count else { return false }
        matched = 0
        return true
    }

    private static func overlaps(of pattern: [UInt8]) -> [Int] {
        var overlaps = [Int](repeating: 0, count: pattern.count)
        var length = 0
        for index in 1..<pattern.count {
            while length > 0, pattern[index] != pattern[length] { length = overlaps[length - 1] }
            if pattern[index] == pattern[length] { length += 1 }
            overlaps[index] = length
        }
        return overlaps
    }
}
