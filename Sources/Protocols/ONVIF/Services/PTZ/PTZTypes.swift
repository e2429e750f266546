/// Pan and tilt, or a zoom, in the numbers of a space: generic ones go from −1 to 1, a zoom's position from 0 to 1.
package struct PTZVector: ONVIFStructure {
    package struct PanTilt: ONVIFStructure {
        @Attribute package var x = 0.0
        @Attribute package var y = 0.0
        @Attribute package var space: String? = nil
        package init() {}
    }

    package struct Zoom: ONVIFStructure {
        @Attribute package var x = 0.0
        @Attribute package var space: String? = nil
        package init() {}
    }

    package var panTilt: PanTilt?
    package var zoom: Zoom?

    package init() {}

    /// Nil leaves an axis out, which is not the same as 0: many a device stops what is moving at a 0.
    package init(pan: Double?, tilt: Double?, zoom: Double?) {
        if pan != nil || tilt != nil {
            panTilt = PanTilt {
                $0.x = pan ?? 0
                $0.y = tilt ?? 0
            }
        }
        self.zoom = zoom.map { zoom in Zoom { $0.x = zoom } }
    }
}

/// Numbers that a device takes on two axes.
package struct PTZSpace2D: ONVIFStructure {
    package var uri = ""
    package var xRange = DecimalRange()
    package var yRange = DecimalRange()

    enum CodingKeys: String, CodingKey {
        case uri = "URI"
        case xRange, yRange
    }

    package init() {}
    package init(_ uri: String, _ range: ClosedRange<Double>) {
        self.uri = uri
        (xRange, yRange) = (DecimalRange(range), DecimalRange(range))
    }
}

package struct PTZSpace1D: ONVIFStructure {
    package var uri = ""
    package var xRange = DecimalRange()

    enum CodingKeys: String, CodingKey {
        case uri = "URI"
        case xRange
    }

    package init() {}
    package init(_ uri: String, _ range: ClosedRange<Double>) {
        self.uri = uri
        xRange = DecimalRange(range)
    }
}

package struct PTZSpaces: ONVIFStructure {
    package var absolutePanTiltPositionSpace: [PTZSpace2D] = []
    package var absoluteZoomPositionSpace: [PTZSpace1D] = []
    package var relativePanTiltTranslationSpace: [PTZSpace2D] = []
    package var relativeZoomTranslationSpace: [PTZSpace1D] = []
    package var continuousPanTiltVelocitySpace: [PTZSpace2D] = []
    package var continuousZoomVelocitySpace: [PTZSpace1D] = []
    package var panTiltSpeedSpace: [PTZSpace1D] = []
    package var zoomSpeedSpace: [PTZSpace1D] = []

    package init() {}

    private static let base = "http://www.onvif.org/ver10/tptz/"

    /// The generic ones, which every device has that can do the movement.
    package static let generic = PTZSpaces {
        let all = -1.0...1.0
        $0.absolutePanTiltPositionSpace = [.init(base + "PanTiltSpaces/PositionGenericSpace", all)]
        $0.absoluteZoomPositionSpace = [.init(base + "ZoomSpaces/PositionGenericSpace", 0...1)]
        $0.relativePanTiltTranslationSpace = [.init(base + "PanTiltSpaces/TranslationGenericSpace", all)]
        $0.relativeZoomTranslationSpace = [.init(base + "ZoomSpaces/TranslationGenericSpace", all)]
        $0.continuousPanTiltVelocitySpace = [.init(base + "PanTiltSpaces/VelocityGenericSpace", all)]
        $0.continuousZoomVelocitySpace = [.init(base + "ZoomSpaces/VelocityGenericSpace", all)]
        $0.panTiltSpeedSpace = [.init(base + "PanTiltSpaces/GenericSpeedSpace", 0...1)]
        $0.zoomSpeedSpace = [.init(base + "ZoomSpaces/ZoomGenericSpeedSpace", 0...1)]
    }
}

/// A mechanism that moves.
package struct PTZNode: ONVIFStructure {
    @Attribute package var token = ""
    @Attribute package var isHomeFixed: Bool? = nil
    package var name: String?
    package var supportedPTZSpaces = PTZSpaces()
    package var maximumNumberOfPresets: Int? = 0
    package var homeSupported: Bool? = false
    package var auxiliaryCommands: [String] = []

    enum CodingKeys: String, CodingKey {
        case token
        case isHomeFixed = "FixedHomePosition"
        case name, supportedPTZSpaces, maximumNumberOfPresets, homeSupported, auxiliaryCommands
    }

    package init() {}
}

package struct PTZConfiguration: ONVIFStructure {
    package struct PanTiltLimits: ONVIFStructure {
        package var range = PTZSpace2D()
        package init() {}
    }
    package struct ZoomLimits: ONVIFStructure {
        package var range = PTZSpace1D()
        package init() {}
    }

    @Attribute package var token = ""
    package var name = ""
    package var useCount: Int? = 1
    package var nodeToken = ""
    // The standard's own spelling.
    package var defaultAbsolutePantTiltPositionSpace: String?
    package var defaultAbsoluteZoomPositionSpace: String?
    package var defaultRelativePanTiltTranslationSpace: String?
    package var defaultRelativeZoomTranslationSpace: String?
    package var defaultContinuousPanTiltVelocitySpace: String?
    package var defaultContinuousZoomVelocitySpace: String?
    package var defaultPTZSpeed: PTZVector?
    /// After which a movement without another end stops.
    package var defaultPTZTimeout: XMLDuration?
    package var panTiltLimits: PanTiltLimits?
    package var zoomLimits: ZoomLimits?

    package init() {}
}

package struct PTZStatus: ONVIFStructure {
    package struct Movement: ONVIFStructure {
        /// "IDLE", "MOVING", "UNKNOWN".
        package var panTilt: String?
        package var zoom: String?
        package init() {}
    }

    package var position: PTZVector?
    package var moveStatus: Movement?
    package var error: String?
    package var utcTime: XMLDateTime?

    package init() {}

    /// Whether it moves; nil where it does not say.
    package var isMoving: Bool? {
        let words = [moveStatus?.panTilt, moveStatus?.zoom].compactMap { $0?.uppercased() }.filter { $0 != "UNKNOWN" }
        return words.isEmpty ? nil : words.contains("MOVING")
    }
}

package struct PTZPreset: ONVIFStructure {
    @Attribute package var token = ""
    package var name: String?
    package var position: PTZVector?

    enum CodingKeys: String, CodingKey {
        case token, name
        case position = "PTZPosition"
    }

    package init() {}
}
