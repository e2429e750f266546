import Cryptography
package import HTTPAuthentication
import Media
package import ONVIF
package import Stream

/// A device that is asked: remembers its clock, the proof of the password that it takes, and where its services are.
package actor DeviceClient {
    package nonisolated let address: ServiceAddress
    private let network: DeviceNetwork
    private let fingerprint: String?
    private let time: any TimeSource
    private var memory: ONVIFMemory
    private var hasLearnt = false

    /// Whatever a device does, nobody waits longer for one answer, unless he says so.
    package static let usualPatience = Duration.seconds(10)

    /// - Parameters:
    ///   - address: of its device service.
    ///   - credentials: nil asks only what everyone may ask.
    ///   - fingerprint: SHA-256 of its certificate in hexadecimal; nil accepts any.
    package init(
        _ network: DeviceNetwork,
        _ address: ServiceAddress,
        credentials: HTTPCredentials?,
        fingerprint: String? = nil,
        time: any TimeSource
    ) {
        self.network = network
        self.address = address
        self.fingerprint = fingerprint
        self.time = time
        memory = ONVIFMemory(device: address, credentials: credentials) { randomBytes($0) }
    }

    /// Asks one thing, in as many requests as it takes.
    ///
    /// - Parameters:
    ///   - subscription: whom it goes to, where that is no service of the device.
    ///   - patience: for each request.
    package func ask<Operation: ONVIFOperation>(
        _ operation: Operation,
        at subscription: EndpointReference? = nil,
        within patience: Duration = DeviceClient.usualPatience
    ) async throws(DeviceError) -> Operation.Answer {
        if Operation.service != .device, subscription == nil { try await learn() }
        var exchange = ONVIFExchange(operation, subscription: subscription)
        var step = exchange.begin(&memory, now: time.wall)
        while true {
            switch step {
            case .answered(let answer): return answer
            case .failed(let error): throw .answered(error)
            case .send(let request):
                let call = DeviceCall(request, fingerprint: fingerprint)
                let response = try await call.send(over: network, within: patience)
                step = exchange.received(response, &memory, now: time.wall)
            }
        }
    }

    /// The same where the device need not know it: nil where it does not.
    package func askIfKnown<Operation: ONVIFOperation>(
        _ operation: Operation
    ) async throws(DeviceError) -> Operation.Answer? {
        do throws(DeviceError) {
            return try await ask(operation)
        } catch {
            guard case .answered = error, !error.isAboutPassword else { throw error }
            return nil
        }
    }

    /// How far its clock is ahead of ours, as far as the way of the answer lets it be known; nil where it does not tell.
    package func clockOffset() async throws(DeviceError) -> Duration? {
        let answer = try await askIfKnown(DeviceService.GetSystemDateAndTime())
        return answer?.systemDateAndTime.utc?.wall.map { $0 - time.wall }
    }

    /// Finds out where the device's services are, unless that is known.
    package func learn() async throws(DeviceError) {
        guard !hasLearnt else { return }
        do throws(DeviceError) {
            let found = try await ask(DeviceService.GetServices()).addresses
            memory.learn(found)
            hasLearnt = found.keys.contains { $0 != .device }
        } catch {
            guard case .answered(let reason) = error, !error.isAboutPassword else { throw error }
            if case .notADevice = reason { throw error }
        }
        guard !hasLearnt else { return }
        // Devices from before 2011, and those that say that they know the newer way and do not.
        memory.learn(try await ask(DeviceService.GetCapabilities()).capabilities.addresses)
        hasLearnt = true
    }

    /// Those that the device announces.
    package func services() async throws(DeviceError) -> Set<ONVIFService> {
        try await learn()
        return Set(memory.addresses.keys)
    }
}
