package import ONVIF
import RTSP

/// What a device says that it is and can. All of it is a stranger's word, cut to a bearable length.
package struct DeviceDescription: Hashable, Sendable {
    package struct Profile: Hashable, Sendable {
        package var token: String
        package var name: String
        /// "H264", "H265", "JPEG"; empty where it does not say.
        package var encoding = ""
        package var width: Int?
        package var height: Int?
        package var framesPerSecond: Double?
        /// Kilobits a second.
        package var bitrate: Int?
        package var hasSound = false
        /// "G711", "AAC", "PCMU"; empty where it does not say.
        package var soundEncoding = ""
        package var hasPTZ = false
        /// Tokens of its video source, and of how it is encoded.
        package var source: String?
        package var encoder: String?
        /// Nil where the device does not tell.
        package var streamURL: String?
        package var snapshotURL: String?
    }

    package var manufacturer = ""
    package var model = ""
    package var firmware = ""
    package var serial = ""
    package var hardware = ""
    /// As the device orders them: most begin with the largest.
    package var profiles: [Profile] = []
    package var services: Set<ONVIFService> = []
    /// Nil where nothing moves.
    package var movement: PTZAbilities?
    /// Tokens of its relays.
    package var relays: [String] = []
    /// Tokens of its digital inputs.
    package var inputs: [String] = []
    /// Lights, wipers: "tt:IRLamp|On".
    package var auxiliaries: [String] = []
    /// What it does not know, although it says so.
    package var remarks: [String] = []
    /// How far its clock is ahead of ours; nil where it does not tell.
    package var clockOffset: Duration?

    package static let mostProfiles = 16
}

extension DeviceClient {
    /// Asks for all of it; what a device does not tell is left out.
    ///
    /// - Throws: where it cannot be reached, is no device, or refuses the password.
    package func describe() async throws(DeviceError) -> DeviceDescription {
        var found = DeviceDescription()
        let information = try await ask(DeviceService.GetDeviceInformation())
        found.manufacturer = Self.line(information.manufacturer)
        found.model = Self.line(information.model)
        found.firmware = Self.line(information.firmwareVersion)
        found.serial = Self.line(information.serialNumber)
        found.hardware = Self.line(information.hardwareId)
        found.services = try await services()
        found.clockOffset = try await clockOffset()
        found.profiles = try await profiles()
        if found.profiles.isEmpty { found.remarks.append("It tells of no profile, and so of no stream.") }
        try await describeMovement(&found)
        try await describeExtras(&found)
        return found
    }

    /// The profiles with the addresses of their streams.
    package func profiles() async throws(DeviceError) -> [DeviceDescription.Profile] {
        var profiles: [DeviceDescription.Profile] = []
        let isNewer = try await services().contains(.media2)
        if isNewer, let answer = try await askIfKnown(Media2Service.GetProfiles()) {
            profiles = answer.profiles.prefix(DeviceDescription.mostProfiles).map(Self.profile)
        }
        if profiles.isEmpty {
            guard let answer = try await askIfKnown(MediaService.GetProfiles()) else { return [] }
            profiles = answer.profiles.prefix(DeviceDescription.mostProfiles).map(Self.profile)
        }
        profiles.removeAll { $0.token.isEmpty }
        for place in profiles.indices {
            let token = profiles[place].token
            profiles[place].streamURL = try await streamURL(token, isNewer: isNewer)
            profiles[place].snapshotURL = try await snapshotURL(token, isNewer: isNewer)
        }
        return profiles
    }

    private func streamURL(_ token: String, isNewer: Bool) async throws(DeviceError) -> String? {
        if isNewer, let uri = try await askIfKnown(Media2Service.GetStreamUri(profile: token))?.uri, !uri.isEmpty {
            return reachable(uri)
        }
        return try await askIfKnown(MediaService.GetStreamUri(profile: token)).flatMap { reachable($0.mediaUri.uri) }
    }

    private func snapshotURL(_ token: String, isNewer: Bool) async throws(DeviceError) -> String? {
        if isNewer, let uri = try await askIfKnown(Media2Service.GetSnapshotUri(profile: token))?.uri, !uri.isEmpty {
            return reachable(uri)
        }
        return try await askIfKnown(MediaService.GetSnapshotUri(profile: token)).flatMap { reachable($0.mediaUri.uri) }
    }

    /// Where that leads to, on the host at which the device was reached: what a device behind a router takes for its own
    /// address is not to be had from here. A user and a password in it are dropped.
    func reachable(_ text: String) -> String? {
        guard let url = try? CameraURL(text) else { return nil }
        let named = address.host.utf8.contains(UInt8(ascii: ":")) ? "[\(address.host)]" : address.host
        let port = url.explicitPort.map { ":\($0)" } ?? ""
        return "\(url.scheme.rawValue)://\(named)\(port)\(url.target)"
    }

    private func describeMovement(_ found: inout DeviceDescription) async throws(DeviceError) {
        guard found.services.contains(.ptz) else { return }
        guard let answer = try await askIfKnown(PTZService.GetNodes()) else {
            found.remarks.append("It announces that its head moves, and knows nothing of it.")
            return
        }
        guard let node = answer.nodes.first else { return }
        found.movement = PTZAbilities(node)
        found.auxiliaries += node.auxiliaryCommands.prefix(Self.mostWords).map { Self.line($0) }
    }

    private func describeExtras(_ found: inout DeviceDescription) async throws(DeviceError) {
        do throws(DeviceError) {
            found.relays = try await relays().prefix(Self.mostWords).map { Self.line($0.token) }
        } catch {
            guard case .answered = error, !error.isAboutPassword else { throw error }
        }
        if found.services.contains(.deviceIO) {
            let inputs = try await askIfKnown(DeviceIOService.GetDigitalInputs())?.digitalInputs ?? []
            found.inputs = inputs.prefix(Self.mostWords).map { Self.line($0.token) }
        }
        let capabilities = try await askIfKnown(DeviceService.GetServiceCapabilities())?.capabilities
        let words = (capabilities?.misc?.auxiliaryCommands ?? "").split(separator: " ").prefix(Self.mostWords)
        found.auxiliaries += words.map { Self.line(String($0)) }.filter { !found.auxiliaries.contains($0) }
    }

    private static let mostWords = 32
    private static let longestLine = 200

    private static func line(_ text: String?) -> String {
        let plain = (text ?? "").unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
        return String(String(String.UnicodeScalarView(plain)).prefix(longestLine))
    }

    private static func profile(_ profile: Media2Profile) -> DeviceDescription.Profile {
        var found = DeviceDescription.Profile(token: profile.token, name: line(profile.name))
        let parts = profile.configurations
        found.hasSound = parts?.audioEncoder != nil || parts?.audioSource != nil
        found.soundEncoding = line(parts?.audioEncoder?.encoding)
        found.hasPTZ = parts?.ptz != nil
        found.source = parts?.videoSource?.sourceToken
        guard let encoder = parts?.videoEncoder else { return found }
        found.encoder = encoder.token
        found.encoding = line(encoder.encoding)
        found.width = encoder.resolution?.width
        found.height = encoder.resolution?.height
        found.framesPerSecond = encoder.rateControl?.frameRateLimit
        found.bitrate = encoder.rateControl?.bitrateLimit
        return found
    }

    private static func profile(_ profile: MediaProfile) -> DeviceDescription.Profile {
        var found = DeviceDescription.Profile(token: profile.token, name: line(profile.name))
        found.hasSound = profile.audioEncoderConfiguration != nil || profile.audioSourceConfiguration != nil
        found.soundEncoding = line(profile.audioEncoderConfiguration?.encoding)
        found.hasPTZ = profile.ptzConfiguration != nil
        found.source = profile.videoSourceConfiguration?.sourceToken
        guard let encoder = profile.videoEncoderConfiguration else { return found }
        found.encoder = encoder.token
        found.encoding = line(encoder.encoding)
        found.width = encoder.resolution?.width
        found.height = encoder.resolution?.height
        found.framesPerSecond = encoder.rateControl.map { Double($0.frameRateLimit) }
        found.bitrate = encoder.rateControl?.bitrateLimit
        return found
    }
}
