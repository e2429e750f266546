package import ONVIF

/// A device's ways in and out: older devices have them in the device service, newer ones in DeviceIO, some in both.
extension DeviceClient {
    /// Its relays; those of DeviceIO where the device service knows none.
    ///
    /// - Throws: what the device service says, where neither knows any such thing.
    package func relays() async throws(DeviceError) -> [RelayOutput] {
        var refusal: DeviceError?
        do throws(DeviceError) {
            let found = try await ask(DeviceService.GetRelayOutputs()).relayOutputs
            if !found.isEmpty { return found }
        } catch {
            guard case .answered = error, !error.isAboutPassword else { throw error }
            refusal = error
        }
        if try await services().contains(.deviceIO) {
            let found = try await askIfKnown(DeviceIOService.GetRelayOutputs())
            if let found { return found.relayOutputs }
        }
        if let refusal { throw refusal }
        return []
    }

    /// Switches a relay, by the service that knows it.
    package func switchRelay(_ token: String, isActive: Bool) async throws(DeviceError) {
        do throws(DeviceError) {
            _ = try await ask(DeviceService.SetRelayOutputState(relay: token, isActive: isActive))
        } catch {
            guard case .answered(let reason) = error, reason.isAboutWhatIsThere else { throw error }
            let services = try await services()
            guard services.contains(.deviceIO) else { throw error }
            let question = DeviceIOService.SetRelayOutputState {
                $0.relayOutputToken = token
                $0.logicalState = isActive ? "active" : "inactive"
            }
            _ = try await ask(question)
        }
    }

    /// Its digital inputs: buttons, door contacts, detectors. What they say comes as events.
    package func digitalInputs() async throws(DeviceError) -> [DeviceIOService.DigitalInput] {
        try await ask(DeviceIOService.GetDigitalInputs()).digitalInputs
    }
}

extension ONVIFError {
    /// Whether the service that was asked does not know the operation, or what it is about.
    fileprivate var isAboutWhatIsThere: Bool {
        switch self {
        case .unsupported, .notFound, .invalid: true
        default: false
        }
    }
}
