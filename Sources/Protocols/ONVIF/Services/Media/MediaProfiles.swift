/// A profile of the first media service: a stream with all that makes it.
package struct MediaProfile: ONVIFStructure {
    @Attribute package var token = ""
    /// Whether it can be deleted.
    @Attribute package var fixed: Bool? = nil
    package var name = ""
    package var videoSourceConfiguration: VideoSourceConfiguration?
    package var audioSourceConfiguration: AudioSourceConfiguration?
    package var videoEncoderConfiguration: VideoEncoderConfiguration?
    package var audioEncoderConfiguration: AudioEncoderConfiguration?
    package var ptzConfiguration: PTZConfiguration?

    enum CodingKeys: String, CodingKey {
        case token, fixed, name, videoSourceConfiguration, audioSourceConfiguration, videoEncoderConfiguration
        case audioEncoderConfiguration
        case ptzConfiguration = "PTZConfiguration"
    }

    package init() {}
}

/// A profile of the second media service.
package struct Media2Profile: Media2Structure {
    package struct Configurations: Media2Structure {
        package var videoSource: VideoSourceConfiguration?
        package var audioSource: AudioSourceConfiguration?
        package var videoEncoder: VideoEncoder2Configuration?
        package var audioEncoder: AudioEncoder2Configuration?
        package var ptz: PTZConfiguration?

        enum CodingKeys: String, CodingKey {
            case videoSource, audioSource, videoEncoder, audioEncoder
            case ptz = "PTZ"
        }
        package init() {}
    }

    @Attribute package var token = ""
    @Attribute package var fixed: Bool? = nil
    package var name = ""
    package var configurations: Configurations?

    package init() {}
}

/// How a stream is to be sent.
package struct StreamSetup: ONVIFStructure {
    package struct Transport: ONVIFStructure {
        /// "RTSP" (RTP within the RTSP connection), "UDP" or "HTTP".
        package var `protocol` = "RTSP"
        package init() {}
    }

    package var stream = "RTP-Unicast"
    package var transport = Transport()

    package init() {}
}

/// An address of a stream or a snapshot, as the device says it.
package struct MediaAddress: ONVIFStructure {
    package var uri = ""
    package var invalidAfterConnect: Bool? = false
    package var invalidAfterReboot: Bool? = false
    package var timeout: XMLDuration? = XMLDuration(.zero)

    package init() {}
    package init(_ uri: String) { self.uri = uri }
}

package struct VideoSource: ONVIFStructure {
    @Attribute package var token = ""
    package var framerate: Double?
    package var resolution: MediaResolution?
    package init() {}
}
