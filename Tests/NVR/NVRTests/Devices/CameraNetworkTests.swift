import Testing

@testable import NVR

/// A device's network: what may cut it off, and what is written.
@Suite(.serialized)
struct CameraNetworkTests {
    private static let chief = Asker.administrator

    private static func change(_ fill: (inout DeviceNetworkChange) -> Void) -> DeviceNetworkChange {
        var change = DeviceNetworkChange()
        fill(&change)
        return change
    }

    private static func interface(_ fill: (inout DeviceNetworkChange.Interface) -> Void) -> DeviceNetworkChange {
        change {
            var interface = DeviceNetworkChange.Interface(token: "eth0")
            fill(&interface)
            $0.interface = interface
        }
    }

    /// The device is at 192.0.2.10/24, without DHCP, and its gateway is 192.0.2.1.
    @Test func whatMayCutTheCameraOffWantsToBeConfirmed() async throws {
        try await DeviceUnderTest.linked { devices, _ in
            let before = try await devices.network(as: Self.chief, of: "gate")
            let risky = [
                Self.change { $0.gateway = "192.0.2.2" },
                Self.interface { $0.isEnabled = false },
                Self.interface { $0.usesDHCP = true },
                Self.interface { ($0.address, $0.prefix) = ("192.0.2.11", 24) },
                Self.interface { ($0.address, $0.prefix) = ("192.0.2.10", 16) },
            ]
            for change in risky {
                let refused = await refusal {
                    _ = try await devices.change(as: Self.chief, networkOf: "gate", change)
                }
                #expect(refused == .conflict, "\(change)")
            }
            let foreign = Self.change { $0.interface = .init(token: "eth7") }
            let missing = await refusal { _ = try await devices.change(as: Self.chief, networkOf: "gate", foreign) }
            #expect(missing == .notFound)
            #expect(try await devices.network(as: Self.chief, of: "gate") == before)
        }
    }

    @Test func whatStaysAsItIsAndWhatIsConfirmedIsWritten() async throws {
        try await DeviceUnderTest.linked { devices, _ in
            let same = Self.change {
                $0.gateway = "192.0.2.1"
                $0.interface = .init(token: "eth0")
                $0.interface?.address = "192.0.2.10"
                $0.interface?.prefix = 24
            }
            _ = try await devices.change(as: Self.chief, networkOf: "gate", same)
            let moved = Self.change {
                $0.gateway = "192.0.2.2"
                $0.interface = .init(token: "eth0")
                $0.interface?.address = "192.0.2.10"
                $0.interface?.prefix = 16
                $0.isConfirmed = true
            }
            #expect(try await devices.change(as: Self.chief, networkOf: "gate", moved))
            let now = try await devices.network(as: Self.chief, of: "gate")
            #expect(now.gateways == ["192.0.2.2"])
            #expect(now.interfaces.first?.address == "192.0.2.10" && now.interfaces.first?.prefix == 16)
        }
    }

    @Test func anAddressInPlaceOfDHCPWantsToBeConfirmedEvenIfItIsTheSame() async throws {
        try await DeviceUnderTest.linked { devices, _ in
            let byDHCP = Self.change {
                $0.interface = .init(token: "eth0")
                $0.interface?.usesDHCP = true
                $0.interface?.address = "192.0.2.10"
                $0.interface?.prefix = 24
                $0.isConfirmed = true
            }
            _ = try await devices.change(as: Self.chief, networkOf: "gate", byDHCP)
            let now = try await devices.network(as: Self.chief, of: "gate").interfaces.first
            #expect(now?.usesDHCP == true && now?.address == "192.0.2.10")
            let named = Self.interface { ($0.address, $0.prefix) = ("192.0.2.10", 24) }
            let refused = await refusal { _ = try await devices.change(as: Self.chief, networkOf: "gate", named) }
            #expect(refused == .conflict)
            #expect(try await devices.network(as: Self.chief, of: "gate").interfaces.first?.usesDHCP == true)
        }
    }

    @Test func nameServersAndTimeServersAreWritten() async throws {
        try await DeviceUnderTest.linked { devices, _ in
            let change = Self.change {
                $0.dns = .init(fromDHCP: false, servers: ["192.0.2.53", "2001:db8::53"])
                $0.ntp = .init(fromDHCP: false, servers: ["pool.ntp.example", "192.0.2.9"])
            }
            _ = try await devices.change(as: Self.chief, networkOf: "gate", change)
            let now = try await devices.network(as: Self.chief, of: "gate")
            #expect(now.dns == DeviceNetworkView.Servers(fromDHCP: false, servers: ["192.0.2.53", "2001:db8::53"]))
            #expect(now.ntp == DeviceNetworkView.Servers(fromDHCP: false, servers: ["pool.ntp.example", "192.0.2.9"]))
            let byDHCP = Self.change { $0.dns = .init(fromDHCP: true, servers: []) }
            _ = try await devices.change(as: Self.chief, networkOf: "gate", byDHCP)
            #expect(try await devices.network(as: Self.chief, of: "gate").dns?.fromDHCP == true)
        }
    }
}
