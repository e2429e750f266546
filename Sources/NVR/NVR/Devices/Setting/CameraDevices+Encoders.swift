import Catalog
import Devices
import ONVIF

/// How a device encodes: for those who manage the camera. By the second media service where there is one, else by the first.
extension CameraDevices {
    package func encoders(as principal: Principal, of id: String) async throws -> [EncoderView] {
        try Policy.require(principal, .manageCamera, .camera(id))
        let linked = try await linked(id)
        if let newer = try await newerEncoders(linked) {
            var views: [EncoderView] = []
            for encoder in newer { views.append(try await view(linked, encoder)) }
            return views
        }
        var views: [EncoderView] = []
        for encoder in try await olderEncoders(linked) { views.append(try await view(linked, encoder)) }
        return views
    }

    private static let mostEncoders = 16

    /// Nil where the device has no second media service.
    private func newerEncoders(_ linked: Linked) async throws(DomainError) -> [VideoEncoder2Configuration]? {
        let answer = try await known(linked, Media2Service.GetVideoEncoderConfigurations())
        guard let found = answer?.configurations, !found.isEmpty else { return nil }
        return Array(found.prefix(Self.mostEncoders))
    }

    private func olderEncoders(_ linked: Linked) async throws(DomainError) -> [VideoEncoderConfiguration] {
        Array(
            try await ask(linked, MediaService.GetVideoEncoderConfigurations()).configurations.prefix(Self.mostEncoders)
        )
    }

    private func view(_ linked: Linked, _ encoder: VideoEncoder2Configuration) async throws(DomainError) -> EncoderView
    {
        var view = EncoderView(token: encoder.token, name: encoder.name, encoding: encoder.encoding)
        view.size = encoder.resolution.map(EncoderView.Size.init)
        view.framesPerSecond = encoder.rateControl?.frameRateLimit
        view.bitrate = encoder.rateControl?.bitrateLimit
        view.groupLength = encoder.govLength
        view.quality = encoder.quality
        let question = Media2Service.GetVideoEncoderConfigurationOptions(configuration: encoder.token)
        let options = try await known(linked, question)?.options.first { $0.encoding == encoder.encoding }
        guard let options else { return view }
        view.sizes = options.resolutionsAvailable.prefix(64).map(EncoderView.Size.init)
        view.frameRates = Array(options.frameRates.prefix(128))
        view.bitrates = Self.range(options.bitrateRange)
        view.groupLengths = options.groupLengths
        return view
    }

    private func view(_ linked: Linked, _ encoder: VideoEncoderConfiguration) async throws(DomainError) -> EncoderView {
        var view = EncoderView(token: encoder.token, name: encoder.name, encoding: encoder.encoding)
        view.size = encoder.resolution.map(EncoderView.Size.init)
        view.framesPerSecond = encoder.rateControl.map { Double($0.frameRateLimit) }
        view.bitrate = encoder.rateControl?.bitrateLimit
        view.groupLength = encoder.h264?.govLength
        view.quality = encoder.quality
        let question = MediaService.GetVideoEncoderConfigurationOptions(configuration: encoder.token)
        let options = try await known(linked, question)?.options
        view.sizes = (options?.h264?.resolutionsAvailable ?? []).prefix(64).map(EncoderView.Size.init)
        view.groupLengths = Self.range(options?.h264?.govLengthRange)
        if let rates = Self.range(options?.h264?.frameRateRange), rates.upperBound <= 240 {
            view.frameRates = rates.map { Double($0) }
        }
        return view
    }

    private static func range(_ range: IntegerRange?) -> ClosedRange<Int>? {
        guard let range, range.min <= range.max else { return nil }
        return range.min...range.max
    }

    /// Sets what is named; everything else is sent back as it was read.
    package func change(
        as principal: Principal,
        encoderOf id: String,
        _ token: String,
        _ change: EncoderChange
    ) async throws -> EncoderView {
        try Policy.require(principal, .manageCamera, .camera(id))
        try change.check()
        let linked = try await linked(id)
        let missing = DomainError(.notFound, "The camera has no encoder \"\(token.prefix(64))\".")
        if let newer = try await newerEncoders(linked) {
            guard var encoder = newer.first(where: { $0.token == token }) else { throw missing }
            encoder.apply(change)
            _ = try await ask(linked, Media2Service.SetVideoEncoderConfiguration(encoder))
            await note("encoder", linked, by: principal, ["encoder": token])
            return try await view(linked, try await newerEncoders(linked)?.first { $0.token == token } ?? encoder)
        }
        let found = try await olderEncoders(linked).first { $0.token == token }
        guard var encoder = found else { throw missing }
        encoder.apply(change)
        _ = try await ask(linked, MediaService.SetVideoEncoderConfiguration(encoder))
        await note("encoder", linked, by: principal, ["encoder": token])
        return try await view(linked, encoder)
    }
}

extension EncoderView.Size {
    fileprivate init(_ resolution: MediaResolution) { self.init(width: resolution.width, height: resolution.height) }
}

extension VideoEncoder2Configuration {
    fileprivate mutating func apply(_ change: EncoderChange) {
        if let width = change.width, let height = change.height { resolution = MediaResolution(width, height) }
        if change.framesPerSecond != nil || change.bitrate != nil {
            var control = rateControl ?? RateControl()
            control.frameRateLimit = change.framesPerSecond ?? control.frameRateLimit
            control.bitrateLimit = change.bitrate ?? control.bitrateLimit
            rateControl = control
        }
        govLength = change.groupLength ?? govLength
        quality = change.quality ?? quality
    }
}

extension VideoEncoderConfiguration {
    fileprivate mutating func apply(_ change: EncoderChange) {
        if let width = change.width, let height = change.height { resolution = MediaResolution(width, height) }
        if change.framesPerSecond != nil || change.bitrate != nil {
            var control = rateControl ?? RateControl()
            control.frameRateLimit = change.framesPerSecond.map { Int($0.rounded()) } ?? control.frameRateLimit
            control.bitrateLimit = change.bitrate ?? control.bitrateLimit
            rateControl = control
        }
        if let length = change.groupLength { h264?.govLength = length }
        quality = change.quality ?? quality
    }
}
