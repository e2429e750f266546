package protocol DeviceStructure: ONVIFStructure {}
extension DeviceStructure { package static var namespace: String { ONVIFNamespace.device } }
package protocol DeviceOperation: ONVIFOperation {}
extension DeviceOperation { package static var service: ONVIFService { .device } }

/// The device itself (ONVIF Core §8): what it is, what it can, its clock.
package enum DeviceService {
    package struct GetSystemDateAndTime: DeviceOperation {
        package struct Answer: DeviceStructure {
            package var systemDateAndTime = SystemDateAndTime()
            package init() {}
        }
        package static var isForEveryone: Bool { true }
        package init() {}
    }

    package struct SetSystemDateAndTime: DeviceOperation {
        package typealias Answer = NoAnswer
        package var dateTimeType = "Manual"
        package var daylightSavings = false
        package var timeZone: SystemDateAndTime.TimeZone?
        package var utc: DeviceDateTime?
        enum CodingKeys: String, CodingKey {
            case dateTimeType, daylightSavings, timeZone
            case utc = "UTCDateTime"
        }
        package init() {}
    }

    package struct GetDeviceInformation: DeviceOperation {
        package struct Answer: DeviceStructure {
            // All of them are required, and devices leave out some.
            package var manufacturer: String? = ""
            package var model: String? = ""
            package var firmwareVersion: String? = ""
            package var serialNumber: String? = ""
            package var hardwareId: String? = ""
            package init() {}
        }
        package init() {}
    }

    package struct GetServices: DeviceOperation {
        package struct Answer: DeviceStructure {
            package var service: [ServiceEntry] = []
            package init() {}

            /// The address of each service that is known here.
            package var addresses: [ONVIFService: String] {
                service.reduce(into: [:]) { addresses, entry in
                    guard let service = ONVIFService(namespace: entry.namespaceName), !entry.xAddr.isEmpty else {
                        return
                    }
                    addresses[service] = addresses[service] ?? entry.xAddr
                }
            }
        }
        package static var isForEveryone: Bool { true }
        package var includeCapability = false
        package init() {}
    }

    package struct GetCapabilities: DeviceOperation {
        package struct Answer: DeviceStructure {
            package var capabilities = DeviceCapabilities()
            package init() {}
        }
        package static var isForEveryone: Bool { true }
        package var category: [String] = ["All"]
        package init() {}
    }

    package struct GetServiceCapabilities: DeviceOperation {
        package struct Answer: DeviceStructure {
            package var capabilities = Capabilities()
            package init() {}
        }
        package struct Capabilities: DeviceStructure {
            package struct Network: DeviceStructure {
                package init() {}
            }
            package struct Security: DeviceStructure {
                @Attribute package var usernameToken: Bool? = nil
                @Attribute package var httpDigest: Bool? = nil
                enum CodingKeys: String, CodingKey {
                    case usernameToken = "UsernameToken"
                    case httpDigest = "HttpDigest"
                }
                package init() {}
            }
            package struct System: DeviceStructure {
                package init() {}
            }
            package struct Miscellaneous: DeviceStructure {
                /// Words with blanks between them.
                @Attribute package var auxiliaryCommands: String? = nil
                enum CodingKeys: String, CodingKey { case auxiliaryCommands = "AuxiliaryCommands" }
                package init() {}
            }
            package var network = Network()
            package var security = Security()
            package var system = System()
            package var misc: Miscellaneous?
            package init() {}
        }
        package static var isForEveryone: Bool { true }
        package init() {}
    }

    package struct GetScopes: DeviceOperation {
        package struct Answer: DeviceStructure {
            package var scopes: [DeviceScope] = []
            package init() {}
        }
        package init() {}
    }

    /// Replaces those that can be changed.
    package struct SetScopes: DeviceOperation {
        package typealias Answer = NoAnswer
        package var scopes: [String] = []
        package init() {}
    }

    package struct SystemReboot: DeviceOperation {
        package struct Answer: DeviceStructure {
            package var message: String? = ""
            package init() {}
        }
        package init() {}
    }

    /// A light, a wiper: "tt:IRLamp|On".
    package struct SendAuxiliaryCommand: DeviceOperation {
        package struct Answer: DeviceStructure {
            package var auxiliaryCommandResponse: String?
            package init() {}
        }
        package var auxiliaryCommand = ""
        package init() {}
        package init(_ command: String) { auxiliaryCommand = command }
    }

    package struct GetRelayOutputs: DeviceOperation {
        package struct Answer: DeviceStructure {
            package var relayOutputs: [RelayOutput] = []
            package init() {}
        }
        package init() {}
    }

    package struct SetRelayOutputState: DeviceOperation {
        package typealias Answer = NoAnswer
        package var relayOutputToken = ""
        /// "active" or "inactive".
        package var logicalState = "inactive"
        package init() {}
        package init(relay: String, isActive: Bool) {
            (relayOutputToken, logicalState) = (relay, isActive ? "active" : "inactive")
        }
    }
}
