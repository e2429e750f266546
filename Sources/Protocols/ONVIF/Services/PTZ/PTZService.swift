package protocol PTZStructure: ONVIFStructure {}
extension PTZStructure { package static var namespace: String { ONVIFNamespace.ptz } }
package protocol PTZOperation: ONVIFOperation {}
extension PTZOperation { package static var service: ONVIFService { .ptz } }

/// Pan, tilt and zoom (ONVIF PTZ).
package enum PTZService {
    package struct GetServiceCapabilities: PTZOperation {
        package struct Answer: PTZStructure {
            package var capabilities = Capabilities()
            package init() {}
        }
        package struct Capabilities: PTZStructure {
            @Attribute package var moveStatus: Bool? = nil
            @Attribute package var statusPosition: Bool? = nil

            enum CodingKeys: String, CodingKey {
                case moveStatus = "MoveStatus"
                case statusPosition = "StatusPosition"
            }
            package init() {}
        }
        package static var isForEveryone: Bool { true }
        package init() {}
    }

    package struct GetNodes: PTZOperation {
        package struct Answer: PTZStructure {
            package var nodes: [PTZNode] = []
            enum CodingKeys: String, CodingKey { case nodes = "PTZNode" }
            package init() {}
        }
        package init() {}
    }

    package struct GetNode: PTZOperation {
        package struct Answer: PTZStructure {
            package var node = PTZNode()
            enum CodingKeys: String, CodingKey { case node = "PTZNode" }
            package init() {}
        }
        package var nodeToken = ""
        package init() {}
    }

    package struct GetConfigurations: PTZOperation {
        package struct Answer: PTZStructure {
            package var configurations: [PTZConfiguration] = []
            enum CodingKeys: String, CodingKey { case configurations = "PTZConfiguration" }
            package init() {}
        }
        package init() {}
    }

    package struct GetStatus: PTZOperation {
        package struct Answer: PTZStructure {
            package var status = PTZStatus()
            enum CodingKeys: String, CodingKey { case status = "PTZStatus" }
            package init() {}
        }
        package var profileToken = ""
        package init() {}
        package init(profile: String) { profileToken = profile }
    }

    /// Moves until it is stopped, or for so long.
    package struct ContinuousMove: PTZOperation {
        package typealias Answer = NoAnswer
        package var profileToken = ""
        package var velocity = PTZVector()
        package var timeout: XMLDuration?
        package init() {}
    }

    package struct RelativeMove: PTZOperation {
        package typealias Answer = NoAnswer
        package var profileToken = ""
        package var translation = PTZVector()
        package var speed: PTZVector?
        package init() {}
    }

    package struct AbsoluteMove: PTZOperation {
        package typealias Answer = NoAnswer
        package var profileToken = ""
        package var position = PTZVector()
        package var speed: PTZVector?
        package init() {}
    }

    package struct Stop: PTZOperation {
        package typealias Answer = NoAnswer
        package var profileToken = ""
        // Some devices stop nothing where it is not said what.
        package var panTilt: Bool? = true
        package var zoom: Bool? = true
        package init() {}
        package init(profile: String) { profileToken = profile }
    }

    package struct GetPresets: PTZOperation {
        package struct Answer: PTZStructure {
            package var preset: [PTZPreset] = []
            package init() {}
        }
        package var profileToken = ""
        package init() {}
        package init(profile: String) { profileToken = profile }
    }

    /// Keeps where it looks, as a new preset or in place of one.
    package struct SetPreset: PTZOperation {
        package struct Answer: PTZStructure {
            package var presetToken = ""
            package init() {}
        }
        package var profileToken = ""
        package var presetName: String?
        package var presetToken: String?
        package init() {}
    }

    package struct RemovePreset: PTZOperation {
        package typealias Answer = NoAnswer
        package var profileToken = ""
        package var presetToken = ""
        package init() {}
    }

    package struct GotoPreset: PTZOperation {
        package typealias Answer = NoAnswer
        package var profileToken = ""
        package var presetToken = ""
        package var speed: PTZVector?
        package init() {}
    }

    package struct GotoHomePosition: PTZOperation {
        package typealias Answer = NoAnswer
        package var profileToken = ""
        package var speed: PTZVector?
        package init() {}
        package init(profile: String) { profileToken = profile }
    }

    package struct SetHomePosition: PTZOperation {
        package typealias Answer = NoAnswer
        package var profileToken = ""
        package init() {}
        package init(profile: String) { profileToken = profile }
    }

    /// A light, a wiper: "tt:IRLamp|On".
    package struct SendAuxiliaryCommand: PTZOperation {
        package struct Answer: PTZStructure {
            package var auxiliaryResponse: String?
            package init() {}
        }
        package var profileToken = ""
        package var auxiliaryData = ""
        package init() {}
    }
}
