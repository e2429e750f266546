import Catalog
import Devices
import ONVIF

/// A device's network: for those who manage the camera.
extension CameraDevices {
    package func network(as principal: Principal, of id: String) async throws -> DeviceNetworkView {
        try Policy.require(principal, .manageCamera, .camera(id))
        return try await network(linked(id))
    }

    private func network(_ linked: Linked) async throws(DomainError) -> DeviceNetworkView {
        var view = DeviceNetworkView()
        let interfaces = try await ask(linked, DeviceService.GetNetworkInterfaces()).networkInterfaces
        view.interfaces = interfaces.prefix(16).map(DeviceNetworkView.Interface.init)
        view.hostname = try await known(linked, DeviceService.GetHostname())?.hostnameInformation.name
        let gateway = try await known(linked, DeviceService.GetNetworkDefaultGateway())?.networkGateway
        view.gateways = (gateway?.ipv4Address ?? []) + (gateway?.ipv6Address ?? [])
        view.dns = try await known(linked, DeviceService.GetDNS()).map { answer in
            let (all, fromDHCP) = (answer.information, answer.information.isFromDHCP)
            return .init(fromDHCP: fromDHCP, servers: (fromDHCP ? all.fromDHCP : all.manual).compactMap(\.address))
        }
        view.ntp = try await known(linked, DeviceService.GetNTP()).map { answer in
            let (all, fromDHCP) = (answer.information, answer.information.isFromDHCP)
            return .init(fromDHCP: fromDHCP, servers: (fromDHCP ? all.fromDHCP : all.manual).compactMap(\.address))
        }
        view.protocols = (try await known(linked, DeviceService.GetNetworkProtocols())?.networkProtocols ?? []).prefix(
            16
        )
        .map { .init(name: $0.name, isEnabled: $0.enabled ?? true, ports: Array($0.port.prefix(8))) }
        return view
    }

    /// What not every device knows; nil where this one does not.
    func known<Operation: ONVIFOperation>(_ linked: Linked, _ operation: Operation) async throws(DomainError)
        -> Operation.Answer?
    {
        do throws(DeviceError) {
            return try await linked.client.askIfKnown(operation)
        } catch {
            throw DomainError(error)
        }
    }

    /// Changes it.
    ///
    /// - Returns: whether the device wants to be restarted for it.
    /// - Throws: `conflict` where the camera would not be found at its address any more, and that was not confirmed.
    package func change(
        as principal: Principal,
        networkOf id: String,
        _ change: DeviceNetworkChange
    ) async throws -> Bool {
        try Policy.require(principal, .manageCamera, .camera(id))
        try change.check()
        let linked = try await linked(id)
        if !change.isConfirmed { try await guardConnection(linked, change) }
        var needsRestart = false
        // First what depends on nothing: when the address is another, nothing more is answered.
        if let dns = change.dns {
            let question = DeviceService.SetDNS {
                $0.fromDHCP = dns.fromDHCP
                $0.manual = dns.fromDHCP ? [] : dns.servers.map(NetworkHost.init(server:))
            }
            _ = try await ask(linked, question)
        }
        if let ntp = change.ntp {
            let question = DeviceService.SetNTP {
                $0.fromDHCP = ntp.fromDHCP
                $0.manual = ntp.fromDHCP ? [] : ntp.servers.map(NetworkHost.init(server:))
            }
            _ = try await ask(linked, question)
        }
        if let gateway = change.gateway {
            _ = try await ask(linked, DeviceService.SetNetworkDefaultGateway { $0.ipv4Address = [gateway] })
        }
        if let interface = change.interface {
            needsRestart = try await set(linked, interface)
        }
        await note("network", linked, by: principal)
        return needsRestart
    }

    private func set(_ linked: Linked, _ interface: DeviceNetworkChange.Interface) async throws(DomainError) -> Bool {
        let question = DeviceService.SetNetworkInterfaces {
            $0.interfaceToken = interface.token
            $0.networkInterface.enabled = interface.isEnabled
            guard interface.usesDHCP != nil || interface.address != nil else { return }
            $0.networkInterface.ipv4 = .init {
                $0.enabled = true
                $0.dhcp = interface.usesDHCP ?? (interface.address == nil ? nil : false)
                if let address = interface.address { $0.manual = [.init(address, interface.prefix ?? 24)] }
            }
        }
        return try await ask(linked, question).rebootNeeded ?? false
    }

    /// Whoever changes the address at which he talks to the camera, or its way back to him, cuts off the branch on which he sits.
    private func guardConnection(_ linked: Linked, _ change: DeviceNetworkChange) async throws(DomainError) {
        guard change.interface != nil || change.gateway != nil else { return }
        let now = try await network(linked)
        if let token = change.interface?.token, !now.interfaces.contains(where: { $0.token == token }) {
            throw DomainError(.notFound, "The camera has no network interface \"\(token.prefix(40))\".")
        }
        guard change.mayCutOff(now) else { return }
        throw DomainError(
            .conflict,
            "After this the camera may not be found at \(linked.client.address.authority) any more, and its streams end: "
                + "say confirm=true if that is meant, and give the camera its new address afterwards."
        )
    }
}

extension DeviceNetworkView.Interface {
    init(_ interface: NetworkInterface) {
        token = interface.token
        name = interface.info?.name ?? interface.token
        mac = interface.info?.hwAddress ?? ""
        isEnabled = interface.enabled ?? true
        let config = interface.ipv4?.config
        usesDHCP = config?.dhcp ?? false
        let own = usesDHCP ? config?.fromDHCP ?? config?.manual.first : config?.manual.first ?? config?.fromDHCP
        address = own?.address
        prefix = own?.prefixLength
        let newer = interface.ipv6?.config
        let all = (newer?.manual ?? []) + (newer?.linkLocal ?? []) + (newer?.fromDHCP ?? []) + (newer?.fromRA ?? [])
        addressesIPv6 = all.prefix(16).map(\.address)
    }
}

extension NetworkHost {
    /// An address, or a name.
    fileprivate init(server: String) {
        self.init()
        if DeviceNetworkChange.isIPv4(server) {
            ipv4Address = server
        } else if server.contains(":") {
            type = "IPv6"
            ipv6Address = server
        } else {
            type = "DNS"
            dnsName = server
        }
    }
}
