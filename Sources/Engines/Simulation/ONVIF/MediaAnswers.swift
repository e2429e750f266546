import Media
import ONVIF

/// The simulated device's streams, by both media services.
enum MediaAnswers {
    static func add(to dispatcher: inout DeviceDispatcher) {
        addProfiles(to: &dispatcher)
        addAddresses(to: &dispatcher)
        addOlderEncoders(to: &dispatcher)
        addEncoders(to: &dispatcher)
    }

    private static func older(_ profile: DeviceProfile) -> MediaProfile? {
        guard let encoder = profile.olderEncoder else { return nil }
        return MediaProfile {
            $0.token = profile.token
            $0.fixed = true
            $0.name = profile.path
            $0.videoSourceConfiguration = profile.videoSource
            $0.videoEncoderConfiguration = encoder
            $0.ptzConfiguration = PTZAnswers.configuration
        }
    }

    private static func newer(_ profile: DeviceProfile) -> Media2Profile {
        Media2Profile {
            $0.token = profile.token
            $0.fixed = true
            $0.name = profile.path
            $0.configurations = .init {
                $0.videoSource = profile.videoSource
                $0.videoEncoder = profile.encoder
                $0.ptz = PTZAnswers.configuration
            }
        }
    }

    private static func addProfiles(to dispatcher: inout DeviceDispatcher) {
        dispatcher.on(MediaService.GetServiceCapabilities.self) { request, _ throws(SOAPFault) in
            let count = request.state.profiles.count
            return .init {
                $0.capabilities.snapshots = true
                $0.capabilities.profileCapabilities = .init { $0.maximum = count }
                $0.capabilities.streamingCapabilities = .init { $0.interleaved = true }
            }
        }
        dispatcher.on(Media2Service.GetServiceCapabilities.self) { request, _ throws(SOAPFault) in
            let count = request.state.profiles.count
            return .init {
                $0.capabilities.snapshots = true
                $0.capabilities.profileCapabilities.maximum = count
                $0.capabilities.profileCapabilities.configurations = "VideoSource VideoEncoder PTZ"
                $0.capabilities.streamingCapabilities.rtsp = true
                $0.capabilities.streamingCapabilities.interleaved = true
            }
        }
        dispatcher.on(MediaService.GetProfiles.self) { request, _ throws(SOAPFault) in
            .init { $0.profiles = request.state.profiles.compactMap(older) }
        }
        dispatcher.on(MediaService.GetProfile.self) { request, question throws(SOAPFault) in
            guard let profile = older(try request.state.profile(question.profileToken)) else {
                throw SOAPFault(.sender, ["InvalidArgVal", "NoProfile"], reason: "This profile is for Media 2.")
            }
            return .init { $0.profile = profile }
        }
        dispatcher.on(Media2Service.GetProfiles.self) { request, question throws(SOAPFault) in
            let wanted = question.token.map { token in request.state.profiles.filter { $0.token == token } }
            return .init { $0.profiles = (wanted ?? request.state.profiles).map(newer) }
        }
        dispatcher.on(MediaService.GetVideoSources.self) { request, _ throws(SOAPFault) in
            let size = request.state.profiles.first?.size
            return .init { answer in
                answer.videoSources = [
                    VideoSource {
                        $0.token = DeviceState.videoSource
                        $0.framerate = 25
                        $0.resolution = MediaResolution(size?.width ?? 0, size?.height ?? 0)
                    }
                ]
            }
        }
    }

    private static func addAddresses(to dispatcher: inout DeviceDispatcher) {
        dispatcher.on(MediaService.GetStreamUri.self) { request, question throws(SOAPFault) in
            let profile = try request.state.profile(question.profileToken)
            let address = request.streamAddress(profile.path)
            return .init { $0.mediaUri = MediaAddress(address) }
        }
        dispatcher.on(Media2Service.GetStreamUri.self) { request, question throws(SOAPFault) in
            let profile = try request.state.profile(question.profileToken)
            let address = request.streamAddress(profile.path)
            return .init { $0.uri = address }
        }
        dispatcher.on(MediaService.GetSnapshotUri.self) { request, question throws(SOAPFault) in
            let address = try snapshot(request, question.profileToken)
            return .init { $0.mediaUri = MediaAddress(address) }
        }
        dispatcher.on(Media2Service.GetSnapshotUri.self) { request, question throws(SOAPFault) in
            let address = try snapshot(request, question.profileToken)
            return .init { $0.uri = address }
        }
        dispatcher.on(MediaService.SetSynchronizationPoint.self) { request, question throws(SOAPFault) in
            _ = try request.state.profile(question.profileToken)
            request.state.synchronisations += 1
            return NoAnswer()
        }
        dispatcher.on(Media2Service.SetSynchronizationPoint.self) { request, question throws(SOAPFault) in
            _ = try request.state.profile(question.profileToken)
            request.state.synchronisations += 1
            return NoAnswer()
        }
    }

    /// The pictures are those of a stream of Motion JPEG: nothing is encoded here.
    private static func snapshot(_ request: DeviceRequest, _ token: String) throws(SOAPFault) -> String {
        let profile = try request.state.profile(token)
        let pictures = profile.hasPictures ? profile : request.state.profiles.first(where: \.hasPictures)
        guard let pictures else {
            throw SOAPFault(.receiver, ["ActionNotSupported"], reason: "There is no snapshot of this profile.")
        }
        return request.address("/onvif/snapshot/\(pictures.path)")
    }

    private static func addOlderEncoders(to dispatcher: inout DeviceDispatcher) {
        dispatcher.on(MediaService.GetVideoEncoderConfigurations.self) { request, _ throws(SOAPFault) in
            .init { $0.configurations = request.state.profiles.compactMap(\.olderEncoder) }
        }
        dispatcher.on(MediaService.GetVideoEncoderConfiguration.self) { request, question throws(SOAPFault) in
            let index = try request.state.index(ofEncoder: question.configurationToken)
            guard let encoder = request.state.profiles[index].olderEncoder else {
                throw SOAPFault(.sender, ["InvalidArgVal", "NoConfig"], reason: "This configuration is for Media 2.")
            }
            return .init { $0.configuration = encoder }
        }
        dispatcher.on(MediaService.SetVideoEncoderConfiguration.self) { request, question throws(SOAPFault) in
            let settings = question.configuration
            let index = try request.state.index(ofEncoder: settings.token)
            let refusal = request.state.profiles[index].refusal(
                of: settings.encoding,
                settings.resolution,
                rate: settings.rateControl.map { Double($0.frameRateLimit) },
                bitrate: settings.rateControl?.bitrateLimit
            )
            if let refusal { throw refusal }
            request.state.profiles[index].set(settings)
            return NoAnswer()
        }
        dispatcher.on(MediaService.GetVideoEncoderConfigurationOptions.self) { request, question throws(SOAPFault) in
            let token = question.configurationToken
            let profile = request.state.profiles.first { $0.encoder.token == token || token == nil }
            let resolutions = profile?.resolutions ?? []
            let isJPEG = profile?.encoder.encoding == "JPEG"
            return .init { answer in
                answer.options.qualityRange = IntegerRange(1...10)
                if isJPEG {
                    answer.options.jpeg = .init {
                        $0.resolutionsAvailable = resolutions
                        $0.frameRateRange = IntegerRange(1...60)
                        $0.encodingIntervalRange = IntegerRange(1...1)
                    }
                } else {
                    answer.options.h264 = .init {
                        $0.resolutionsAvailable = resolutions
                        $0.govLengthRange = IntegerRange(1...400)
                        $0.frameRateRange = IntegerRange(1...60)
                        $0.encodingIntervalRange = IntegerRange(1...1)
                        $0.h264ProfilesSupported = ["Baseline", "Main", "High"]
                    }
                }
            }
        }
    }

    private static func addEncoders(to dispatcher: inout DeviceDispatcher) {
        dispatcher.on(Media2Service.GetVideoEncoderConfigurations.self) { request, question throws(SOAPFault) in
            let all = request.state.profiles.map(\.encoder)
            let token = question.configurationToken
            return .init { $0.configurations = all.filter { token == nil || $0.token == token } }
        }
        dispatcher.on(Media2Service.SetVideoEncoderConfiguration.self) { request, question throws(SOAPFault) in
            let settings = question.configuration
            let index = try request.state.index(ofEncoder: settings.token)
            let refusal = request.state.profiles[index].refusal(
                of: settings.encoding,
                settings.resolution,
                rate: settings.rateControl?.frameRateLimit,
                bitrate: settings.rateControl?.bitrateLimit
            )
            if let refusal { throw refusal }
            request.state.profiles[index].encoder = settings
            return NoAnswer()
        }
        dispatcher.on(Media2Service.GetVideoEncoderConfigurationOptions.self) { request, question throws(SOAPFault) in
            let token = question.configurationToken
            let profiles = request.state.profiles.filter { token == nil || $0.encoder.token == token }
            return .init { answer in
                answer.options = profiles.map { profile in
                    VideoEncoder2Options {
                        $0.govLengthRange = "1 400"
                        $0.frameRatesSupported = "60 30 25 15 5 1"
                        $0.profilesSupported = "Main"
                        $0.constantBitRateSupported = false
                        $0.encoding = profile.encoder.encoding
                        $0.qualityRange = DecimalRange(1...10)
                        $0.resolutionsAvailable = profile.resolutions
                        $0.bitrateRange = IntegerRange(64...16_384)
                    }
                }
            }
        }
    }
}
