import Media
import WorkerChannel

extension FuzzEntry {
    /// What a worker sends, whole and in pieces: the same messages come out, and each is written as it was read. Requests
    /// are read too, which a worker does.
    ///
    /// The input is a seed for the pieces, and the stream.
    static let workerChannel = FuzzEntry("worker-channel", seeds: { workerChannelSeeds }) {
        bytes throws(BrokenPromise) in
        var input = FuzzInput(bytes)
        let seed = input.byte()
        let stream = input.takeRest()
        let whole = frames(of: [stream])
        let split = frames(of: pieces(of: stream, seed: seed))
        try expect(whole.frames == split.frames, "other messages out of pieces")
        try expect(whole.error == split.error, "another error out of pieces")
        for frame in whole.frames {
            try expect(frame.body.count <= largestBody, "a body of \(frame.body.count) bytes")
            if let answer = try? WorkerAnswer(frame) {
                try expect(answer == again(answer, frame.tag), "an answer that is read as another")
            }
            if let request = try? WorkerRequest(frame) {
                try expect(request == again(request, frame.tag), "a request that is read as another")
            }
        }
    }

    private static let largestBody = 2000

    private static func frames(of pieces: [[UInt8]]) -> (frames: [WorkerFrame], error: WorkerChannelError?) {
        var framer = WorkerFramer(largestBody: largestBody)
        var frames: [WorkerFrame] = []
        var error: WorkerChannelError?
        for piece in pieces where error == nil {
            framer.feed(piece.span) { frame in
                switch frame {
                case .success(let frame): frames.append(frame)
                case .failure(let found): error = found
                }
            }
        }
        return (frames, error)
    }

    private static func again(_ answer: WorkerAnswer, _ tag: UInt32) -> WorkerAnswer? {
        frames(of: [answer.bytes(tag: tag).array]).frames.first.flatMap { try? WorkerAnswer($0) }
    }

    private static func again(_ request: WorkerRequest, _ tag: UInt32) -> WorkerRequest? {
        frames(of: [request.bytes(tag: tag).array]).frames.first.flatMap { try? WorkerRequest($0) }
    }

    private static var workerChannelSeeds: [[UInt8]] {
        let size = PictureSize(width: 640, height: 360)
        let picture = DecodeOutput(
            output: 0,
            time: 90_000,
            flags: .key,
            size: size,
            payload: Bytes([0xFF, 0xD8, 0xFF, 0xD9])
        )
        let measurement = WorkerMeasurement(
            decoders: ["h264", "hevc", "mjpeg"],
            encoders: ["libx264"],
            rates: [.init(work: .encodeH264, width: 1280, height: 720, milliPictures: 90_000)]
        )
        let answers: [WorkerAnswer] = [
            .ready(WorkerIntroduction(library: "5.1.9", confinement: .whole, devices: ["renderD128"])), .done,
            .output(picture), .failed(WorkerFailure(.undecodable, detail: -1)), .measured(measurement),
            .format(EncodedFormat(output: 0, parameterSets: FuzzMaterial.h264Sets)),
        ]
        let setup = DecodeSetup(
            codec: .h264,
            parameterSets: FuzzMaterial.h264Sets,
            sampleAspectRatio: PictureSize(width: 4, height: 3),
            masks: [MaskPolygon([.init(x: 0, y: 0), .init(x: 9, y: 0), .init(x: 0, y: 9)])],
            outputs: [
                .jpeg(width: 320, quality: 80), .gray(width: 64, height: 36),
                .h264(H264OutputSetup(largest: size, bitRate: 1_000_000, pictureRate: 25)),
            ]
        )
        let sound = SoundSetup(
            codec: .aac,
            configuration: [0x11, 0x90],
            sampleRate: 48_000,
            channels: 2,
            output: AACOutputSetup(sampleRate: 16_000, channels: 1, bitRate: 32_000)
        )
        let feed = DecodeFeed(
            payload: Bytes(FuzzMaterial.accessUnit([[0x65, 1, 2]])),
            time: 1,
            flags: [.key, .last],
            outputs: 3
        )
        let requests: [WorkerRequest] = [
            .open(session: 1, setup), .feed(session: 1, feed), .close(session: 1), .measure,
            .openSound(session: 2, sound),
        ]
        return [
            [1] + answers.flatMap { $0.bytes(tag: 7).array }, [2] + requests.flatMap { $0.bytes(tag: 9).array },
        ]
    }
}
