package import Media

/// The time of day by a device's own clock.
package struct DeviceDateTime: ONVIFStructure {
    package struct Clock: ONVIFStructure {
        package var hour = 0
        package var minute = 0
        package var second = 0
        package init() {}
    }

    package struct Calendar: ONVIFStructure {
        package var year = 0
        package var month = 0
        package var day = 0
        package init() {}
    }

    package var time = Clock()
    package var date = Calendar()

    package init() {}

    package init(_ wall: WallTime) {
        let civil = CivilTime(wall)
        time = Clock { ($0.hour, $0.minute, $0.second) = (civil.hour, civil.minute, civil.second) }
        date = Calendar { ($0.year, $0.month, $0.day) = (civil.year, civil.month, civil.day) }
    }

    /// Nil where there is no such moment.
    package var wall: WallTime? {
        CivilTime(
            year: date.year,
            month: date.month,
            day: date.day,
            hour: time.hour,
            minute: time.minute,
            second: time.second
        )?.time
    }
}

package struct SystemDateAndTime: ONVIFStructure {
    package struct TimeZone: ONVIFStructure {
        /// As POSIX writes it.
        package var name = "UTC0"
        enum CodingKeys: String, CodingKey { case name = "TZ" }
        package init() {}
    }

    /// "NTP" or "Manual".
    package var dateTimeType: String? = "NTP"
    package var daylightSavings: Bool? = false
    package var timeZone: TimeZone?
    package var utc: DeviceDateTime?
    package var localDateTime: DeviceDateTime?

    enum CodingKeys: String, CodingKey {
        case dateTimeType, daylightSavings, timeZone
        case utc = "UTCDateTime"
        case localDateTime
    }

    package init() {}
}

/// An address of a machine, by number or by name.
package struct NetworkHost: ONVIFStructure {
    /// "IPv4", "IPv6" or "DNS".
    package var type = "IPv4"
    package var ipv4Address: String?
    package var ipv6Address: String?
    package var dnsName: String?

    enum CodingKeys: String, CodingKey {
        case type
        case ipv4Address = "IPv4Address"
        case ipv6Address = "IPv6Address"
        case dnsName = "DNSname"
    }

    package init() {}

    /// Whichever it has.
    package var address: String? { ipv4Address ?? ipv6Address ?? dnsName }
}

package struct DNSInformation: ONVIFStructure {
    package var isFromDHCP = false
    package var searchDomain: [String] = []
    package var fromDHCP: [NetworkHost] = []
    package var manual: [NetworkHost] = []

    enum CodingKeys: String, CodingKey {
        case isFromDHCP = "FromDHCP"
        case searchDomain
        case fromDHCP = "DNSFromDHCP"
        case manual = "DNSManual"
    }

    package init() {}
}

package struct NTPInformation: ONVIFStructure {
    package var isFromDHCP = false
    package var fromDHCP: [NetworkHost] = []
    package var manual: [NetworkHost] = []

    enum CodingKeys: String, CodingKey {
        case isFromDHCP = "FromDHCP"
        case fromDHCP = "NTPFromDHCP"
        case manual = "NTPManual"
    }

    package init() {}
}

package struct DeviceUser: ONVIFStructure {
    package var username = ""
    /// Written, never read: a device does not tell it.
    package var password: String?
    /// "Administrator", "Operator", "User", "Anonymous".
    package var userLevel = "User"

    package init() {}
}

package struct DeviceScope: ONVIFStructure {
    /// "Fixed" or "Configurable".
    package var scopeDef: String? = "Fixed"
    package var scopeItem = ""

    package init() {}
    package init(_ item: String) { scopeItem = item }
}

package struct RelayOutput: ONVIFStructure {
    package struct Properties: ONVIFStructure {
        /// "Bistable" stays as it is put, "Monostable" falls back after the delay.
        package var mode = "Bistable"
        package var delayTime: XMLDuration? = XMLDuration(.zero)
        /// "open" or "closed".
        package var idleState: String? = "open"
        package init() {}
    }

    @Attribute package var token = ""
    package var properties: Properties?

    package init() {}
}
