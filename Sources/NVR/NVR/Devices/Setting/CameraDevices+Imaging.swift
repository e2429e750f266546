import Devices
import ONVIF

/// A camera's picture: for everyone with the right `control`.
extension CameraDevices {
    /// How it is set, and what the camera takes.
    package func imaging(as principal: Principal, of id: String) async throws -> ImagingView {
        try Policy.require(principal, .controlCamera, .camera(id))
        let linked = try await linked(id)
        return try await imaging(linked, source(of: linked))
    }

    private func imaging(_ linked: Linked, _ source: String) async throws(DomainError) -> ImagingView {
        let settings = try await ask(linked, ImagingService.GetImagingSettings(source: source)).imagingSettings
        let options = try await ask(linked, ImagingService.GetOptions(source: source)).imagingOptions
        return ImagingView(settings, options)
    }

    /// Sets what is named, and nothing else.
    ///
    /// - Throws: `invalid` with all members that the camera would not take.
    package func change(as principal: Principal, imagingOf id: String, _ change: ImagingChange) async throws
        -> ImagingView
    {
        try Policy.require(principal, .controlCamera, .camera(id))
        let linked = try await linked(id)
        let source = try await source(of: linked)
        let before = try await imaging(linked, source)
        if let error = DomainError(invalid: change.faults(by: before)) { throw error }
        _ = try await ask(linked, ImagingService.SetImagingSettings(source: source, change.settings(before)))
        await note("imaging", linked, by: principal)
        return try await imaging(linked, source)
    }
}

extension ImagingView {
    init(_ settings: ImagingSettings, _ options: ImagingOptions) {
        func number(_ value: Double?, _ range: DecimalRange?) -> Number? {
            guard let range, range.min <= range.max else { return nil }
            return Number(value: value, range: Range(min: range.min, max: range.max))
        }
        func choice(_ value: String?, _ words: [String]?) -> Choice? {
            guard let words, !words.isEmpty else { return nil }
            return Choice(value: value?.lowercased(), choices: words.prefix(16).map { $0.lowercased() })
        }
        brightness = number(settings.brightness, options.brightness)
        contrast = number(settings.contrast, options.contrast)
        saturation = number(settings.colorSaturation, options.colorSaturation)
        sharpness = number(settings.sharpness, options.sharpness)
        infraredFilter = choice(settings.irCutFilter, options.irCutFilterModes)
        wideDynamicRange = choice(settings.wideDynamicRange?.mode, options.wideDynamicRange?.mode)
        wideDynamicRangeLevel = number(settings.wideDynamicRange?.level, options.wideDynamicRange?.level)
        backlight = choice(settings.backlightCompensation?.mode, options.backlightCompensation?.mode)
        backlightLevel = number(settings.backlightCompensation?.level, options.backlightCompensation?.level)
        exposure = choice(settings.exposure?.mode, options.exposure?.mode)
        exposureTime = number(settings.exposure?.exposureTime, options.exposure?.exposureTime)
        gain = number(settings.exposure?.gain, options.exposure?.gain)
        iris = number(settings.exposure?.iris, options.exposure?.iris)
        whiteBalance = choice(settings.whiteBalance?.mode, options.whiteBalance?.mode)
        redGain = number(settings.whiteBalance?.crGain, options.whiteBalance?.yrGain)
        blueGain = number(settings.whiteBalance?.cbGain, options.whiteBalance?.ybGain)
        focus = choice(settings.focus?.autoFocusMode, options.focus?.autoFocusModes)
    }
}

extension ImagingChange {
    /// What is sent: a part with a mode is whole, with what it was where nothing is said (Imaging §6: mode is required in it).
    func settings(_ before: ImagingView) -> ImagingSettings {
        var settings = ImagingSettings()
        settings.brightness = brightness
        settings.contrast = contrast
        settings.colorSaturation = saturation
        settings.sharpness = sharpness
        settings.irCutFilter = infraredFilter?.uppercased()
        if wideDynamicRange != nil || wideDynamicRangeLevel != nil {
            settings.wideDynamicRange = .init {
                $0.mode = Self.mode(wideDynamicRange, before.wideDynamicRange, "OFF")
                $0.level = wideDynamicRangeLevel
            }
        }
        if backlight != nil || backlightLevel != nil {
            settings.backlightCompensation = .init {
                $0.mode = Self.mode(backlight, before.backlight, "OFF")
                $0.level = backlightLevel
            }
        }
        if exposure != nil || exposureTime != nil || gain != nil || iris != nil {
            settings.exposure = .init {
                $0.mode = Self.mode(exposure, before.exposure, "AUTO")
                $0.exposureTime = exposureTime
                $0.gain = gain
                $0.iris = iris
            }
        }
        if whiteBalance != nil || redGain != nil || blueGain != nil {
            settings.whiteBalance = .init {
                $0.mode = Self.mode(whiteBalance, before.whiteBalance, "AUTO")
                $0.crGain = redGain
                $0.cbGain = blueGain
            }
        }
        if let focus { settings.focus = .init { $0.autoFocusMode = focus.uppercased() } }
        return settings
    }

    private static func mode(_ wanted: String?, _ before: ImagingView.Choice?, _ usual: String) -> String {
        (wanted ?? before?.value ?? usual).uppercased()
    }
}
