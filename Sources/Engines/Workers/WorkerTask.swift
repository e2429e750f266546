import Media
import WorkerChannel

/// Something that a worker does from its beginning to its end while it does nothing else.
enum WorkerTask: Sendable {
    /// Decodes one access unit that needs no other, for the outputs of the setup.
    case decode(DecodeSetup, Bytes)
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
        case .measure: return [.measure]
        }
    }

    /// What a picture may be of, by what was asked for.
    func accepts(_ output: DecodeOutput) -> Bool {
        guard case .decode(let setup, _) = self, Int(output.output) < setup.outputs.count, output.time == 0 else {
            return false
        }
        return setup.outputs[Int(output.output)].accepts(output)
    }

    /// A unit brings as many to light: one, or two fields of one picture.
    var mostOutputs: Int {
        if case .decode(let setup, _) = self { setup.outputs.count * 2 } else { 0 }
    }
}

/// What came of a task.
enum WorkerYield: Sendable, Equatable {
    case pictures([DecodeOutput])
    case measured(WorkerMeasurement)
}
