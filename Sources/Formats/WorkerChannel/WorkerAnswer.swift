import Media

/// What a worker says. The recorder believes nothing of it: a worker reads what cameras send.
package enum WorkerAnswer: Equatable, Sendable {
    /// The first message, with tag 0: it takes requests from now on.
    case ready(WorkerIntroduction)
    /// Before the first unit that is encoded, and again before the first that a decoder needs something else for.
    case format(EncodedFormat)
    case output(DecodeOutput)
    case measured(WorkerMeasurement)
    case done
    case failed(WorkerFailure)

    package func bytes(tag: UInt32) -> WorkerMessageBytes {
        var fields = MessageWriter()
        switch self {
        case .ready(let introduction):
            introduction.write(to: &fields)
            return WorkerMessageBytes(kind: 1, tag: tag, fields)
        case .output(let output):
            fields.number(output.output)
            fields.number(output.time)
            fields.number(output.flags.rawValue)
            fields.number(UInt16(clamping: output.size.width))
            fields.number(UInt16(clamping: output.size.height))
            return WorkerMessageBytes(kind: 2, tag: tag, fields, payload: output.payload)
        case .measured(let measurement):
            measurement.write(to: &fields)
            return WorkerMessageBytes(kind: 3, tag: tag, fields)
        case .done: return WorkerMessageBytes(kind: 4, tag: tag, fields)
        case .failed(let failure):
            fields.number(failure.reason.rawValue)
            fields.number(failure.detail)
            return WorkerMessageBytes(kind: 5, tag: tag, fields)
        case .format(let format):
            format.write(to: &fields)
            return WorkerMessageBytes(kind: 6, tag: tag, fields)
        }
    }

    package init(_ frame: WorkerFrame) throws(WorkerChannelError) {
        var reader = MessageReader(frame.body)
        switch frame.kind {
        case 1: self = .ready(try WorkerIntroduction(from: &reader))
        case 2:
            let output: UInt8 = try reader.number()
            let time: Int64 = try reader.number()
            let flags = DecodeOutput.Flags(rawValue: try reader.number())
            let size = PictureSize(
                width: Int(try reader.number(UInt16.self)),
                height: Int(try reader.number(UInt16.self))
            )
            self = .output(
                DecodeOutput(output: output, time: time, flags: flags, size: size, payload: reader.rest())
            )
        case 3: self = .measured(try WorkerMeasurement(from: &reader))
        case 4: self = .done
        case 5:
            let code: UInt8 = try reader.number()
            guard let reason = WorkerFailure.Reason(rawValue: code) else { throw .malformed("the failure \(code)") }
            self = .failed(WorkerFailure(reason, detail: try reader.number()))
        case 6: self = .format(try EncodedFormat(from: &reader))
        default: throw .unknownKind(frame.kind)
        }
        try reader.finish()
    }
}

/// Why a worker did not do what it was asked.
package struct WorkerFailure: Error, Hashable, Sendable {
    package enum Reason: UInt8, CaseIterable, Sendable {
        /// The session is not open, or is open already.
        case wrongSession = 1
        case tooManySessions = 2
        /// No decoder or encoder for it is there.
        case unsupported = 3
        /// The access unit is not one, or no decoder makes a picture of it.
        case undecodable = 4
        case outOfMemory = 5
        /// The picture is larger than any that is decoded.
        case tooLarge = 6
    }

    package var reason: Reason
    /// The library's own number, for the log; 0 for none.
    package var detail: Int32

    package init(_ reason: Reason, detail: Int32 = 0) {
        self.reason = reason
        self.detail = detail
    }
}
