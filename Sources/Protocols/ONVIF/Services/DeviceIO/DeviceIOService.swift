package protocol DeviceIOStructure: ONVIFStructure {}
extension DeviceIOStructure { package static var namespace: String { ONVIFNamespace.deviceIO } }
package protocol DeviceIOOperation: ONVIFOperation {}
extension DeviceIOOperation { package static var service: ONVIFService { .deviceIO } }

/// A device's ways in and out (ONVIF Device IO).
package enum DeviceIOService {
    package struct GetVideoSources: DeviceIOOperation {
        package struct Answer: DeviceIOStructure {
            package var token: [String] = []
            package init() {}
        }
        package init() {}
    }

    package struct GetRelayOutputs: DeviceIOOperation {
        package struct Answer: DeviceIOStructure {
            package var relayOutputs: [RelayOutput] = []
            package init() {}
        }
        package init() {}
    }

    package struct SetRelayOutputState: DeviceIOOperation {
        package typealias Answer = NoAnswer
        package var relayOutputToken = ""
        /// "active" or "inactive".
        package var logicalState = "inactive"
        package init() {}
    }

    package struct DigitalInput: ONVIFStructure {
        @Attribute package var token = ""
        /// "open" or "closed".
        @Attribute package var idleState: String? = nil
        enum CodingKeys: String, CodingKey {
            case token
            case idleState = "IdleState"
        }
        package init() {}
    }

    package struct GetDigitalInputs: DeviceIOOperation {
        package struct Answer: DeviceIOStructure {
            package var digitalInputs: [DigitalInput] = []
            package init() {}
        }
        package init() {}
    }
}
