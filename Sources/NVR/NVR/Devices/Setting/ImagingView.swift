/// How a camera makes its picture, and what it takes.
package struct ImagingView: Hashable, Sendable {
    package struct Range: Hashable, Sendable {
        package var min: Double
        package var max: Double
    }

    /// A number that can be set, with its range; nil where the camera has none.
    package struct Number: Hashable, Sendable {
        package var value: Double?
        package var range: Range
    }

    /// A choice of words, in small letters.
    package struct Choice: Hashable, Sendable {
        package var value: String?
        package var choices: [String]
    }

    package var brightness: Number?
    package var contrast: Number?
    package var saturation: Number?
    package var sharpness: Number?
    /// "on" (day), "off" (night), "auto".
    package var infraredFilter: Choice?
    package var wideDynamicRange: Choice?
    package var wideDynamicRangeLevel: Number?
    package var backlight: Choice?
    package var backlightLevel: Number?
    package var exposure: Choice?
    /// Microseconds.
    package var exposureTime: Number?
    /// Decibels.
    package var gain: Number?
    package var iris: Number?
    package var whiteBalance: Choice?
    package var redGain: Number?
    package var blueGain: Number?
    package var focus: Choice?

    package init() {}
}

/// What shall be different about a picture: a member that is nil stays as it is.
package struct ImagingChange: Hashable, Sendable {
    package var brightness: Double?
    package var contrast: Double?
    package var saturation: Double?
    package var sharpness: Double?
    package var infraredFilter: String?
    package var wideDynamicRange: String?
    package var wideDynamicRangeLevel: Double?
    package var backlight: String?
    package var backlightLevel: Double?
    package var exposure: String?
    package var exposureTime: Double?
    package var gain: Double?
    package var iris: Double?
    package var whiteBalance: String?
    package var redGain: Double?
    package var blueGain: Double?
    package var focus: String?

    package init() {}

    /// What is wrong with it, by what the camera takes.
    func faults(by view: ImagingView) -> [DomainError.Fault] {
        var faults: [DomainError.Fault] = []
        func check(_ name: String, _ value: Double?, _ number: ImagingView.Number?) {
            guard let value else { return }
            guard let range = number?.range else {
                return faults.append(.init(name, "The camera has no \(name) that can be set."))
            }
            guard !(range.min...max(range.min, range.max)).contains(value) else { return }
            faults.append(.init(name, "The camera takes a \(name) from \(range.min) to \(range.max)."))
        }
        func check(_ name: String, _ value: String?, _ choice: ImagingView.Choice?) {
            guard let value else { return }
            guard let choices = choice?.choices else {
                return faults.append(.init(name, "The camera has no \(name) that can be set."))
            }
            guard !choices.contains(value) else { return }
            faults.append(.init(name, "\(name) is one of \(choices.joined(separator: ", "))."))
        }
        check("brightness", brightness, view.brightness)
        check("contrast", contrast, view.contrast)
        check("saturation", saturation, view.saturation)
        check("sharpness", sharpness, view.sharpness)
        check("infrared_filter", infraredFilter, view.infraredFilter)
        check("wide_dynamic_range", wideDynamicRange, view.wideDynamicRange)
        check("wide_dynamic_range_level", wideDynamicRangeLevel, view.wideDynamicRangeLevel)
        check("backlight", backlight, view.backlight)
        check("backlight_level", backlightLevel, view.backlightLevel)
        check("exposure", exposure, view.exposure)
        check("exposure_time", exposureTime, view.exposureTime)
        check("gain", gain, view.gain)
        check("iris", iris, view.iris)
        check("white_balance", whiteBalance, view.whiteBalance)
        check("red_gain", redGain, view.redGain)
        check("blue_gain", blueGain, view.blueGain)
        check("focus", focus, view.focus)
        return faults
    }
}

/// Where the focus is, and how it can be moved: a way that is nil is none of the camera's.
package struct FocusView: Hashable, Sendable {
    /// In the camera's own numbers; nil where it does not tell.
    package var position: Double?
    package var isMoving: Bool?
    /// Places, ways and speeds, in the camera's own numbers.
    package var absolute: ImagingView.Range?
    package var relative: ImagingView.Range?
    package var continuous: ImagingView.Range?
}

/// A movement of the focus.
package enum FocusOrder: Hashable, Sendable {
    /// −1 (near) to 1 (far) of the camera's own speed, until it is stopped.
    case continuous(Double)
    /// To a place, in the camera's own numbers.
    case absolute(Double)
    /// So far, in the camera's own numbers.
    case relative(Double)
    case stop
}
