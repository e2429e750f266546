import Catalog
import Devices
import ONVIF

/// What a camera switches: relays, lights, wipers; and a key frame on demand. For everyone with the right `control`.
extension CameraDevices {
    package struct Relay: Hashable, Sendable {
        package var token: String
        /// "bistable" stays as it is put, "monostable" falls back.
        package var mode: String
        /// "open" or "closed".
        package var idle: String
    }

    package func relays(as principal: Principal, of id: String) async throws -> [Relay] {
        try Policy.require(principal, .controlCamera, .camera(id))
        let linked = try await linked(id)
        let outputs: [RelayOutput]
        do throws(DeviceError) {
            outputs = try await linked.client.relays()
        } catch {
            throw DomainError(error)
        }
        return outputs.filter { !$0.token.isEmpty }.prefix(32).map { output in
            Relay(
                token: output.token,
                mode: (output.properties?.mode ?? "Bistable").lowercased(),
                idle: (output.properties?.idleState ?? "open").lowercased()
            )
        }
    }

    package func switchRelay(as principal: Principal, of id: String, _ token: String, isActive: Bool) async throws {
        try Policy.require(principal, .controlCamera, .camera(id))
        let linked = try await linked(id)
        do throws(DeviceError) {
            try await linked.client.switchRelay(token, isActive: isActive)
        } catch {
            throw DomainError(error)
        }
        await note("relay", linked, by: principal, ["relay": token, "active": "\(isActive)"])
    }

    package struct DigitalInput: Hashable, Sendable {
        package var token: String
        /// "open" or "closed"; nil where the device does not tell.
        package var idle: String?
    }

    /// Buttons, door contacts, detectors. What they say begins and ends events, where those of the camera are followed.
    package func digitalInputs(as principal: Principal, of id: String) async throws -> [DigitalInput] {
        try Policy.require(principal, .controlCamera, .camera(id))
        let linked = try await linked(id)
        let inputs: [DeviceIOService.DigitalInput]
        do throws(DeviceError) {
            inputs = try await linked.client.digitalInputs()
        } catch {
            throw DomainError(error)
        }
        return inputs.filter { !$0.token.isEmpty }.prefix(32).map { input in
            DigitalInput(token: input.token, idle: input.idleState?.lowercased())
        }
    }

    /// A word such as "tt:IRLamp|On", to the head where there is one, and else to the device.
    package func sendAuxiliary(as principal: Principal, of id: String, _ command: String) async throws {
        try Policy.require(principal, .controlCamera, .camera(id))
        guard let command = try Self.token(command, member: "command") else { return }
        let linked = try await linked(id)
        do throws(DomainError) {
            _ = try await ask(linked, DeviceService.SendAuxiliaryCommand(command))
        } catch {
            guard linked.kept.facts?.movement != nil, error.kind == .unsupported || error.kind == .invalid else {
                throw error
            }
            let profile = try await profile(of: linked)
            let question = PTZService.SendAuxiliaryCommand {
                $0.profileToken = profile
                $0.auxiliaryData = command
            }
            _ = try await ask(linked, question)
        }
        await note("auxiliary", linked, by: principal, ["command": command])
    }

    /// Asks for a key frame of the main stream now.
    package func requestKeyFrame(as principal: Principal, of id: String) async throws {
        try Policy.require(principal, .controlCamera, .camera(id))
        let linked = try await linked(id)
        let profile = try await profile(of: linked)
        do throws(DomainError) {
            _ = try await ask(linked, Media2Service.SetSynchronizationPoint(profile: profile))
        } catch {
            guard error.kind == .unsupported else { throw error }
            _ = try await ask(linked, MediaService.SetSynchronizationPoint(profile: profile))
        }
    }
}
