import Catalog
import Devices
import HTTPAuthentication
import Ingest
import Live
import Logging
import Media
import ONVIF
import Stream
import Synchronization
import Workers

/// A device that shall be a camera.
package struct DeviceAddDraft: Sendable {
    package var login: DeviceLogin
    /// Nil: what the device calls itself.
    package var name: String?
    package var identifier: String?
    /// Tokens; nil for the largest picture, and for a small one beside it.
    package var mainProfile: String?
    package var subProfile: String?
    /// Whether the smaller stream is taken at all.
    package var takesSub = true
    package var followsEvents = false
    /// A ``CameraModes`` word; nil for the usual one.
    package var mode: String?
    /// Whether one that cannot be reached now, or refuses the password, is added too: its streams are taken as soon as it tells
    /// of them.
    package var mayBeAway = false
    /// What else is said of the camera: all but its name, id, login and the address of its main stream counts.
    private var rest: CameraDraft?

    package init(_ login: DeviceLogin) { self.login = login }

    /// A camera whose ``CameraDraft/url`` is the address of its device.
    package init(_ camera: CameraDraft) {
        login = DeviceLogin(address: camera.url, username: camera.username, password: camera.password)
        login.certificateFingerprint = camera.certificateFingerprint
        name = camera.name
        identifier = camera.identifier
        rest = camera
    }

    /// The camera to be added, without streams besides the main one, but for what was said of them.
    func camera(_ name: String, url: String) -> CameraDraft {
        var camera = rest ?? CameraDraft(name: name, url: url)
        camera.name = self.name ?? name
        camera.url = url
        camera.identifier = identifier
        camera.username = login.username
        camera.password = login.password
        camera.certificateFingerprint = login.certificateFingerprint
        if let mode { camera.mode = mode }
        return camera
    }
}

/// Looking at a device before it is added, and adding it.
extension DeviceFinder {
    /// What a device is, and its streams.
    package func describe(as principal: Principal, _ login: DeviceLogin) async throws -> DeviceDetails {
        try Policy.require(principal, .addCameras)
        return try await describe(login)
    }

    private func describe(_ login: DeviceLogin) async throws -> DeviceDetails {
        let address = try CameraDevices.address(login.address, policy: cameras.rules.policy(isDemo: false))
        let username = try CameraChecks.username(login.username)
        let password = try CameraChecks.password(login.password)
        let client = DeviceClient(
            await cameras.deviceNetwork(),
            address,
            credentials: username.map { HTTPCredentials(username: $0, password: password ?? "") },
            fingerprint: try CameraChecks.fingerprint(login.certificateFingerprint),
            time: services.time
        )
        return try await devices.describe(client, address.description)
    }

    /// A picture of a stream, or of an address of snapshots, of a camera that is not added yet.
    package func preview(as principal: Principal, _ draft: CameraTestDraft, width: Int?) async throws -> Snapshot {
        try Policy.require(principal, .addCameras)
        if let width, !Snapshots.widths.contains(width) {
            let (least, most) = (Snapshots.widths.lowerBound, Snapshots.widths.upperBound)
            throw DomainError(.invalid, "width is \(least) to \(most) pixels.", member: "width")
        }
        let source = try cameras.rules.testSource(draft, of: nil, .main).source
        let picture = try await cameras.firstPicture(of: source)
        let payload = picture.unit.payload
        if case .jpeg(let format) = picture.format, width ?? .max >= format.size.width {
            return Snapshot(bytes: payload, takenAt: picture.unit.wall)
        }
        let pool = try workers.readyPool
        do throws(WorkerError) {
            let still = try await pool.still(of: payload, picture.format, width: width ?? 0, camera: "preview")
            return Snapshot(bytes: still.bytes, takenAt: picture.unit.wall)
        } catch {
            throw DomainError(error)
        }
    }

    /// Adds a device as a camera: with its streams, linked, and its password sealed.
    package func add(as principal: Principal, _ draft: DeviceAddDraft) async throws -> CameraView {
        try Policy.require(principal, .addCameras)
        guard let details = try await description(draft) else { return try await addAway(draft, as: principal) }
        let main = try Self.profile(draft.mainProfile ?? details.mainProfile, in: details, member: "main_profile")
        var sub: DeviceDetails.Profile?
        if draft.takesSub, let token = draft.subProfile ?? (draft.mainProfile == nil ? details.subProfile : nil) {
            sub = try Self.profile(token, in: details, member: "sub_profile")
        }
        guard let url = main.streamURL else {
            throw DomainError(
                .unsupported,
                "The camera gives no address of this profile's stream.",
                member: "main_profile"
            )
        }
        var camera = draft.camera(Self.name(details), url: url)
        camera.subURL = camera.subURL ?? sub?.streamURL
        camera.snapshotURL = camera.snapshotURL ?? main.snapshotURL
        var kept = KeptDevice(address: details.address)
        kept.mainProfile = main.token
        kept.subProfile = sub?.token
        kept.followsEvents = draft.followsEvents
        kept.facts = details.facts
        return try await add(camera, linked: kept, as: principal)
    }

    private func add(_ camera: CameraDraft, linked kept: KeptDevice, as principal: Principal) async throws -> CameraView
    {
        let added = try await cameras.add(as: principal, camera)
        let devices = devices
        try await book.changing.run { try await devices.keep(kept, of: added.id) }
        return added
    }

    /// - Returns: nil where it does not answer now, or refuses the password, and may.
    private func description(_ draft: DeviceAddDraft) async throws -> DeviceDetails? {
        do {
            return try await describe(draft.login)
        } catch let error as DomainError {
            guard draft.mayBeAway, error.kind == .camera(.unreachable) || error.kind == .camera(.password) else {
                throw error
            }
            return nil
        }
    }

    /// With a guess in the place of its stream's address, until it tells.
    private func addAway(_ draft: DeviceAddDraft, as principal: Principal) async throws -> CameraView {
        let address = try CameraDevices.address(draft.login.address, policy: cameras.rules.policy(isDemo: false))
        var kept = KeptDevice(address: address.description)
        kept.mainProfile = try CameraDevices.token(draft.mainProfile, member: "main_profile")
        kept.subProfile = try CameraDevices.token(draft.subProfile, member: "sub_profile")
        kept.followsEvents = draft.followsEvents
        kept.awaitsStreams = true
        let camera = draft.camera("Camera", url: CameraDevices.guess(at: address))
        return try await add(camera, linked: kept, as: principal)
    }

    private static func profile(
        _ token: String?,
        in details: DeviceDetails,
        member: String
    ) throws(DomainError) -> DeviceDetails.Profile {
        guard let found = details.profile(token) else {
            throw DomainError(
                token == nil ? .unsupported : .invalid,
                token == nil
                    ? "The camera tells of no profile with a stream: add it by the address of its stream."
                    : "The camera has no profile \"\(token?.prefix(64) ?? "")\".",
                member: member
            )
        }
        return found
    }

    private static func name(_ details: DeviceDetails) -> String {
        let words = [details.facts.manufacturer, details.facts.model].filter { !$0.isEmpty }.joined(separator: " ")
        return words.isEmpty ? "Camera" : String(words.prefix(CameraChecks.longestName))
    }
}

extension Cameras {
    /// No more than one picture is read; what is larger is none.
    private static let pictureBytes = 16 << 20
    private static let picturePatience = Duration.seconds(10)

    /// One session that ends with its first picture; counted among the tests.
    func firstPicture(of source: StreamSource) async throws -> LatestKeyFrame {
        guard tests < 4 else {
            throw DomainError(.busy, "Several cameras are being tested already: try again in a moment.")
        }
        tests += 1
        defer { tests -= 1 }
        let ring = StreamRing(limits: .init(bytes: Self.pictureBytes))
        var quiet = services.logger
        // What goes wrong is told to whoever asks.
        quiet.logLevel = .critical
        let ingest = StreamIngest(
            source: source,
            ring: ring,
            loop: streams.loops[tests % streams.loops.count],
            hosts: streams.hosts,
            time: services.time,
            logger: quiet
        )
        let (picture, status) = await withTaskGroup(of: Void.self) { group in
            group.addTask { await ingest.run() }
            let picture = await LatestKeyFrame.of(ring, within: Self.picturePatience)
            let status = ingest.status
            group.cancelAll()
            return (picture, status)
        }
        try Task.checkCancellation()
        if let picture { return picture }
        guard status.state == .waiting else {
            throw DomainError(.camera(.fault), "No picture came within \(Self.picturePatience.components.seconds) s.")
        }
        let isPassword = status.fault == .passwordNeeded || status.fault == .refusedPassword
        throw DomainError(.camera(isPassword ? .password : .unreachable), status.reason)
    }
}
