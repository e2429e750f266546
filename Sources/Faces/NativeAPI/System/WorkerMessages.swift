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

    enum CodingKeys: String, CodingKey {
        case running, most, waiting, restarts, confined, problem, ffmpeg, devices, workers
        case lastEnd = "last_end"
    }

    init(_ view: WorkersView) {
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
