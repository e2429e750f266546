import Media

@testable import WorkerChannel

/// Every kind of message, with values at the edges of what they can have.
enum Samples {
    static let setup = DecodeSetup(
        codec: .h265,
        parameterSets: [[0x40, 1, 12], [], [0x44, 1]],
        sampleAspectRatio: PictureSize(width: 16, height: 11),
        outputs: [.jpeg(width: 0, quality: 1), .jpeg(width: .max, quality: 100), .gray(width: 320, height: 180)]
    )

    static let requests: [WorkerRequest] = [
        .open(session: 0, setup),
        .open(session: .max, DecodeSetup(codec: .jpeg, parameterSets: [], outputs: [])),
        .feed(
            session: 7,
            DecodeFeed(payload: Bytes([0, 0, 0, 1, 9]), time: .min, flags: [.key, .last], outputs: 0b101)
        ),
        .feed(session: 7, DecodeFeed(payload: Bytes([]), time: .max, flags: [], outputs: 0)),
        .close(session: 1),
        .measure,
        .ping,
    ]

    static let answers: [WorkerAnswer] = [
        .ready(WorkerIntroduction(library: "5.1.9-0+deb12u1", confinement: .whole, devices: ["renderD128", ""])),
        .ready(WorkerIntroduction(library: "", confinement: [])),
        .output(
            DecodeOutput(
                output: 2,
                time: -1,
                flags: [.key, .damaged],
                size: PictureSize(width: 65_535, height: 1),
                payload: Bytes([0xFF, 0xD8, 0xFF, 0xD9])
            )
        ),
        .measured(
            WorkerMeasurement(
                decoders: ["h264", "hevc"],
                encoders: [],
                rates: [.init(work: .decodeH264, width: 1280, height: 720, milliPictures: 123_456)]
            )
        ),
        .done,
        .failed(WorkerFailure(.undecodable, detail: -1_094_995_529)),
    ]
}
