package protocol ImagingStructure: ONVIFStructure {}
extension ImagingStructure { package static var namespace: String { ONVIFNamespace.imaging } }
package protocol ImagingOperation: ONVIFOperation {}
extension ImagingOperation { package static var service: ONVIFService { .imaging } }

/// The picture of a video source (ONVIF Imaging).
package enum ImagingService {
    package struct GetServiceCapabilities: ImagingOperation {
        package struct Answer: ImagingStructure {
            package var capabilities = Capabilities()
            package init() {}
        }
        package struct Capabilities: ImagingStructure {
            @Attribute package var imageStabilization: Bool? = nil
            enum CodingKeys: String, CodingKey { case imageStabilization = "ImageStabilization" }
            package init() {}
        }
        package static var isForEveryone: Bool { true }
        package init() {}
    }

    package struct GetImagingSettings: ImagingOperation {
        package struct Answer: ImagingStructure {
            package var imagingSettings = ImagingSettings()
            package init() {}
        }
        package var videoSourceToken = ""
        package init() {}
        package init(source: String) { videoSourceToken = source }
    }

    package struct SetImagingSettings: ImagingOperation {
        package typealias Answer = NoAnswer
        package var videoSourceToken = ""
        package var imagingSettings = ImagingSettings()
        package var forcePersistence: Bool? = true
        package init() {}
        package init(source: String, _ settings: ImagingSettings) {
            (videoSourceToken, imagingSettings) = (source, settings)
        }
    }

    package struct GetOptions: ImagingOperation {
        package struct Answer: ImagingStructure {
            package var imagingOptions = ImagingOptions()
            package init() {}
        }
        package var videoSourceToken = ""
        package init() {}
        package init(source: String) { videoSourceToken = source }
    }

    package struct GetMoveOptions: ImagingOperation {
        package struct Answer: ImagingStructure {
            package var moveOptions = FocusMoveOptions()
            package init() {}
        }
        package var videoSourceToken = ""
        package init() {}
        package init(source: String) { videoSourceToken = source }
    }

    package struct Move: ImagingOperation {
        package typealias Answer = NoAnswer
        package var videoSourceToken = ""
        package var focus = FocusMove()
        package init() {}
    }

    package struct Stop: ImagingOperation {
        package typealias Answer = NoAnswer
        package var videoSourceToken = ""
        package init() {}
        package init(source: String) { videoSourceToken = source }
    }

    package struct GetStatus: ImagingOperation {
        package struct Answer: ImagingStructure {
            package var status = ImagingStatus()
            package init() {}
        }
        package var videoSourceToken = ""
        package init() {}
        package init(source: String) { videoSourceToken = source }
    }
}
