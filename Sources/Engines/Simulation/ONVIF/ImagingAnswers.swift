import ONVIF

/// How the simulated device's picture is made: kept, and of no effect.
enum ImagingAnswers {
    private static let options = ImagingOptions {
        let range = DecimalRange(0...100)
        ($0.brightness, $0.contrast, $0.colorSaturation, $0.sharpness) = (range, range, range, range)
        $0.exposure = .init {
            $0.mode = ["AUTO", "MANUAL"]
            // In microseconds, as the other times.
            $0.exposureTime = DecimalRange(100...100_000)
            $0.gain = DecimalRange(0...48)
        }
        $0.whiteBalance = .init { $0.mode = ["AUTO", "MANUAL"] }
        $0.irCutFilterModes = ["ON", "OFF", "AUTO"]
        $0.focus = .init { $0.autoFocusModes = ["AUTO", "MANUAL"] }
    }

    private static func expect(_ source: String) throws(SOAPFault) {
        guard source == DeviceState.videoSource else {
            throw SOAPFault(.sender, ["InvalidArgVal", "NoSource"], reason: "There is no video source \(source).")
        }
    }

    static func add(to dispatcher: inout DeviceDispatcher) {
        dispatcher.on(ImagingService.GetServiceCapabilities.self) { _, _ throws(SOAPFault) in .init() }
        dispatcher.on(ImagingService.GetImagingSettings.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            try expect(question.videoSourceToken)
            return .init { $0.imagingSettings = request.state.imaging }
        }
        dispatcher.on(ImagingService.GetOptions.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            try expect(question.videoSourceToken)
            return .init { $0.imagingOptions = options }
        }
        dispatcher.on(ImagingService.SetImagingSettings.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            try expect(question.videoSourceToken)
            let settings = question.imagingSettings
            if let name = options.refused(of: settings) {
                throw SOAPFault(
                    .sender,
                    ["InvalidArgVal", "SettingsInvalid"],
                    reason: "\(name) cannot be set to that."
                )
            }
            let old = request.state.imaging
            request.state.imaging.brightness = settings.brightness ?? old.brightness
            request.state.imaging.contrast = settings.contrast ?? old.contrast
            request.state.imaging.colorSaturation = settings.colorSaturation ?? old.colorSaturation
            request.state.imaging.sharpness = settings.sharpness ?? old.sharpness
            request.state.imaging.irCutFilter = settings.irCutFilter ?? old.irCutFilter
            request.state.imaging.focus = settings.focus ?? old.focus
            if var exposure = settings.exposure {
                exposure.exposureTime = exposure.exposureTime ?? old.exposure?.exposureTime
                exposure.gain = exposure.gain ?? old.exposure?.gain
                request.state.imaging.exposure = exposure
            }
            request.state.imaging.whiteBalance = settings.whiteBalance ?? old.whiteBalance
            return NoAnswer()
        }
        addFocus(to: &dispatcher)
    }

    private static func addFocus(to dispatcher: inout DeviceDispatcher) {
        dispatcher.on(ImagingService.GetMoveOptions.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            try expect(question.videoSourceToken)
            return .init { answer in
                answer.moveOptions.absolute = .init { $0.position = DecimalRange(0...1) }
                answer.moveOptions.continuous = .init { $0.speed = DecimalRange(-1...1) }
            }
        }
        dispatcher.on(ImagingService.Move.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            try expect(question.videoSourceToken)
            if let absolute = question.focus.absolute {
                request.state.moveFocus(to: absolute.position, at: request.now)
            } else if let continuous = question.focus.continuous {
                request.state.moveFocus(speed: min(max(continuous.speed, -1), 1), at: request.now)
            }
            return NoAnswer()
        }
        dispatcher.on(ImagingService.Stop.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            try expect(question.videoSourceToken)
            request.state.moveFocus(at: request.now)
            return NoAnswer()
        }
        dispatcher.on(ImagingService.GetStatus.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            try expect(question.videoSourceToken)
            let (place, isMoving) = request.state.focus(at: request.now)
            return .init { answer in
                answer.status.focus = .init {
                    $0.position = place
                    $0.moveStatus = isMoving ? "MOVING" : "IDLE"
                }
            }
        }
    }
}
