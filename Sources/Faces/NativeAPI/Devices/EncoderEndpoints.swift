import HTTPServing
import Hummingbird
import NVR
import OpenAPI
import Reception

/// How a device encodes its streams.
struct EncoderEndpoints {
    let recorder: Recorder

    private static let path = "\(DeviceEndpoints.path)/encoders"
    private static let access = Access.camera(.manageCamera, parameter: "id")
    private var devices: CameraDevices { recorder.devices }

    var all: [Endpoint] {
        [
            .get(
                Self.path,
                EndpointNotes(
                    "listEncoders",
                    "How a camera encodes its streams, and what it takes",
                    tag: "devices",
                    refusals: DeviceEndpoints.refusals
                ),
                access: Self.access,
                answers: ListMessage<EncoderMessage>.self
            ) { call in
                let encoders = try await devices.encoders(as: call.principal, of: call.path("id"))
                return try call.json(ListMessage(items: encoders.map(EncoderMessage.init)))
            },
            .send(
                .patch,
                "\(Self.path)/{encoder}",
                EndpointNotes(
                    "setEncoder",
                    "Change how a camera encodes a stream",
                    tag: "devices",
                    description: "What is not named stays as it is. The camera may begin the stream anew.",
                    refusals: DeviceEndpoints.refusals
                ),
                access: Self.access,
                takes: EncoderPatchMessage.self,
                answers: EncoderMessage.self
            ) { call, body in
                let encoder = try await devices.change(
                    as: call.principal,
                    encoderOf: call.path("id"),
                    call.path("encoder"),
                    body.change
                )
                return try call.json(EncoderMessage(encoder))
            },
        ]
    }
}

struct EncoderMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "Encoder"

    struct Size: Codable, Sendable {
        var width: Int
        var height: Int

        init(_ size: EncoderView.Size) {
            width = size.width
            height = size.height
        }
    }

    struct Range: Codable, Sendable {
        var min: Int
        var max: Int

        init(_ range: ClosedRange<Int>) {
            min = range.lowerBound
            max = range.upperBound
        }
    }

    var token: String
    var name: String
    var encoding: String
    var size: Size?
    var fps: Double?
    var bitrate: Int?
    var keyFrameInterval: Int?
    var quality: Double?
    var sizes: [Size]
    var frameRates: [Double]
    var bitrates: Range?
    var keyFrameIntervals: Range?

    enum CodingKeys: String, CodingKey {
        case token, name, encoding, size, fps, bitrate, quality, sizes, bitrates
        case frameRates = "frame_rates"
        case keyFrameInterval = "key_frame_interval"
        case keyFrameIntervals = "key_frame_intervals"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "bitrate": SchemaNote("Kilobits a second."),
        "key_frame_interval": SchemaNote("Pictures from one key frame to the next."),
        "sizes": SchemaNote("What the camera takes for this encoding; empty where it does not say, as what follows."),
    ]

    init(_ encoder: EncoderView) {
        token = encoder.token
        name = encoder.name
        encoding = encoder.encoding
        size = encoder.size.map(Size.init)
        fps = encoder.framesPerSecond
        bitrate = encoder.bitrate
        keyFrameInterval = encoder.groupLength
        quality = encoder.quality
        sizes = encoder.sizes.map(Size.init)
        frameRates = encoder.frameRates
        bitrates = encoder.bitrates.map(Range.init)
        keyFrameIntervals = encoder.groupLengths.map(Range.init)
    }
}

struct EncoderPatchMessage: Decodable, Sendable {
    var width: Int?
    var height: Int?
    var fps: Double?
    var bitrate: Int?
    var keyFrameInterval: Int?
    var quality: Double?

    enum CodingKeys: String, CodingKey {
        case width, height, fps, bitrate, quality
        case keyFrameInterval = "key_frame_interval"
    }

    var change: EncoderChange {
        var change = EncoderChange()
        change.width = width
        change.height = height
        change.framesPerSecond = fps
        change.bitrate = bitrate
        change.groupLength = keyFrameInterval
        change.quality = quality
        return change
    }
}
