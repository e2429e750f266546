package struct PrefixedAddress: ONVIFStructure {
    package var address = ""
    package var prefixLength = 24

    package init() {}
    package init(_ address: String, _ prefixLength: Int) {
        (self.address, self.prefixLength) = (address, prefixLength)
    }
}

/// A network interface as a device describes it.
package struct NetworkInterface: ONVIFStructure {
    package struct Information: ONVIFStructure {
        package var name: String?
        /// The hardware's address.
        package var hwAddress = ""
        package var mtu: Int?
        enum CodingKeys: String, CodingKey {
            case name, hwAddress
            case mtu = "MTU"
        }
        package init() {}
    }

    package struct IPv4Configuration: ONVIFStructure {
        package var manual: [PrefixedAddress] = []
        package var linkLocal: PrefixedAddress?
        package var fromDHCP: PrefixedAddress?
        package var dhcp: Bool? = false
        enum CodingKeys: String, CodingKey {
            case manual, linkLocal, fromDHCP
            case dhcp = "DHCP"
        }
        package init() {}
    }

    package struct IPv4: ONVIFStructure {
        package var enabled: Bool? = true
        package var config = IPv4Configuration()
        package init() {}
    }

    package struct IPv6Configuration: ONVIFStructure {
        package var acceptRouterAdvert: Bool?
        /// "Auto", "Stateful", "Stateless", "Off".
        package var dhcp: String? = "Off"
        package var manual: [PrefixedAddress] = []
        package var linkLocal: [PrefixedAddress] = []
        package var fromDHCP: [PrefixedAddress] = []
        package var fromRA: [PrefixedAddress] = []
        enum CodingKeys: String, CodingKey {
            case acceptRouterAdvert
            case dhcp = "DHCP"
            case manual, linkLocal, fromDHCP, fromRA
        }
        package init() {}
    }

    package struct IPv6: ONVIFStructure {
        package var enabled: Bool? = true
        package var config: IPv6Configuration?
        package init() {}
    }

    @Attribute package var token = ""
    package var enabled: Bool? = true
    package var info: Information?
    package var ipv4: IPv4?
    package var ipv6: IPv6?

    enum CodingKeys: String, CodingKey {
        case token, enabled, info
        case ipv4 = "IPv4"
        case ipv6 = "IPv6"
    }

    package init() {}
}

/// What a network interface is to become. What is left out stays.
package struct NetworkInterfaceSettings: ONVIFStructure {
    package struct IPv4: ONVIFStructure {
        package var enabled: Bool?
        package var manual: [PrefixedAddress] = []
        package var dhcp: Bool?
        enum CodingKeys: String, CodingKey {
            case enabled, manual
            case dhcp = "DHCP"
        }
        package init() {}
    }

    package struct IPv6: ONVIFStructure {
        package var enabled: Bool?
        package var acceptRouterAdvert: Bool?
        package var manual: [PrefixedAddress] = []
        package var dhcp: String?
        enum CodingKeys: String, CodingKey {
            case enabled, acceptRouterAdvert, manual
            case dhcp = "DHCP"
        }
        package init() {}
    }

    package var enabled: Bool?
    package var mtu: Int?
    package var ipv4: IPv4?
    package var ipv6: IPv6?

    enum CodingKeys: String, CodingKey {
        case enabled
        case mtu = "MTU"
        case ipv4 = "IPv4"
        case ipv6 = "IPv6"
    }

    package init() {}
}

package struct NetworkGateway: ONVIFStructure {
    package var ipv4Address: [String] = []
    package var ipv6Address: [String] = []

    enum CodingKeys: String, CodingKey {
        case ipv4Address = "IPv4Address"
        case ipv6Address = "IPv6Address"
    }

    package init() {}
}

package struct NetworkProtocol: ONVIFStructure {
    /// "HTTP", "HTTPS", "RTSP".
    package var name = ""
    package var enabled: Bool? = true
    package var port: [Int] = []

    package init() {}
}
