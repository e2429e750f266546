import Catalog
import Devices
import HTTPAuthentication
import Ingest
import Media
import NIOCore
import ONVIF
import Stream

/// The ONVIF devices that cameras are: how they are linked, steered and set. All calls may come from any thread.
///
/// Whoever has the right `control` steers; whoever manages the camera sets and links.
package struct CameraDevices: Sendable {
    let services: DomainServices
    let cameras: Cameras
    let workers: RecorderWorkers

    var book: DeviceBook { services.devices }

    /// A camera with its device, ready to be asked.
    struct Linked: Sendable {
        var record: CameraRecord
        var kept: KeptDevice
        var client: DeviceClient
    }

    /// - Throws: `conflict` for a camera that is no device of ONVIF as far as anyone has said.
    func linked(_ id: String) async throws -> Linked {
        let record = try await cameras.record(id)
        guard let kept = try await kept(id) else {
            throw DomainError(
                .conflict,
                "The camera \"\(record.name)\" is not linked to an ONVIF device: link it with its address and password first."
            )
        }
        return Linked(record: record, kept: kept, client: try await client(of: record, kept))
    }

    func kept(_ id: String) async throws -> KeptDevice? {
        guard let text = try await services.catalog.setting(KeptDevice.key(id)) else { return nil }
        return KeptDevice(text: text)
    }

    func client(of record: CameraRecord, _ kept: KeptDevice) async throws -> DeviceClient {
        guard let address = ServiceAddress(kept.address) else {
            throw DomainError(.unavailable, "The address of the camera's ONVIF device cannot be read: link it anew.")
        }
        let credentials = credentials(of: record, kept)
        let network = await cameras.deviceNetwork(isDemo: record.isDemo)
        let key = DeviceBook.ClientKey(
            address: address,
            username: credentials?.username,
            password: credentials?.password,
            fingerprint: record.certificateFingerprint
        )
        return book.client(of: record.id.text, key) {
            DeviceClient(
                network,
                address,
                credentials: credentials,
                fingerprint: record.certificateFingerprint,
                time: services.time
            )
        }
    }

    func credentials(of record: CameraRecord, _ kept: KeptDevice) -> HTTPCredentials? {
        if let username = kept.username {
            let password = kept.password(of: record.id, services.masterKey) ?? ""
            return HTTPCredentials(username: username, password: password)
        }
        return record.username.map { username in
            HTTPCredentials(username: username, password: cameras.rules.password(of: record) ?? "")
        }
    }

    // MARK: Asking

    /// Asks the device of a camera; its refusals are the domain's.
    func ask<Operation: ONVIFOperation>(_ linked: Linked, _ operation: Operation) async throws(DomainError)
        -> Operation.Answer
    {
        try await Self.ask(linked.client, operation)
    }

    static func ask<Operation: ONVIFOperation>(
        _ client: DeviceClient,
        _ operation: Operation
    ) async throws(DomainError) -> Operation.Answer {
        do throws(DeviceError) {
            return try await client.ask(operation)
        } catch {
            throw DomainError(error)
        }
    }

    /// The profile that is steered.
    func profile(of linked: Linked) async throws -> String {
        if let profile = linked.kept.mainProfile { return profile }
        do throws(DeviceError) {
            let profiles = try await linked.client.profiles()
            if let found = profiles.first(where: \.hasPTZ) ?? profiles.first { return found.token }
        } catch {
            throw DomainError(error)
        }
        throw DomainError(
            .unsupported,
            "The camera tells of no profile, and without one it cannot be steered.",
            member: "main_profile"
        )
    }

    /// The video source whose picture is set.
    func source(of linked: Linked) async throws -> String {
        if let source = linked.kept.facts?.source { return source }
        do throws(DeviceError) {
            let profiles = try await linked.client.profiles()
            let wanted = profiles.first { $0.token == linked.kept.mainProfile } ?? profiles.first
            if let source = wanted?.source { return source }
        } catch {
            throw DomainError(error)
        }
        throw DomainError(
            .unsupported,
            "The camera tells of no video source, and so nothing of its picture can be set."
        )
    }

    func note(_ deed: String, _ linked: Linked, by principal: Principal, _ details: [String: String] = [:]) async {
        await services.audit.note("camera.device.\(deed)", linked.record.target, by: principal, .done, details)
    }
}

extension Cameras {
    /// How devices are reached: over the cameras' event loops, by the same rules as their streams.
    ///
    /// - Parameter isDemo: of the recorder's own simulated cameras, which may be on this machine.
    func deviceNetwork(isDemo: Bool = false) -> DeviceNetwork {
        let policy = rules.policy(isDemo: isDemo)
        return DeviceNetwork(
            group: streams.loops[tests % streams.loops.count].eventLoop,
            refusal: { policy.refusal(of: $0) },
            secure: { try CameraTLS.add(to: $0, host: $1, fingerprint: $2) },
            explain: { CameraTLS.sentence(for: $0, at: $1, fingerprint: $2) }
        )
    }
}
