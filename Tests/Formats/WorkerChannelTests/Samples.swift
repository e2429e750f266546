import Media

@testable import WorkerChannel

/// Every kind of message, with values at the edges of what they can have.
enum Samples {
    static let setup = DecodeSetup(
        codec: .h265,
        parameterSets: [[0x40, 1, 12], [], [0x44, 1]],
        sampleAspectRatio: PictureSize(width: 16, height: 11),
        masks: [MaskPolygon([.init(x: 0, y: 0), .init(x: .max, y: 0), .init(x: 9, y: .max)])],
        outputs: [
            .jpeg(width: 0, quality: 1), .jpeg(width: .max, quality: 100), .gray(width: 320, height: 180),
            .h264(
                H264OutputSetup(largest: PictureSize(width: 8192, height: 16), bitRate: 10_000, pictureRate: 240)
            ),
        ]
    )

    static let sound = SoundSetup(
        codec: .aac,
        configuration: [0x11, 0x90],
        sampleRate: 48_000,
        channels: 2,
        output: AACOutputSetup(sampleRate: 7350, channels: 1, bitRate: 320_000)
    )

    static let requests: [WorkerRequest] = [
        .open(session: 0, setup),
        .open(session: .max, DecodeSetup(codec: .jpeg, parameterSets: [], outputs: [])),
        .feed(
            session: 7,
            DecodeFeed(payload: Bytes([0, 0, 0, 1, 9]), time: .min, flags: [.key, .last, .refresh], outputs: 0b101)
        ),
        .feed(session: 7, DecodeFeed(payload: Bytes([]), time: .max, flags: [], outputs: 0)),
        .feed(
            session: 8,
            DecodeFeed(payload: Bytes([1]), time: 0, flags: [], caption: String(repeating: "~", count: 64))
        ),
        .close(session: 1),
        .measure,
        .ping,
        .openSound(session: 2, sound),
        .openSound(
            session: 3,
            SoundSetup(
                codec: .muLaw,
                sampleRate: 8000,
                channels: 1,
                output: AACOutputSetup(sampleRate: 16_000, channels: 2, bitRate: 8000)
            )
        ),
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
        .format(EncodedFormat(output: 3, parameterSets: [[0x67, 0x64], [], [0x68]])),
        .format(EncodedFormat(output: 0, parameterSets: [])),
        .done,
        .failed(WorkerFailure(.undecodable, detail: -1_094_995_529)),
    ]
}
