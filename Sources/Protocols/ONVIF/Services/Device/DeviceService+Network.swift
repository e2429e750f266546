extension DeviceService {
    package struct GetHostname: DeviceOperation {
        package struct Information: ONVIFStructure {
            package var fromDHCP: Bool? = false
            package var name: String?
            package init() {}
        }
        package struct Answer: DeviceStructure {
            package var hostnameInformation = Information()
            package init() {}
        }
        package static var isForEveryone: Bool { true }
        package init() {}
    }

    package struct GetNetworkInterfaces: DeviceOperation {
        package struct Answer: DeviceStructure {
            package var networkInterfaces: [NetworkInterface] = []
            package init() {}
        }
        package init() {}
    }

    package struct SetNetworkInterfaces: DeviceOperation {
        package struct Answer: DeviceStructure {
            package var rebootNeeded: Bool? = false
            package init() {}
        }
        package var interfaceToken = ""
        package var networkInterface = NetworkInterfaceSettings()
        package init() {}
    }

    package struct GetNetworkDefaultGateway: DeviceOperation {
        package struct Answer: DeviceStructure {
            package var networkGateway = NetworkGateway()
            package init() {}
        }
        package init() {}
    }

    package struct SetNetworkDefaultGateway: DeviceOperation {
        package typealias Answer = NoAnswer
        package var ipv4Address: [String] = []
        package var ipv6Address: [String] = []
        enum CodingKeys: String, CodingKey {
            case ipv4Address = "IPv4Address"
            case ipv6Address = "IPv6Address"
        }
        package init() {}
    }

    package struct GetNetworkProtocols: DeviceOperation {
        package struct Answer: DeviceStructure {
            package var networkProtocols: [NetworkProtocol] = []
            package init() {}
        }
        package init() {}
    }

    package struct GetDNS: DeviceOperation {
        package struct Answer: DeviceStructure {
            package var information = DNSInformation()
            enum CodingKeys: String, CodingKey { case information = "DNSInformation" }
            package init() {}
        }
        package init() {}
    }

    package struct SetDNS: DeviceOperation {
        package typealias Answer = NoAnswer
        package var fromDHCP = false
        package var searchDomain: [String] = []
        package var manual: [NetworkHost] = []
        enum CodingKeys: String, CodingKey {
            case fromDHCP, searchDomain
            case manual = "DNSManual"
        }
        package init() {}
    }

    package struct GetNTP: DeviceOperation {
        package struct Answer: DeviceStructure {
            package var information = NTPInformation()
            enum CodingKeys: String, CodingKey { case information = "NTPInformation" }
            package init() {}
        }
        package init() {}
    }

    package struct SetNTP: DeviceOperation {
        package typealias Answer = NoAnswer
        package var fromDHCP = false
        package var manual: [NetworkHost] = []
        enum CodingKeys: String, CodingKey {
            case fromDHCP
            case manual = "NTPManual"
        }
        package init() {}
    }

    package struct GetUsers: DeviceOperation {
        package struct Answer: DeviceStructure {
            package var user: [DeviceUser] = []
            package init() {}
        }
        package init() {}
    }

    package struct CreateUsers: DeviceOperation {
        package typealias Answer = NoAnswer
        package var user: [DeviceUser] = []
        package init() {}
    }

    package struct SetUser: DeviceOperation {
        package typealias Answer = NoAnswer
        package var user: [DeviceUser] = []
        package init() {}
    }

    package struct DeleteUsers: DeviceOperation {
        package typealias Answer = NoAnswer
        package var username: [String] = []
        package init() {}
    }
}
