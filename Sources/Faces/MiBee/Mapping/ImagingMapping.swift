import NVR

/// Of seconds, as the document counts them.
private let microseconds = 1_000_000.0

extension MiBeeImagingMessage {
    init(_ view: ImagingView) {
        self.init(
            brightness: view.brightness?.value ?? 0,
            contrast: view.contrast?.value ?? 0,
            saturation: view.saturation?.value ?? 0,
            sharpness: view.sharpness?.value ?? 0,
            exposure: Exposure(
                mode: Self.mode(view.exposure),
                exposureTime: (view.exposureTime?.value ?? 0) / microseconds,
                gain: view.gain?.value ?? 0
            ),
            whiteBalance: WhiteBalance(mode: Self.mode(view.whiteBalance), colorTemperature: 0)
        )
    }

    private static func mode(_ choice: ImagingView.Choice?) -> String { choice?.value == "manual" ? "manual" : "auto" }
}

extension MiBeeImagingOptionsMessage {
    init(_ view: ImagingView) {
        func range(_ number: ImagingView.Number?, per unit: Double = 1) -> Range? {
            number.map { Range(min: $0.range.min / unit, max: $0.range.max / unit) }
        }
        func modes(_ choice: ImagingView.Choice) -> [String] {
            choice.choices.filter { $0 == "auto" || $0 == "manual" }
        }
        self.init(
            brightness: range(view.brightness),
            contrast: range(view.contrast),
            saturation: range(view.saturation),
            sharpness: range(view.sharpness),
            exposure: view.exposure.map { choice in
                Exposure(
                    modes: modes(choice),
                    exposureTime: range(view.exposureTime, per: microseconds),
                    gain: range(view.gain)
                )
            },
            whiteBalance: view.whiteBalance.map { WhiteBalance(modes: modes($0)) }
        )
    }
}

extension ImagingChange {
    /// Sets what is named. A colour temperature of 0 is what this API tells where there is none, and counts as left out.
    ///
    /// - Throws: `Problem`, INVALID_INPUT, for any other.
    init(_ body: MiBeeImagingBody) throws {
        if let temperature = body.whiteBalance?.colorTemperature, temperature != 0 {
            throw MiBeeErrors.invalid("color_temperature cannot be set: ONVIF has no word for it")
        }
        self.init()
        brightness = body.brightness
        contrast = body.contrast
        saturation = body.saturation
        sharpness = body.sharpness
        exposure = body.exposure?.mode
        exposureTime = body.exposure?.exposureTime.map { $0 * microseconds }
        gain = body.exposure?.gain
        whiteBalance = body.whiteBalance?.mode
    }
}
