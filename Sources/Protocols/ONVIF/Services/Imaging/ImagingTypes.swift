/// How a camera makes its picture. What is nil is not there, or is to stay as it is.
package struct ImagingSettings: ONVIFStructure {
    package struct Leveled: ONVIFStructure {
        /// "ON" or "OFF".
        package var mode = "OFF"
        package var level: Double?
        package init() {}
    }

    package struct Exposure: ONVIFStructure {
        /// "AUTO" or "MANUAL".
        package var mode = "AUTO"
        /// "LowNoise" or "FrameRate".
        package var priority: String?
        /// Microseconds.
        package var minExposureTime: Double?
        package var maxExposureTime: Double?
        /// Decibels.
        package var minGain: Double?
        package var maxGain: Double?
        package var minIris: Double?
        package var maxIris: Double?
        package var exposureTime: Double?
        package var gain: Double?
        package var iris: Double?
        package init() {}
    }

    package struct Focus: ONVIFStructure {
        /// "AUTO" or "MANUAL".
        package var autoFocusMode = "AUTO"
        package var defaultSpeed: Double?
        package var nearLimit: Double?
        package var farLimit: Double?
        package init() {}
    }

    package struct WhiteBalance: ONVIFStructure {
        /// "AUTO" or "MANUAL".
        package var mode = "AUTO"
        package var crGain: Double?
        package var cbGain: Double?
        package init() {}
    }

    package var backlightCompensation: Leveled?
    package var brightness: Double?
    package var colorSaturation: Double?
    package var contrast: Double?
    package var exposure: Exposure?
    package var focus: Focus?
    /// "ON" (day), "OFF" (night) or "AUTO".
    package var irCutFilter: String?
    package var sharpness: Double?
    package var wideDynamicRange: Leveled?
    package var whiteBalance: WhiteBalance?

    package init() {}
}

/// What a camera takes as ``ImagingSettings``. What is nil it does not have.
package struct ImagingOptions: ONVIFStructure {
    package struct Leveled: ONVIFStructure {
        package var mode: [String] = []
        package var level: DecimalRange?
        package init() {}
    }

    package struct Exposure: ONVIFStructure {
        package var mode: [String] = []
        package var priority: [String] = []
        package var minExposureTime: DecimalRange?
        package var maxExposureTime: DecimalRange?
        package var minGain: DecimalRange?
        package var maxGain: DecimalRange?
        package var minIris: DecimalRange?
        package var maxIris: DecimalRange?
        package var exposureTime: DecimalRange?
        package var gain: DecimalRange?
        package var iris: DecimalRange?
        package init() {}
    }

    package struct Focus: ONVIFStructure {
        package var autoFocusModes: [String] = []
        package var defaultSpeed: DecimalRange?
        package var nearLimit: DecimalRange?
        package var farLimit: DecimalRange?
        package init() {}
    }

    package struct WhiteBalance: ONVIFStructure {
        package var mode: [String] = []
        package var yrGain: DecimalRange?
        package var ybGain: DecimalRange?
        package init() {}
    }

    package var backlightCompensation: Leveled?
    package var brightness: DecimalRange?
    package var colorSaturation: DecimalRange?
    package var contrast: DecimalRange?
    package var exposure: Exposure?
    package var focus: Focus?
    package var irCutFilterModes: [String] = []
    package var sharpness: DecimalRange?
    package var wideDynamicRange: Leveled?
    package var whiteBalance: WhiteBalance?

    package init() {}

    /// Whether the camera would take these settings; the name of the first that it would not.
    package func refused(of settings: ImagingSettings) -> String? {
        let numbers: [(String, Double?, DecimalRange?)] = [
            ("Brightness", settings.brightness, brightness), ("Contrast", settings.contrast, contrast),
            ("ColorSaturation", settings.colorSaturation, colorSaturation),
            ("Sharpness", settings.sharpness, sharpness),
            ("ExposureTime", settings.exposure?.exposureTime, exposure?.exposureTime),
            ("Gain", settings.exposure?.gain, exposure?.gain),
        ]
        for (name, value, range) in numbers {
            guard let value else { continue }
            guard let range, range.min <= value, value <= range.max else { return name }
        }
        let modes: [(String, String?, [String]?)] = [
            ("Exposure", settings.exposure?.mode, exposure?.mode),
            ("WhiteBalance", settings.whiteBalance?.mode, whiteBalance?.mode),
        ]
        for (name, mode, choices) in modes {
            guard let mode else { continue }
            guard let choices, choices.contains(mode) else { return name }
        }
        if let filter = settings.irCutFilter, !irCutFilterModes.contains(filter) { return "IrCutFilter" }
        return nil
    }
}

/// A movement of the focus: one of the three.
package struct FocusMove: ONVIFStructure {
    package struct Absolute: ONVIFStructure {
        package var position = 0.0
        package var speed: Double?
        package init() {}
    }
    package struct Relative: ONVIFStructure {
        package var distance = 0.0
        package var speed: Double?
        package init() {}
    }
    package struct Continuous: ONVIFStructure {
        /// Below 0 towards what is near.
        package var speed = 0.0
        package init() {}
    }

    package var absolute: Absolute?
    package var relative: Relative?
    package var continuous: Continuous?

    package init() {}
}

package struct FocusMoveOptions: ONVIFStructure {
    package struct Positioned: ONVIFStructure {
        package var position: DecimalRange?
        package var speed: DecimalRange?
        package init() {}
    }
    package struct Distanced: ONVIFStructure {
        package var distance: DecimalRange?
        package var speed: DecimalRange?
        package init() {}
    }
    package struct Continuous: ONVIFStructure {
        package var speed: DecimalRange?
        package init() {}
    }

    package var absolute: Positioned?
    package var relative: Distanced?
    package var continuous: Continuous?

    package init() {}
}

package struct ImagingStatus: ONVIFStructure {
    package struct Focus: ONVIFStructure {
        package var position = 0.0
        /// "IDLE", "MOVING", "UNKNOWN".
        package var moveStatus = "IDLE"
        package init() {}
    }

    package var focus: Focus?
    enum CodingKeys: String, CodingKey { case focus = "FocusStatus20" }

    package init() {}
}
