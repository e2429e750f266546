package import Media

/// What the recorder and a worker say to each other: messages over a stream of bytes, each behind a head of ten.
///
///     version (1)   kind (1)   tag (4)   length of the body (4)   body
///
/// Numbers are in network order. The recorder asks, and chooses the tag; every request is answered by one message that ends
/// it, with the same tag, in the order of the requests. What is decoded comes before that, with the tag of the request that
/// it comes of. A worker speaks first, once, with tag 0: it introduces itself when it is ready.
///
/// The unit of work is a session: one stream of a camera is decoded once, for as many outputs as it was opened with. One may
/// last as long as somebody watches. It is the recorder that bounds what is on the way: it sends no more units than it has
/// allowed itself before the first of them is answered, so that an answer is a credit. Recorder and worker are of one build, so
/// what one of them does not know is an error, and the version tells which it is.
package enum WorkerChannel {
    package static let version: UInt8 = 3
    static let headLength = 10
    /// Bytes of the largest body: an access unit of the largest size that is taken from a camera, or a picture of it.
    package static let largestBody = 32 << 20
    /// Bytes of the largest picture that a worker gives.
    package static let largestPicture = 16 << 20
    /// Bytes of the largest access unit that a worker encodes.
    package static let largestEncoded = 4 << 20
    /// Sessions that one worker has open at once, at most.
    package static let mostSessions = 64
}

/// A message as it is written: what may be long is kept apart, so that it is not copied.
package struct WorkerMessageBytes: Sendable {
    /// The head, and the body as far as it is short.
    package let head: [UInt8]
    /// The rest of the body.
    package let payload: Bytes?

    init(kind: UInt8, tag: UInt32, _ fields: MessageWriter, payload: Bytes? = nil) {
        var writer = MessageWriter()
        writer.number(WorkerChannel.version)
        writer.number(kind)
        writer.number(tag)
        writer.number(UInt32(clamping: fields.bytes.count + (payload?.count ?? 0)))
        head = writer.bytes + fields.bytes
        self.payload = payload
    }

    /// All of it: a copy, for tests.
    package var array: [UInt8] { head + (payload?.array ?? []) }
}

/// Why what came over the channel is no message.
package enum WorkerChannelError: Error, Hashable, CustomStringConvertible {
    /// The other side is of another version of the program.
    case unknownVersion(UInt8)
    case tooLarge(Int)
    case unknownKind(UInt8)
    /// The body ends before its end.
    case truncated
    /// The body goes on after its end.
    case trailingBytes(Int)
    /// A value that this one cannot have.
    case malformed(String)

    package var description: String {
        switch self {
        case .unknownVersion(let version):
            "the other side speaks version \(version) of the channel, and not \(WorkerChannel.version)"
        case .tooLarge(let count): "a message of \(count) bytes"
        case .unknownKind(let kind): "a message of the unknown kind \(kind)"
        case .truncated: "a message that is cut off"
        case .trailingBytes(let count): "a message with \(count) bytes too many"
        case .malformed(let what): "a message with \(what)"
        }
    }
}
