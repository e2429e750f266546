package protocol Media2Structure: ONVIFStructure {}
extension Media2Structure { package static var namespace: String { ONVIFNamespace.media2 } }
package protocol Media2Operation: ONVIFOperation {}
extension Media2Operation { package static var service: ONVIFService { .media2 } }

/// The second media service (ONVIF Media 2): profile T.
package enum Media2Service {
    package struct GetServiceCapabilities: Media2Operation {
        package struct Answer: Media2Structure {
            package var capabilities = Capabilities()
            package init() {}
        }
        package struct Capabilities: Media2Structure {
            package struct Streaming: Media2Structure {
                @Attribute package var rtsp: Bool? = nil
                @Attribute package var multicast: Bool? = nil
                @Attribute package var interleaved: Bool? = nil

                enum CodingKeys: String, CodingKey {
                    case rtsp = "RTSPStreaming"
                    case multicast = "RTPMulticast"
                    case interleaved = "RTP_RTSP_TCP"
                }
                package init() {}
            }
            package struct Profiles: Media2Structure {
                @Attribute package var maximum: Int? = nil
                @Attribute package var configurations: String? = nil

                enum CodingKeys: String, CodingKey {
                    case maximum = "MaximumNumberOfProfiles"
                    case configurations = "ConfigurationsSupported"
                }
                package init() {}
            }
            @Attribute package var snapshots: Bool? = nil
            package var profileCapabilities = Profiles()
            package var streamingCapabilities = Streaming()

            enum CodingKeys: String, CodingKey {
                case snapshots = "SnapshotUri"
                case profileCapabilities, streamingCapabilities
            }
            package init() {}
        }
        package static var isForEveryone: Bool { true }
        package init() {}
    }

    package struct GetProfiles: Media2Operation {
        package struct Answer: Media2Structure {
            package var profiles: [Media2Profile] = []
            package init() {}
        }
        package var token: String?
        /// The configurations that are wanted with them; "All" for all.
        package var type: [String] = ["All"]
        package init() {}
    }

    package struct GetStreamUri: Media2Operation {
        package struct Answer: Media2Structure {
            package var uri = ""
            package init() {}
        }
        /// "RTSP" (RTP within the RTSP connection), "RtspUnicast", "RtspOverHttp".
        package var `protocol` = "RTSP"
        package var profileToken = ""
        package init() {}
        package init(profile: String) { profileToken = profile }
    }

    package struct GetSnapshotUri: Media2Operation {
        package struct Answer: Media2Structure {
            package var uri = ""
            package init() {}
        }
        package var profileToken = ""
        package init() {}
        package init(profile: String) { profileToken = profile }
    }

    package struct GetVideoEncoderConfigurations: Media2Operation {
        package struct Answer: Media2Structure {
            package var configurations: [VideoEncoder2Configuration] = []
            package init() {}
        }
        package var configurationToken: String?
        package var profileToken: String?
        package init() {}
    }

    package struct SetVideoEncoderConfiguration: Media2Operation {
        package typealias Answer = NoAnswer
        package var configuration = VideoEncoder2Configuration()
        package init() {}
        package init(_ configuration: VideoEncoder2Configuration) { self.configuration = configuration }
    }

    package struct GetVideoEncoderConfigurationOptions: Media2Operation {
        package struct Answer: Media2Structure {
            /// One for each codec.
            package var options: [VideoEncoder2Options] = []
            package init() {}
        }
        package var configurationToken: String?
        package var profileToken: String?
        package init() {}
        package init(configuration: String) { configurationToken = configuration }
    }

    /// Asks for a key frame.
    package struct SetSynchronizationPoint: Media2Operation {
        package typealias Answer = NoAnswer
        package var profileToken = ""
        package init() {}
        package init(profile: String) { profileToken = profile }
    }
}
