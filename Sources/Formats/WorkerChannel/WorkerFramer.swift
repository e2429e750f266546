package import Media

/// One message, not read yet.
package struct WorkerFrame: Equatable, Sendable {
    package let kind: UInt8
    package let tag: UInt32
    package let body: Bytes
}

/// Cuts a stream of bytes into messages, however it comes in pieces. After an error nothing more is to be fed.
///
/// It holds one message at most, and of that only what has come.
package struct WorkerFramer: ~Copyable {
    private let largestBody: Int
    private var head: [UInt8] = []
    /// Bytes of the body that are still to come; nil before the head is whole.
    private var missing: Int?
    private var arena = ByteArena(chunkCapacity: 256 * 1024)

    /// - Parameter largestBody: in bytes; a message that claims more is an error.
    package init(largestBody: Int = WorkerChannel.largestBody) { self.largestBody = largestBody }

    /// Whether a message has begun and has not ended.
    package var isWithinMessage: Bool { !head.isEmpty }

    /// Takes a piece of any length, and gives `take` each message that is whole with it.
    package mutating func feed<Failure: Error>(
        _ piece: Span<UInt8>,
        _ take: (Result<WorkerFrame, WorkerChannelError>) throws(Failure) -> Void
    ) throws(Failure) {
        var position = 0
        while position < piece.count || missing == 0 {
            if let missing {
                let count = min(missing, piece.count - position)
                arena.append(piece.extracting(position..<position + count))
                position += count
                self.missing = missing - count
                guard missing == count else { return }
                try take(.success(finish()))
            } else {
                let count = min(WorkerChannel.headLength - head.count, piece.count - position)
                for index in position..<position + count { head.append(piece[index]) }
                position += count
                guard head.count == WorkerChannel.headLength else { return }
                do throws(WorkerChannelError) {
                    missing = try lengthOfBody()
                } catch {
                    return try take(.failure(error))
                }
            }
        }
    }

    private func lengthOfBody() throws(WorkerChannelError) -> Int {
        guard head[0] == WorkerChannel.version else { throw .unknownVersion(head[0]) }
        let length = Int(number(at: 6))
        guard length <= largestBody else { throw .tooLarge(length) }
        return length
    }

    private func number(at index: Int) -> UInt32 { head[index..<index + 4].reduce(0) { $0 << 8 | UInt32($1) } }

    private mutating func finish() -> WorkerFrame {
        let frame = WorkerFrame(kind: head[1], tag: number(at: 2), body: arena.finish())
        head.removeAll(keepingCapacity: true)
        missing = nil
        return frame
    }
}
