import NVR

// The workers, in their wire spelling (docs/api.md).

struct WorkersMessage: Codable, Sendable {
    struct Worker: Codable, Sendable {
        var pid: Int32
        /// The camera whose own it is.
        var camera: String?
        var working: Bool
        /// Left out while it starts.
        var confined: Bool?
        var jobs: Int
    }

    /// A worker that decodes a stream for as long as somebody watches.
    struct Session: Codable, Sendable {
        var pid: Int32
        var camera: String
        /// Left out while it starts.
        var confined: Bool?
        var units: Int
    }

    /// A stream that is encoded anew for those who cannot play what the camera sends.
    struct Transcoded: Codable, Sendable {
        var camera: String
        var stream: String
        /// What it becomes: "main-h264".
        var form: String
        var watched: Bool
        var pictures: Int
        var leftOut: Int
        var undecoded: Int
        var workersLost: Int

        enum CodingKeys: String, CodingKey {
            case camera, stream, form, watched, pictures, undecoded
            case leftOut = "left_out"
            case workersLost = "workers_lost"
        }
    }

    var running: Int
    var most: Int
    var waiting: Int
    var restarts: Int
    /// Left out as long as no worker is ready.
    var confined: Bool?
    var lastEnd: String?
    var problem: String?
    var ffmpeg: String?
    var devices: [String]
    var workers: [Worker]
    var sessions: [Session]
    var sessionsLost: Int
    var lastSessionEnd: String?
    var transcoded: [Transcoded]
    var maxTranscoded: Int

    enum CodingKeys: String, CodingKey {
        case running, most, waiting, restarts, confined, problem, ffmpeg, devices, workers, sessions, transcoded
        case lastEnd = "last_end"
        case sessionsLost = "sessions_lost"
        case lastSessionEnd = "last_session_end"
        case maxTranscoded = "max_transcoded"
    }

    init(_ view: WorkersView, _ transcoded: (streams: [TranscodedStream], most: Int)) {
        running = view.workers.count
        most = view.most
        waiting = view.waiting
        restarts = view.restarts
        confined = view.areConfined
        lastEnd = view.lastEnd
        problem = view.trouble
        ffmpeg = view.library
        devices = view.devices
        workers = view.workers.map { worker in
            Worker(
                pid: worker.pid,
                camera: worker.camera,
                working: worker.isWorking,
                confined: worker.isConfined,
                jobs: worker.jobs
            )
        }
        sessions = view.sessions.map { session in
            Session(
                pid: session.pid,
                camera: session.camera,
                confined: session.isConfined,
                units: session.units
            )
        }
        sessionsLost = view.lostSessions
        lastSessionEnd = view.lastSessionEnd
        maxTranscoded = transcoded.most
        self.transcoded = transcoded.streams.map { stream in
            Transcoded(
                camera: stream.camera,
                stream: stream.stream,
                form: stream.form,
                watched: stream.isWatched,
                pictures: stream.pictures,
                leftOut: stream.leftOut,
                undecoded: stream.undecoded,
                workersLost: stream.lost
            )
        }
    }
}

struct BenchmarkMessage: Codable, Sendable {
    enum Work: String, Codable, Sendable, CaseIterable {
        case decodeH264 = "decode-h264"
        case encodeH264 = "encode-h264"
        case encodeJPEG = "encode-jpeg"
    }

    struct Rate: Codable, Sendable {
        var work: Work
        var width: Int
        var height: Int
        var picturesPerSecond: Double

        enum CodingKeys: String, CodingKey {
            case work, width, height
            case picturesPerSecond = "pictures_per_second"
        }
    }

    var decoders: [String]
    var encoders: [String]
    var processors: Int
    /// Of one worker.
    var rates: [Rate]
    var transcodedPerSecond: Double
    /// Streams of 25 pictures a second that can be transcoded at once.
    var sessions: Int

    enum CodingKeys: String, CodingKey {
        case decoders, encoders, processors, rates, sessions
        case transcodedPerSecond = "transcoded_per_second"
    }

    init(_ benchmark: WorkerBenchmark) {
        decoders = benchmark.decoders
        encoders = benchmark.encoders
        processors = benchmark.processors
        rates = benchmark.rates.map { rate in
            let work: Work =
                switch rate.work {
                case .decodeH264: .decodeH264
                case .encodeH264: .encodeH264
                case .encodeJPEG: .encodeJPEG
                }
            return Rate(work: work, width: rate.width, height: rate.height, picturesPerSecond: rate.picturesPerSecond)
        }
        transcodedPerSecond = benchmark.transcodedPerSecond
        sessions = benchmark.sessions
    }
}
