package protocol MediaStructure: ONVIFStructure {}
extension MediaStructure { package static var namespace: String { ONVIFNamespace.media } }
package protocol MediaOperation: ONVIFOperation {}
extension MediaOperation { package static var service: ONVIFService { .media } }

/// The first media service (ONVIF Media): profile S.
package enum MediaService {
    package struct GetServiceCapabilities: MediaOperation {
        package struct Answer: MediaStructure {
            package var capabilities = Capabilities()
            package init() {}
        }
        package struct Capabilities: MediaStructure {
            package struct Streaming: MediaStructure {
                @Attribute package var multicast: Bool? = nil
                @Attribute package var plainTCP: Bool? = nil
                @Attribute package var interleaved: Bool? = nil

                enum CodingKeys: String, CodingKey {
                    case multicast = "RTPMulticast"
                    case plainTCP = "RTP_TCP"
                    case interleaved = "RTP_RTSP_TCP"
                }
                package init() {}
            }
            package struct Profiles: MediaStructure {
                @Attribute package var maximum: Int? = nil

                enum CodingKeys: String, CodingKey { case maximum = "MaximumNumberOfProfiles" }
                package init() {}
            }
            @Attribute package var snapshots: Bool? = nil
            package var profileCapabilities: Profiles?
            package var streamingCapabilities: Streaming?

            enum CodingKeys: String, CodingKey {
                case snapshots = "SnapshotUri"
                case profileCapabilities, streamingCapabilities
            }
            package init() {}
        }
        package static var isForEveryone: Bool { true }
        package init() {}
    }

    package struct GetProfiles: MediaOperation {
        package struct Answer: MediaStructure {
            package var profiles: [MediaProfile] = []
            package init() {}
        }
        package init() {}
    }

    package struct GetProfile: MediaOperation {
        package struct Answer: MediaStructure {
            package var profile = MediaProfile()
            package init() {}
        }
        package var profileToken = ""
        package init() {}
    }

    package struct GetVideoSources: MediaOperation {
        package struct Answer: MediaStructure {
            package var videoSources: [VideoSource] = []
            package init() {}
        }
        package init() {}
    }

    package struct GetStreamUri: MediaOperation {
        package struct Answer: MediaStructure {
            package var mediaUri = MediaAddress()
            package init() {}
        }
        package var streamSetup = StreamSetup()
        package var profileToken = ""
        package init() {}
        package init(profile: String) { profileToken = profile }
    }

    package struct GetSnapshotUri: MediaOperation {
        package struct Answer: MediaStructure {
            package var mediaUri = MediaAddress()
            package init() {}
        }
        package var profileToken = ""
        package init() {}
        package init(profile: String) { profileToken = profile }
    }

    package struct GetVideoEncoderConfigurations: MediaOperation {
        package struct Answer: MediaStructure {
            package var configurations: [VideoEncoderConfiguration] = []
            package init() {}
        }
        package init() {}
    }

    package struct GetVideoEncoderConfiguration: MediaOperation {
        package struct Answer: MediaStructure {
            package var configuration = VideoEncoderConfiguration()
            package init() {}
        }
        package var configurationToken = ""
        package init() {}
    }

    package struct SetVideoEncoderConfiguration: MediaOperation {
        package typealias Answer = NoAnswer
        package var configuration = VideoEncoderConfiguration()
        /// Deprecated, and wanted by all devices.
        package var forcePersistence = true
        package init() {}
        package init(_ configuration: VideoEncoderConfiguration) { self.configuration = configuration }
    }

    package struct GetVideoEncoderConfigurationOptions: MediaOperation {
        package struct Answer: MediaStructure {
            package var options = VideoEncoderOptions()
            package init() {}
        }
        package var configurationToken: String?
        package var profileToken: String?
        package init() {}
        package init(configuration: String) { configurationToken = configuration }
    }

    /// Asks for a key frame.
    package struct SetSynchronizationPoint: MediaOperation {
        package typealias Answer = NoAnswer
        package var profileToken = ""
        package init() {}
        package init(profile: String) { profileToken = profile }
    }
}
