import Catalog
import Changes
import Devices
import HTTPAuthentication
import Ingest
import Logging
import Media
import NIOCore
import ONVIF
import RTSP
import Stream
import Synchronization

extension CameraDevices {
    // MARK: Asking

    /// What is known of a camera's device, without asking it.
    ///
    /// - Returns: nil where none is linked.
    package func device(as principal: Principal, of id: String) async throws -> DeviceView? {
        try Policy.require(principal, .seeCamera, .camera(id))
        let record = try await cameras.record(id)
        guard let kept = try await kept(id) else { return nil }
        return view(record, kept, for: principal)
    }

    /// What is known of the devices of the cameras that the asker may see, by the cameras' ids, without asking any.
    package func all(as principal: Principal) async throws -> [DeviceView] {
        try Policy.requireSomebody(principal)
        let settings = try await services.catalog.settings()
        return try await services.catalog.cameras().compactMap { record in
            guard Policy.may(principal, .seeCamera, .camera(record.id.text)),
                let kept = settings[KeptDevice.key(record.id.text)].flatMap(KeptDevice.init(text:))
            else { return nil }
            return view(record, kept, for: principal)
        }
    }

    func view(_ record: CameraRecord, _ kept: KeptDevice, for principal: Principal) -> DeviceView {
        let isManager = Policy.may(principal, .manageCamera, .camera(record.id.text))
        return DeviceView(
            camera: record.id.text,
            connection: isManager
                ? .init(
                    address: kept.address,
                    username: kept.username,
                    hasPassword: kept.sealedPassword != nil || kept.username == nil && record.sealedPassword != nil
                ) : nil,
            mainProfile: kept.mainProfile,
            subProfile: kept.subProfile,
            followsEvents: kept.followsEvents,
            awaitsStreams: kept.awaitsStreams ?? false,
            following: following(record, kept),
            facts: kept.facts
        )
    }

    private func following(_ record: CameraRecord, _ kept: KeptDevice) -> DeviceView.Following {
        guard kept.followsEvents, record.enabled else { return .off }
        return switch book.state.withLock({ $0.following[record.id.text] }) {
        case nil: .starting
        case .following?: .following
        case .waiting(let reason)?: .waiting(reason)
        case .impossible(let reason)?: .impossible(reason)
        }
    }

    /// Asks the device anew what it is and can, and keeps what it says.
    package func probe(as principal: Principal, of id: String) async throws -> DeviceDetails {
        try Policy.require(principal, .manageCamera, .camera(id))
        let linked = try await linked(id)
        let details = try await describe(linked.client, linked.kept.address)
        try await book.changing.run { [self] in
            // What was linked anew meanwhile is another device, maybe.
            guard var kept = try await self.kept(id), kept.address == linked.kept.address else { return }
            kept.facts = details.facts
            try await keep(kept, of: id)
            if kept.awaitsStreams == true { try await takeStreams(details, of: id, as: principal) }
        }
        return details
    }

    func describe(_ client: DeviceClient, _ address: String) async throws(DomainError) -> DeviceDetails {
        do throws(DeviceError) {
            return DeviceDetails(try await client.describe(), address: address, at: services.time.wall)
        } catch {
            throw DomainError(error)
        }
    }

    // MARK: Linking

    /// Links a camera with its device, or changes how it is linked. The device is asked first, and is kept only if it answers.
    package func link(as principal: Principal, of id: String, _ draft: DeviceLinkDraft) async throws -> DeviceView {
        try await link(as: principal, of: id, draft, with: nil) {}.device
    }

    /// Links a camera with its device while more of the camera is changed, or neither: the device is asked first, as the camera will
    /// be then, and the link is kept when `work` has succeeded.
    ///
    /// - Parameter change: what `work` changes of the camera itself.
    package func link<Value: Sendable>(
        as principal: Principal,
        of id: String,
        _ draft: DeviceLinkDraft,
        with change: CameraChange?,
        _ work: @Sendable () async throws -> Value
    ) async throws -> (device: DeviceView, value: Value) {
        try Policy.require(principal, .manageCamera, .camera(id))
        return try await book.changing.run { [self] in
            var record = try await cameras.record(id)
            if let change { record = try cameras.rules.apply(change, to: record) }
            let old = try await self.kept(id)
            var new = try wanted(draft, old, record)
            let isSame = old.map { $0.address == new.address && $0.username == new.username } ?? false
            var told: DeviceDetails?
            if !isSame || draft.password != nil || draft.takesStreams || old?.facts == nil {
                told = try await details(of: new, record, mayBeAway: draft.mayBeAway)
                if let told {
                    if draft.takesStreams { new.chooseProfiles(of: told, draft) }
                    new.facts = told.facts
                    new.mainProfile = new.mainProfile ?? told.mainProfile
                    new.subProfile = new.subProfile ?? told.subProfile
                } else if !isSame {
                    // What is known is of another.
                    new.facts = nil
                }
            }
            let value = try await work()
            try await keep(new, of: id)
            if draft.takesStreams, let told {
                try await takeStreams(told, of: id, as: principal)
                new.awaitsStreams = nil
            }
            services.logger.info("camera linked with its device", metadata: ["camera": "\(id)"])
            await services.audit.note(
                "camera.device.link",
                record.target,
                by: principal,
                .done,
                ["address": new.address]
            )
            return (view(record, new, for: principal), value)
        }
    }

    /// - Returns: nil where it does not answer now, or refuses the password, and may.
    private func details(
        of kept: KeptDevice,
        _ record: CameraRecord,
        mayBeAway: Bool
    ) async throws -> DeviceDetails? {
        let client = try await trial(kept, record)
        do throws(DomainError) {
            return try await describe(client, kept.address)
        } catch {
            guard mayBeAway, error.kind == .camera(.unreachable) || error.kind == .camera(.password) else {
                throw error
            }
            return nil
        }
    }

    /// One that is not linked is no error.
    package func unlink(as principal: Principal, of id: String) async throws {
        try Policy.require(principal, .manageCamera, .camera(id))
        let record = try await cameras.record(id)
        try await book.changing.run { [self] in
            guard try await self.kept(id) != nil else { return }
            try await services.catalog.changeSettings([KeptDevice.key(id): nil])
            book.forget(id)
            book.wake()
            services.published(.changed, EventObject.camera, id: id)
            await services.audit.note("camera.device.unlink", record.target, by: principal)
        }
    }

    func keep(_ kept: KeptDevice, of id: String) async throws {
        try await services.catalog.changeSettings([KeptDevice.key(id): try kept.text()])
        book.wake()
        services.published(.changed, EventObject.camera, id: id)
    }

    private func wanted(_ draft: DeviceLinkDraft, _ old: KeptDevice?, _ record: CameraRecord) throws -> KeptDevice {
        let host = (try? CameraURL(record.mainURL))?.host
        let place = draft.port.flatMap { port in host.map { Self.place($0, port) } }
        guard let text = draft.address ?? place ?? old?.address ?? host else {
            throw DomainError(
                .invalid,
                "address is the camera's host, or the address of its ONVIF service.",
                member: "address"
            )
        }
        let address = try Self.address(text, policy: cameras.rules.policy(isDemo: record.isDemo))
        var new = old ?? KeptDevice(address: address.description)
        // A kept password is shown to no other host than it is kept for.
        if let old = old.flatMap({ ServiceAddress($0.address) }), old.host != address.host || old.port != address.port,
            new.sealedPassword != nil, draft.password == nil
        {
            throw DomainError(
                .invalid,
                "The address is of another host or port, and the kept password is not shown there: send it again.",
                member: "password"
            )
        }
        new.address = address.description
        if let username = draft.username { new.username = try CameraChecks.username(username) }
        if let password = draft.password {
            try new.seal(try CameraChecks.password(password), of: record.id, services.masterKey)
        }
        if new.username == nil { new.sealedPassword = nil }
        if new.username == nil, let host, host.lowercased() != address.host.lowercased(), record.sealedPassword != nil {
            throw DomainError(
                .invalid,
                "The device is at another host than the camera's stream, and the camera's password is not shown there: send "
                    + "a user name and a password for it.",
                member: "username"
            )
        }
        if let profile = draft.mainProfile { new.mainProfile = try Self.token(profile, member: "main_profile") }
        if let profile = draft.subProfile { new.subProfile = try Self.token(profile, member: "sub_profile") }
        if let follows = draft.followsEvents { new.followsEvents = follows }
        return new
    }

    /// A client of its own, so that what is tried has no part in what is kept.
    private func trial(_ kept: KeptDevice, _ record: CameraRecord) async throws -> DeviceClient {
        guard let address = ServiceAddress(kept.address) else { throw Self.noAddress }
        return DeviceClient(
            await cameras.deviceNetwork(isDemo: record.isDemo),
            address,
            credentials: credentials(of: record, kept),
            fingerprint: record.certificateFingerprint,
            time: services.time
        )
    }

    // MARK: Checks

    private static let noAddress = DomainError(
        .invalid,
        "address is a host, a host and a port, or the address of an ONVIF service, like http://192.168.1.20/onvif/device_service.",
        member: "address"
    )
    private static let longestToken = 64

    private static func place(_ host: String, _ port: Int) -> String {
        host.contains(":") && !host.hasPrefix("[") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    static func token(_ token: String?, member: String) throws(DomainError) -> String? {
        guard let token else { return nil }
        let isPlain = token.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        guard !token.isEmpty, token.utf8.count <= longestToken, isPlain else {
            throw DomainError(.invalid, "\(member) is a token of \(longestToken) bytes at most.", member: member)
        }
        return token
    }

    /// "192.168.1.20", "192.168.1.20:8000", "[fe80::1]:80" or the whole address. Whether a name leads to where nothing may be, is
    /// found out when it is connected to.
    static func address(_ text: String, policy: AddressPolicy) throws(DomainError) -> ServiceAddress {
        let plain = text[...].trimmed
        let isWhole = plain.hasASCIIPrefix("http://") || plain.hasASCIIPrefix("https://")
        // A bare address of version 6 has no brackets, and so no port.
        let isNumber = !isWhole && !plain.hasPrefix("[") && plain.utf8.count(where: { $0 == UInt8(ascii: ":") }) > 1
        let written = isWhole ? String(plain) : isNumber ? "http://[\(plain)]" : "http://\(plain)"
        guard isWhole || !plain.contains("://"), var address = ServiceAddress(written) else { throw noAddress }
        if address.target == "/" { address.target = "/onvif/device_service" }
        let literal = address.host.lowercased() == "localhost" ? "127.0.0.1" : address.host
        if let socket = try? SocketAddress(ipAddress: literal, port: address.port),
            let refusal = policy.refusal(of: socket)
        {
            throw DomainError(.invalid, refusal, member: "address")
        }
        return address
    }
}
