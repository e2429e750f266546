package import Media

/// What the recorder asks of a worker.
package enum WorkerRequest: Equatable, Sendable {
    /// Begins a session under a number that no open session has. Ends with `done` or `failed`.
    case open(session: UInt32, DecodeSetup)
    /// The same for sound. Ends with `done`, after the `format` of what will come of it; or with `failed`.
    case openSound(session: UInt32, SoundSetup)
    /// One access unit of a session. Ends with `done`, after an `output` for each picture that it brought to light and each
    /// output wanted of it; or with `failed`.
    case feed(session: UInt32, DecodeFeed)
    /// Ends a session; also one that is not open. Ends with `done`.
    case close(session: UInt32)
    /// How fast this machine is. Ends with `measured`; takes about a second.
    case measure
    /// Whether the worker lives. Ends with `done`.
    case ping

    package func bytes(tag: UInt32) -> WorkerMessageBytes {
        var fields = MessageWriter()
        switch self {
        case .open(let session, let setup):
            fields.number(session)
            setup.write(to: &fields)
            return WorkerMessageBytes(kind: 1, tag: tag, fields)
        case .feed(let session, let feed):
            fields.number(session)
            fields.number(feed.time)
            fields.number(feed.flags.rawValue)
            fields.number(feed.outputs)
            fields.text(feed.caption)
            return WorkerMessageBytes(kind: 2, tag: tag, fields, payload: feed.payload)
        case .close(let session):
            fields.number(session)
            return WorkerMessageBytes(kind: 3, tag: tag, fields)
        case .measure: return WorkerMessageBytes(kind: 4, tag: tag, fields)
        case .ping: return WorkerMessageBytes(kind: 5, tag: tag, fields)
        case .openSound(let session, let setup):
            fields.number(session)
            setup.write(to: &fields)
            return WorkerMessageBytes(kind: 6, tag: tag, fields)
        }
    }

    package init(_ frame: WorkerFrame) throws(WorkerChannelError) {
        var reader = MessageReader(frame.body)
        switch frame.kind {
        case 1: self = .open(session: try reader.number(), try DecodeSetup(from: &reader))
        case 2:
            let session: UInt32 = try reader.number()
            let time: Int64 = try reader.number()
            let flags = DecodeFeed.Flags(rawValue: try reader.number())
            let outputs: UInt8 = try reader.number()
            let caption = try reader.text(atMost: DecodeFeed.longestCaption)
            let payload = reader.rest()
            let feed = DecodeFeed(payload: payload, time: time, flags: flags, outputs: outputs, caption: caption)
            self = .feed(session: session, feed)
        case 3: self = .close(session: try reader.number())
        case 4: self = .measure
        case 5: self = .ping
        case 6: self = .openSound(session: try reader.number(), try SoundSetup(from: &reader))
        default: throw .unknownKind(frame.kind)
        }
        try reader.finish()
    }
}

/// An access unit on its way into a session.
package struct DecodeFeed: Equatable, Sendable {
    package struct Flags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// A decoder can start here.
        package static let key = Flags(rawValue: 1)
        /// Nothing follows that belongs to it: all pictures are brought to light now, and the next unit is a key frame.
        package static let last = Flags(rawValue: 2)
        /// What is encoded of this picture is a key frame. The first of all is one, whatever is said.
        package static let refresh = Flags(rawValue: 4)
    }

    /// As in an ``AccessUnit``: NAL units each after its length in four bytes, a JPEG file, or a block of sound.
    package var payload: Bytes
    /// Of presentation, in ticks of the stream's own; the outputs of the picture have the same. Those of sound are counted in
    /// their own samples from the same zero.
    package var time: Int64
    package var flags: Flags
    /// Which outputs are wanted of this picture: bit n for the n-th of the session. A decoder needs most pictures that
    /// nobody wants to see.
    package var outputs: UInt8
    /// Laid over what is encoded as H.264 of the picture, in its lower left corner (``CaptionBitmap``); nothing where it is empty.
    /// Printable ASCII, of ``longestCaption`` characters at most.
    package var caption: String

    package static let longestCaption = 64

    package init(payload: Bytes, time: Int64, flags: Flags, outputs: UInt8 = .max, caption: String = "") {
        self.payload = payload
        self.time = time
        self.flags = flags
        self.outputs = outputs
        self.caption = caption
    }
}
