import Media
package import WorkerChannel

/// One stream of a session, and what shall come of it.
package enum SessionTrack: Hashable, Sendable {
    case pictures(DecodeSetup)
    case sound(SoundSetup)
}

extension SessionTrack {
    /// - Parameter session: its number at the worker.
    func request(session: UInt32) -> WorkerRequest {
        switch self {
        case .pictures(let setup): .open(session: session, setup)
        case .sound(let setup): .openSound(session: session, setup)
        }
    }

    /// Whether something that came of it is what was asked for, as far as that can be seen without decoding it.
    func accepts(_ output: DecodeOutput) -> Bool {
        switch self {
        case .pictures(let setup):
            return setup.outputs.indices.contains(Int(output.output))
                && setup.outputs[Int(output.output)].accepts(output)
        case .sound:
            return output.output == 0 && (1...SessionTalk.largestSound).contains(output.payload.count)
        }
    }

    /// Whether an output of it is encoded, so that a format goes before it.
    func isEncoded(_ output: UInt8) -> Bool {
        switch self {
        case .pictures(let setup):
            guard setup.outputs.indices.contains(Int(output)), case .h264 = setup.outputs[Int(output)] else {
                return false
            }
            return true
        case .sound: return output == 0
        }
    }
}
