package import HTTPAuthentication
package import ONVIF
package import Stream

/// Looks through addresses for cameras: those of ONVIF, and those that speak RTSP alone.
///
/// Bounded: so many addresses at once, and of each a few ports; a machine that is not there costs one second. It asks nothing
/// that is not for everyone, unless it is given a password.
package struct DeviceScanner: Sendable {
    /// What was found at an address.
    package struct Finding: Hashable, Sendable {
        package enum Kind: String, Hashable, Sendable {
            case onvif
            /// It asks for a password before it says what it is.
            case locked
            /// It speaks RTSP, and no ONVIF that was found.
            case rtsp
        }

        package var address: String
        /// Of its device service; of one that speaks RTSP alone, that.
        package var port: Int
        package var kind: Kind
        package var isSecure = false
        package var needsPassword: Bool
        /// Where it speaks RTSP.
        package var rtspPorts: [Int]
        /// Nil where it does not tell, or was not given a password that it takes.
        package var information: DeviceService.GetDeviceInformation.Answer?
        /// Why it does not tell, where it was given a password.
        package var problem: DeviceError?
    }

    package enum Step: Hashable, Sendable {
        /// So many addresses are done with.
        case looked(address: String, done: Int)
        case found(Finding)
    }

    package let network: DeviceNetwork
    package let time: any TimeSource

    package init(network: DeviceNetwork, time: any TimeSource) {
        self.network = network
        self.time = time
    }

    /// Where the ONVIF service of known cameras is, the most usual first.
    static let servicePorts = [
        80, 8000, 8080, 2020, 8899, 443, 8888, 5000, 10_000, 81, 8001, 8002, 8081, 888, 889,
    ]
    static let rtspPorts = [554, 8554, 7447, 7441, 10_554]
    /// A machine that is there answers at one of these, if only that nothing listens.
    private static let firstPorts = [80, 554, 8000]
    /// Addresses, and ports of each, at the same time: the bound of all sockets.
    private static let mostAddresses = 48
    private static let mostPorts = 4
    static let mostSockets = mostAddresses * mostPorts
    private static let knock = Duration.seconds(1)
    private static let question = Duration.seconds(4)

    /// Looks at each address, until all are done with or the task is cancelled.
    ///
    /// - Parameters:
    ///   - range: `AddressRange.most` addresses at most.
    ///   - ports: looked at for both besides the usual ones.
    ///   - known: ports at which something was found before, by address: looked at there alone.
    ///   - credentials: shown to each device of ONVIF that is found.
    ///   - tell: called for one step after the other.
    package func scan(
        _ range: AddressRange,
        ports: [Int] = [],
        known: [String: [Int]] = [:],
        credentials: HTTPCredentials?,
        _ tell: (Step) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: (String, [Finding]).self) { group in
            var next = 0
            var done = 0
            func begin() {
                guard next < min(range.count, AddressRange.most) else { return }
                let address = range[next]
                next += 1
                let extra = ports + (known[address] ?? []).filter { !ports.contains($0) }
                group.addTask { (address, await look(at: address, extra, credentials)) }
            }
            for _ in 0..<Self.mostAddresses { begin() }
            // Whoever listens no more ends it all: by an error of `tell`, or because the task is cancelled.
            defer { group.cancelAll() }
            while let (address, findings) = try await group.next() {
                try Task.checkCancellation()
                begin()
                done += 1
                for finding in findings { try await tell(.found(finding)) }
                try await tell(.looked(address: address, done: done))
            }
        }
    }

    /// What is at an address.
    package func look(at address: String, _ extra: [Int], _ credentials: HTTPCredentials?) async -> [Finding] {
        let first = await knock(address, Self.firstPorts + extra.filter { !Self.firstPorts.contains($0) })
        guard first.values.contains(where: { $0 == .open || $0 == .refused }) else { return [] }
        let others = (Self.servicePorts + Self.rtspPorts).filter { first[$0] == nil }
        let answers = await knock(address, others).merging(first) { $1 }
        func isOpen(_ port: Int) -> Bool { answers[port] == .open }

        var rtsp: [Int: Bool] = [:]
        for port in (Self.rtspPorts + extra.filter { !Self.rtspPorts.contains($0) }).filter(isOpen) {
            let greeting = RTSPGreeting(host: address, port: port)
            if case .speaks(let needsPassword) = await greeting.send(over: network, within: Self.question) {
                rtsp[port] = needsPassword
            }
        }
        var findings: [Finding] = []
        let all = extra + Self.servicePorts.filter { !extra.contains($0) }
        let candidates = all.filter { isOpen($0) && rtsp[$0] == nil }
        for port in candidates where !Task.isCancelled {
            guard let finding = await ask(address, port, credentials, rtsp.keys.sorted()) else { continue }
            findings.append(finding)
            // One device has one service; what else it has at other ports is the same again.
            if finding.kind == .onvif { return [finding] }
        }
        if findings.isEmpty, let port = rtsp.keys.min() {
            findings = [
                Finding(
                    address: address,
                    port: port,
                    kind: .rtsp,
                    needsPassword: rtsp[port] ?? false,
                    rtspPorts: rtsp.keys.sorted()
                )
            ]
        }
        // A page with a password is a camera only where there is a stream beside it.
        return Array(findings.filter { $0.kind != .locked || !$0.rtspPorts.isEmpty }.prefix(1))
    }

    private func knock(_ address: String, _ ports: [Int]) async -> [Int: PortKnock.Answer] {
        await withTaskGroup(of: (Int, PortKnock.Answer).self) { group in
            var answers: [Int: PortKnock.Answer] = [:]
            var rest = ports[...]
            func begin() {
                guard let port = rest.popFirst() else { return }
                let knock = PortKnock(host: address, port: port)
                group.addTask { (port, await knock.send(over: network, within: Self.knock)) }
            }
            for _ in 0..<Self.mostPorts { begin() }
            while let (port, answer) = await group.next() {
                answers[port] = answer
                if !Task.isCancelled { begin() }
            }
            return answers
        }
    }

    /// Nil where there is no device of ONVIF.
    private func ask(
        _ address: String,
        _ port: Int,
        _ credentials: HTTPCredentials?,
        _ rtsp: [Int]
    ) async -> Finding? {
        let service = ServiceAddress(isSecure: port == 443, host: address, port: port)
        var finding = Finding(
            address: address,
            port: port,
            kind: .onvif,
            isSecure: service.isSecure,
            needsPassword: true,
            rtspPorts: rtsp
        )
        let stranger = DeviceClient(network, service, credentials: nil, time: time)
        do throws(DeviceError) {
            _ = try await stranger.ask(DeviceService.GetSystemDateAndTime(), within: Self.question)
        } catch {
            guard error.isAboutPassword else { return nil }
            finding.kind = .locked
        }
        do throws(DeviceError) {
            let client = DeviceClient(network, service, credentials: credentials, time: time)
            finding.information = try await client.ask(DeviceService.GetDeviceInformation(), within: Self.question)
            finding.kind = .onvif
            // Without a password it tells either everyone or nobody.
            finding.needsPassword = credentials != nil
        } catch {
            if credentials != nil { finding.problem = error }
        }
        return finding
    }
}

extension DeviceScanner.Finding {
    /// Of its device service; nil of one that speaks RTSP alone.
    package var service: ServiceAddress? {
        kind == .rtsp ? nil : ServiceAddress(isSecure: isSecure, host: address, port: port)
    }
}
