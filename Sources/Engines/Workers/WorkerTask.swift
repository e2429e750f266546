import Media
import WorkerChannel

/// Something that a worker does from its beginning to its end while it does nothing else.
enum WorkerTask: Sendable {
    /// Decodes one access unit that needs no other, for the outputs of the setup.
    case decode(DecodeSetup, Bytes)
    /// Decodes access units that follow each other, the first of which needs no other, for the outputs of the last picture
    /// alone.
    case decodeLast(DecodeSetup, [DecodeFeed])
    case measure

    /// Any number: the session is over with the task.
    private static let session: UInt32 = 1

    /// What the worker is asked, in order.
    var requests: [WorkerRequest] {
        switch self {
        case .decode(let setup, let unit):
            let feed = DecodeFeed(payload: unit, time: 0, flags: [.key, .last])
            return [
                .open(session: Self.session, setup), .feed(session: Self.session, feed), .close(session: Self.session),
            ]
        case .decodeLast(let setup, let feeds):
            return [.open(session: Self.session, setup)]
                + feeds.map { .feed(session: Self.session, $0) } + [.close(session: Self.session)]
        case .measure: return [.measure]
        }
    }

    /// What a picture may be of, by what was asked for.
    func accepts(_ output: DecodeOutput) -> Bool {
        let setup: DecodeSetup
        let time: Int64
        switch self {
        case .decode(let decoded, _): (setup, time) = (decoded, 0)
        case .decodeLast(let decoded, let feeds): (setup, time) = (decoded, feeds.last?.time ?? 0)
        case .measure: return false
        }
        guard Int(output.output) < setup.outputs.count, output.time == time else { return false }
        return setup.outputs[Int(output.output)].accepts(output)
    }

    /// A unit brings as many to light: one, or two fields of one picture.
    var mostOutputs: Int {
        switch self {
        case .decode(let setup, _), .decodeLast(let setup, _): setup.outputs.count * 2
        case .measure: 0
        }
    }
}

/// What came of a task.
enum WorkerYield: Sendable, Equatable {
    case pictures([DecodeOutput])
    case measured(WorkerMeasurement)
}
