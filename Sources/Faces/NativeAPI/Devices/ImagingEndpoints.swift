import HTTPServing
import Hummingbird
import NVR
import OpenAPI
import Reception

/// A camera's picture.
struct ImagingEndpoints {
    let recorder: Recorder

    private static let path = "/api/v1/cameras/{id}/imaging"
    private static let access = Access.camera(.controlCamera, parameter: "id")
    private var devices: CameraDevices { recorder.devices }

    var all: [Endpoint] {
        [
            .get(
                Self.path,
                EndpointNotes(
                    "getImaging",
                    "How a camera's picture is set, and what the camera takes",
                    tag: "devices",
                    description: "What a camera does not have is left out.",
                    refusals: DeviceEndpoints.refusals
                ),
                access: Self.access,
                answers: ImagingMessage.self
            ) { call in
                try call.json(ImagingMessage(await devices.imaging(as: call.principal, of: call.path("id"))))
            },
            .send(
                .patch,
                Self.path,
                EndpointNotes(
                    "setImaging",
                    "Set a camera's picture",
                    tag: "devices",
                    description: "What is not named stays as it is.",
                    refusals: DeviceEndpoints.refusals
                ),
                access: Self.access,
                takes: ImagingPatchMessage.self,
                answers: ImagingMessage.self
            ) { call, body in
                let view = try await devices.change(
                    as: call.principal,
                    imagingOf: call.path("id"),
                    body.change
                )
                return try call.json(ImagingMessage(view))
            },
            .get(
                "\(Self.path)/focus",
                EndpointNotes(
                    "getFocus",
                    "Where a camera's focus is, and how it can be moved",
                    tag: "devices",
                    description: "A way in which the camera does not move it is left out.",
                    refusals: DeviceEndpoints.refusals
                ),
                access: Self.access,
                answers: FocusStateMessage.self
            ) { call in
                try call.json(FocusStateMessage(await devices.focus(as: call.principal, of: call.path("id"))))
            },
            .send(
                .post,
                "\(Self.path)/focus",
                EndpointNotes(
                    "moveFocus",
                    "Move a camera's focus",
                    tag: "devices",
                    description: "What is out of the camera's range is 422, a way in which it does not move is 501.",
                    refusals: DeviceEndpoints.refusals
                ),
                access: Self.access,
                takes: FocusMessage.self
            ) { call, body in
                try await devices.moveFocus(as: call.principal, of: call.path("id"), body.order)
                return call.noContent()
            },
        ]
    }
}

struct ImagingMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "Imaging"

    struct Number: Codable, Sendable {
        var value: Double?
        var min: Double
        var max: Double

        init(_ number: ImagingView.Number) {
            value = number.value
            min = number.range.min
            max = number.range.max
        }
    }

    struct Choice: Codable, Sendable {
        var value: String?
        var choices: [String]

        init(_ choice: ImagingView.Choice) {
            value = choice.value
            choices = choice.choices
        }
    }

    var brightness: Number?
    var contrast: Number?
    var saturation: Number?
    var sharpness: Number?
    var infraredFilter: Choice?
    var wideDynamicRange: Choice?
    var wideDynamicRangeLevel: Number?
    var backlight: Choice?
    var backlightLevel: Number?
    var exposure: Choice?
    var exposureTime: Number?
    var gain: Number?
    var iris: Number?
    var whiteBalance: Choice?
    var redGain: Number?
    var blueGain: Number?
    var focus: Choice?

    enum CodingKeys: String, CodingKey {
        case brightness, contrast, saturation, sharpness, backlight, exposure, gain, iris, focus
        case infraredFilter = "infrared_filter"
        case wideDynamicRange = "wide_dynamic_range"
        case wideDynamicRangeLevel = "wide_dynamic_range_level"
        case backlightLevel = "backlight_level"
        case exposureTime = "exposure_time"
        case whiteBalance = "white_balance"
        case redGain = "red_gain"
        case blueGain = "blue_gain"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "infrared_filter": SchemaNote("on: by day; off: by night, with infrared; auto."),
        "exposure_time": SchemaNote("Microseconds."), "gain": SchemaNote("Decibels."),
    ]

    init(_ view: ImagingView) {
        brightness = view.brightness.map(Number.init)
        contrast = view.contrast.map(Number.init)
        saturation = view.saturation.map(Number.init)
        sharpness = view.sharpness.map(Number.init)
        infraredFilter = view.infraredFilter.map(Choice.init)
        wideDynamicRange = view.wideDynamicRange.map(Choice.init)
        wideDynamicRangeLevel = view.wideDynamicRangeLevel.map(Number.init)
        backlight = view.backlight.map(Choice.init)
        backlightLevel = view.backlightLevel.map(Number.init)
        exposure = view.exposure.map(Choice.init)
        exposureTime = view.exposureTime.map(Number.init)
        gain = view.gain.map(Number.init)
        iris = view.iris.map(Number.init)
        whiteBalance = view.whiteBalance.map(Choice.init)
        redGain = view.redGain.map(Number.init)
        blueGain = view.blueGain.map(Number.init)
        focus = view.focus.map(Choice.init)
    }
}

/// A member that is left out stays as it is; which ones there are, and what they take, says the reading.
struct ImagingPatchMessage: Decodable, Sendable {
    var brightness: Double?
    var contrast: Double?
    var saturation: Double?
    var sharpness: Double?
    var infraredFilter: String?
    var wideDynamicRange: String?
    var wideDynamicRangeLevel: Double?
    var backlight: String?
    var backlightLevel: Double?
    var exposure: String?
    var exposureTime: Double?
    var gain: Double?
    var iris: Double?
    var whiteBalance: String?
    var redGain: Double?
    var blueGain: Double?
    var focus: String?

    typealias CodingKeys = ImagingMessage.CodingKeys

    var change: ImagingChange {
        var change = ImagingChange()
        change.brightness = brightness
        change.contrast = contrast
        change.saturation = saturation
        change.sharpness = sharpness
        change.infraredFilter = infraredFilter
        change.wideDynamicRange = wideDynamicRange
        change.wideDynamicRangeLevel = wideDynamicRangeLevel
        change.backlight = backlight
        change.backlightLevel = backlightLevel
        change.exposure = exposure
        change.exposureTime = exposureTime
        change.gain = gain
        change.iris = iris
        change.whiteBalance = whiteBalance
        change.redGain = redGain
        change.blueGain = blueGain
        change.focus = focus
        return change
    }
}

struct FocusStateMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "Focus"

    struct Bounds: Codable, Sendable {
        var min: Double
        var max: Double

        init(_ range: ImagingView.Range) {
            min = range.min
            max = range.max
        }
    }

    var position: Double?
    var moving: Bool?
    var absolute: Bounds?
    var relative: Bounds?
    var continuous: Bounds?

    static let schemaNotes: [String: SchemaNote] = [
        "position": SchemaNote("In the camera's own numbers; left out where it does not tell."),
        "absolute": SchemaNote("Places that it takes, in its own numbers."),
        "relative": SchemaNote("Ways that it takes, in its own numbers."),
        "continuous": SchemaNote("Its own speeds; what is sent is −1 to 1 of them."),
    ]

    init(_ view: FocusView) {
        position = view.position
        moving = view.isMoving
        absolute = view.absolute.map(Bounds.init)
        relative = view.relative.map(Bounds.init)
        continuous = view.continuous.map(Bounds.init)
    }
}

struct FocusMessage: Decodable, Sendable, SchemaAnnotated {
    enum Mode: String, Codable, CaseIterable, Sendable { case continuous, absolute, relative, stop }

    var mode: Mode
    var value: Double?

    static let schemaNotes: [String: SchemaNote] = [
        "value": SchemaNote("A speed from −1 (near) to 1; a place, or a way, in the camera's own numbers.")
    ]

    var order: FocusOrder {
        switch mode {
        case .continuous: .continuous(min(max(value ?? 0, -1), 1))
        case .absolute: .absolute(value ?? 0)
        case .relative: .relative(value ?? 0)
        case .stop: .stop
        }
    }
}
