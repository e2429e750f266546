/// How the workers are that decode pictures: for those who look after the recorder.
package struct WorkersView: Sendable {
    package struct Worker: Sendable {
        package var pid: Int32
        /// The camera whose own it is, because others had ended under its pictures; nil where all share it.
        package var camera: String?
        package var isWorking: Bool
        /// Whether it has taken from itself all that decoding does not need; nil while it starts.
        package var isConfined: Bool?
        /// Pictures and the like that it has made.
        package var jobs: Int
    }

    package var workers: [Worker]
    /// Shared workers, at most.
    package var most: Int
    /// What waits for one.
    package var waiting: Int
    /// Workers that have ended by themselves or hung, since the start.
    package var restarts: Int
    /// How the last of those has ended.
    package var lastEnd: String?
    /// Why there is none; nil where all is well.
    package var trouble: String?
    /// FFmpeg's version; nil as long as no worker has said it.
    package var library: String?
    /// Devices of this machine that could decode and encode: "renderD128".
    package var devices: [String]

    /// Workers that decode a stream for as long as somebody watches.
    package var sessions: [Session] = []
    /// Of those, how many have ended by themselves or hung, since the start, and how the last of them has.
    package var lostSessions = 0
    package var lastSessionEnd: String?

    package struct Session: Sendable {
        package var pid: Int32
        package var camera: String
        /// As of a ``Worker``.
        package var isConfined: Bool?
        /// Access units that it has taken.
        package var units: Int
    }

    /// Nil as long as none has said so.
    package var areConfined: Bool? {
        let known = workers.compactMap(\.isConfined) + sessions.compactMap(\.isConfined)
        return known.isEmpty ? nil : known.allSatisfy { $0 }
    }
}

/// What the workers can do on this machine, by their own trial.
package struct WorkerBenchmark: Sendable {
    package struct Rate: Sendable {
        package enum Work: String, CaseIterable, Sendable {
            case decodeH264 = "decode-h264"
            case encodeH264 = "encode-h264"
            case encodeJPEG = "encode-jpeg"
        }

        package var work: Work
        package var width: Int
        package var height: Int
        /// Of one worker.
        package var picturesPerSecond: Double
    }

    /// By FFmpeg's names: "h264", "libx264".
    package var decoders: [String]
    package var encoders: [String]
    package var rates: [Rate]
    /// Processors that workers can use.
    package var processors: Int

    /// Pictures of the trial's size that one worker decodes and encodes again, in a second; 0 where it cannot.
    package var transcodedPerSecond: Double {
        func rate(_ work: Rate.Work) -> Double { rates.first { $0.work == work }?.picturesPerSecond ?? 0 }
        let (decoded, encoded) = (rate(.decodeH264), rate(.encodeH264))
        return decoded > 0 && encoded > 0 ? 1 / (1 / decoded + 1 / encoded) : 0
    }

    /// Streams of the trial's size with 25 pictures a second that can be transcoded at once.
    package var sessions: Int { Int(transcodedPerSecond * Double(processors) / 25) }
}
