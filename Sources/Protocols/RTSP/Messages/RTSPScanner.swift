/// Finds the frame or message that begins at a place in some bytes: the part of ``RTSPFramer`` that knows the format.
struct RTSPScanner: Sendable {
    enum Step {
        case frame(channel: UInt8, payload: Range<Int>, isForeign: Bool)
        case message(RTSPMessage, end: Int)
        /// Up to here there are line ends between messages, or bytes that are out of step.
        case skip(to: Int)
        /// A frame or a message begins here, after so many bytes that were neither.
        case inStepAgain(skipped: Int)
        /// It takes this many bytes, from the place on, to tell more.
        case needBytes(Int)
        /// It takes at least one line more.
        case needLine
    }

    var packets = RTSPExpectedPackets.anything

    private static let maximumHead = 64 * 1024
    private static let maximumBody = 1024 * 1024
    private static let maximumSkip = 1024 * 1024
    private static let maximumMethod = 24
    private static let responses = Array("RTSP/".utf8)
    private static let requests = RTSPMethod.all.map { Array("\($0.rawValue) ".utf8) }

    /// Bytes since the last thing that was in step; 0 where we are in step.
    private var skipped = 0
    /// How far a message's head has been searched for its end, so that a slow sender costs no repeated search.
    private var searched = 0

    /// - Precondition: `start` is within `bytes`.
    mutating func step(at start: Int, in bytes: Span<UInt8>) throws(RTSPFramingError) -> Step {
        let first = bytes[start]
        if skipped == 0, first == UInt8(ascii: "\r") || first == UInt8(ascii: "\n") { return .skip(to: start + 1) }
        if first == UInt8(ascii: "$") { return try frame(at: start, in: bytes) }
        switch messageBegins(at: start, in: bytes) {
        case .no: return try skipOne(in: bytes, from: start)
        case .unknown: return .needBytes(bytes.count - start + 1)
        case .yes:
            if let again = inStep() { return again }
            return try message(at: start, in: bytes)
        }
    }

    /// The same over an array: its span, taken at the caller's, would keep the whole framer borrowed.
    mutating func step(at start: Int, in bytes: [UInt8]) throws(RTSPFramingError) -> Step {
        try step(at: start, in: bytes.span)
    }

    private mutating func inStep() -> Step? {
        guard skipped > 0 else { return nil }
        defer { skipped = 0 }
        return .inStepAgain(skipped: skipped)
    }

    /// Goes to the next byte that can begin anything.
    private mutating func skipOne(in bytes: Span<UInt8>, from start: Int) throws(RTSPFramingError) -> Step {
        var end = start + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "$"), !isUpperCase(bytes[end]) { end += 1 }
        return try skip(from: start, to: end)
    }

    private mutating func skip(from start: Int, to end: Int) throws(RTSPFramingError) -> Step {
        searched = 0
        skipped += end - start
        guard skipped <= Self.maximumSkip else { throw .outOfStep }
        return .skip(to: end)
    }

    // MARK: Frames

    private mutating func frame(at start: Int, in bytes: Span<UInt8>) throws(RTSPFramingError) -> Step {
        let available = bytes.count - start
        guard available >= 4 else { return .needBytes(4) }
        let channel = bytes[start + 1]
        let count = Int(bytes[start + 2]) << 8 | Int(bytes[start + 3])
        let payload = (start + 4)..<(start + 4 + count)
        let beginning = min(count, RTSPExpectedPackets.telling)
        guard available >= 4 + beginning else { return .needBytes(4 + beginning) }
        let packet = bytes.extracting((start + 4)..<(start + 4 + beginning))
        let fits = packets.fits(packet, on: channel)
        if skipped > 0 {
            guard fits, packets.isConvincing(packet, of: count, on: channel, after: skipped) else {
                return try skipOne(in: bytes, from: start)
            }
            if let again = inStep() { return again }
        }
        if !fits {
            // Vendors' own packets come in step as well. But where nothing can begin behind it, it is no frame at all.
            guard packets.isWorthAwaiting(packet, of: count) else { return try skipOne(in: bytes, from: start) }
            guard available > 4 + count else { return .needBytes(4 + count + 1) }
            guard canBegin(with: bytes[payload.upperBound]) else { return try skipOne(in: bytes, from: start) }
            return .frame(channel: channel, payload: payload, isForeign: !packets.knows(channel))
        }
        guard available >= 4 + count else { return .needBytes(4 + count) }
        packets.learn(packet, of: count, on: channel)
        return .frame(channel: channel, payload: payload, isForeign: false)
    }

    private func canBegin(with byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "$"), UInt8(ascii: "\r"), UInt8(ascii: "\n"), Self.responses[0]: true
        default: Self.requests.contains { $0[0] == byte }
        }
    }

    // MARK: Messages

    private enum Answer { case yes, no, unknown }

    /// Whether a status line or a request line can begin here. Among pictures any word of capitals would be too easy to
    /// find: there it must be a method that we know.
    private func messageBegins(at start: Int, in bytes: Span<UInt8>) -> Answer {
        switch begins(Self.responses, at: start, in: bytes) {
        case .yes: return .yes
        case .unknown: return .unknown
        case .no: break
        }
        if skipped > 0 || !packets.areAnything {
            var best = Answer.no
            for opening in Self.requests where opening[0] == bytes[start] {
                let answer = begins(opening, at: start, in: bytes)
                if answer == .yes { return .yes }
                if answer == .unknown { best = .unknown }
            }
            return best
        }
        var index = start
        while index < bytes.count, index - start < Self.maximumMethod {
            let byte = bytes[index]
            if byte == UInt8(ascii: " ") { return index > start ? .yes : .no }
            guard isUpperCase(byte) || (byte == UInt8(ascii: "_") && index > start) else { return .no }
            index += 1
        }
        return index - start < Self.maximumMethod ? .unknown : .no
    }

    private func begins(_ text: [UInt8], at start: Int, in bytes: Span<UInt8>) -> Answer {
        var index = start
        for byte in text {
            guard index < bytes.count else { return .unknown }
            guard bytes[index] == byte else { return .no }
            index += 1
        }
        return .yes
    }

    private mutating func message(at start: Int, in bytes: Span<UInt8>) throws(RTSPFramingError) -> Step {
        guard let headEnd = endOfHead(from: start, in: bytes) else {
            guard bytes.count - start <= Self.maximumHead else { throw .headersTooLarge }
            return .needLine
        }
        guard headEnd - start <= Self.maximumHead else { throw .headersTooLarge }
        guard let head = RTSPMessageHead(bytes.extracting(start..<headEnd)) else {
            return try skip(from: start, to: headEnd)
        }
        guard let length = head.contentLength, length <= Self.maximumBody else { throw .bodyTooLarge }
        guard bytes.count - headEnd >= length else { return .needBytes(headEnd - start + length) }
        searched = 0
        var body: [UInt8] = []
        body.reserveCapacity(length)
        for index in headEnd..<(headEnd + length) { body.append(bytes[index]) }
        return .message(head.message(body: body), end: headEnd + length)
    }

    /// Behind the empty line that ends the head; lines may end with LF alone.
    private mutating func endOfHead(from start: Int, in bytes: Span<UInt8>) -> Int? {
        var index = start + searched
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\n") {
                var next = index + 1
                if next < bytes.count, bytes[next] == UInt8(ascii: "\r") { next += 1 }
                guard next < bytes.count else { break }
                if bytes[next] == UInt8(ascii: "\n") { return next + 1 }
            }
            index += 1
        }
        searched = index - start
        return nil
    }

    private func isUpperCase(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") }
}
