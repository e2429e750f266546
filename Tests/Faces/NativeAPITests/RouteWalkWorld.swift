import Accounts
import Catalog
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Media
import NIOCore
import Storage
import Stream
import Testing

@testable import HTTPServing
@testable import NVR
@testable import NativeAPI
@testable import Reception

/// The recorder that is walked: one camera with a recording, everyone who could come, and the same accounts as they are
/// when all sessions have been left alone for too long.
struct RouteWalkWorld {
    enum Outcome: String {
        case done
        case unproven = "401"
        case forbidden = "403"
        case hidden = "404"
        /// A status of 500 or more.
        case broken
    }

    enum Who: CaseIterable {
        case nobody, viewer, viewerOfAnother, `operator`, administrator
        /// With a session that was ended, and with one that ended by the clock.
        case loggedOut, outlived
        /// With an administrator's session, without its token and with another; and a viewer with another.
        case withoutToken, wrongToken, viewerWithWrongToken
        /// With an administrator's key for reading alone, and with keys for one camera.
        case readingKey, keyOfTheCamera, keyOfAnother
    }

    let recorder: Recorder
    private let later: People
    private let folder: URL
    private var credentials: [Who: HTTPFields] = [:]

    private static let password = "a long and winding road"
    private static let door = Door(face: NativeEndpoints.face, listener: "native", address: "192.0.2.9")
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    /// Longer than a session can last.
    private static let longAfter = Duration.seconds(40 * 86_400)

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "walk-\(UUID().uuidString)")
        var camera = CameraDraft(name: "Yard", url: "rtsp://192.0.2.1/main")
        camera.identifier = "yard"
        camera.isEnabled = false
        recorder = try await Recorder.open(
            RecorderConfiguration(
                dataDirectory: folder.path,
                allowsLoopbackCameras: false,
                cameras: [camera],
                version: "test",
                firstAdministrator: FirstAdministrator(username: "chief", password: Self.password)
            ),
            logger: Self.logger
        )
        try await Self.makeAccounts(recorder)
        try await Self.record(recorder, in: folder)
        try await Self.photograph(recorder)
        // It is there until the walk comes to the route that removes it, before those of what it would hide.
        let corners: [PrivacyMask.Point] = [.init(x: 0, y: 0), .init(x: 1, y: 0), .init(x: 0, y: 1)]
        let mask = PrivacyMaskDraft(id: "999", polygon: corners)
        _ = try await recorder.privacy.add(as: .recorder, of: "yard", mask)
        for areas in [recorder.zones, recorder.motionMasks] {
            _ = try await areas.add(as: .recorder, of: "yard", .init(id: "999", name: "Drive", polygon: corners))
        }
        later = try await Self.people(recorder, after: Self.longAfter)
        try await export()
        try await renewCredentials()
        try await makeKeys()
    }

    private static func makeAccounts(_ recorder: Recorder) async throws {
        let chief = Principal(identity: .recorder, credential: .none, role: .administrator)
        let drafts: [(String, Principal.Role, Principal.CameraGrants?)] = [
            ("vera", .viewer, nil), ("otto", .operator, nil), ("anna", .viewer, .some([:])),
        ]
        for (name, role, grants) in drafts {
            var draft = PersonDraft(username: name, password: password, role: role)
            draft.grants = grants
            _ = try await recorder.people.create(as: chief, draft)
        }
    }

    /// A recording with the number 1, so that whoever may play it gets it and whoever may not could.
    private static func record(_ recorder: Recorder, in folder: URL) async throws {
        let id = RecordingID(nanoseconds: 1)
        let start = recorder.now + .seconds(-3600)
        let segment = SegmentRecord(
            id: id,
            camera: try #require(CameraID("yard")),
            stream: .main,
            start: start,
            end: start + .seconds(60),
            bytes: 1000,
            isOpen: false,
            // So that the walk does not delete it.
            isProtected: true,
            node: Node.name,
            volume: Node.volume,
            key: "yard/main/yard_1.mp4",
            run: id
        )
        _ = try await recorder.services.catalog.apply([.opened(segment)])
        let place = folder.appending(path: "recordings/yard/main")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try Data(count: 1000).write(to: place.appending(path: "yard_1.mp4"))
    }

    /// A snapshot with the number 1, whose file is gone.
    private static func photograph(_ recorder: Recorder) async throws {
        let snapshot = SnapshotRecord(
            id: SnapshotID(nanoseconds: 1),
            camera: try #require(CameraID("yard")),
            takenAt: recorder.now,
            bytes: 1000,
            width: 320,
            height: 180,
            checksum: 0,
            cause: .manual,
            // So that it is still there for the next who may delete it.
            isProtected: true,
            node: Node.name,
            volume: Node.snapshots,
            key: "yard/yard_1.jpg"
        )
        try await recorder.services.catalog.insert(snapshot)
    }

    /// An export with the number 1, in which there is nothing.
    func export() async throws {
        let shelf = try recorder.exports.ready().shelf
        let id = ExportID(number: 1)
        let writer = ExportWriter(try shelf.folder.draft(id.archive))
        try writer.add([1], as: "a", time: recorder.now)
        let now = recorder.now.nanoseconds
        let record = ExportRecord(
            id: id.number,
            form: "segments",
            stream: "main",
            cameras: ["yard"],
            from: 0,
            to: 1,
            requester: "nobody",
            requestedAt: now,
            createdAt: now,
            files: 1,
            gaps: 0,
            missing: 0,
            bytes: 1,
            fingerprint: ""
        )
        try shelf.add(record, writer)
    }

    /// An event with the number 1, again where somebody has deleted it.
    private func happen() async {
        guard let camera = CameraID("yard") else { return }
        let event = CameraEventRecord(
            id: CameraEventID(nanoseconds: 1),
            camera: camera,
            kind: "motion",
            start: recorder.now,
            end: recorder.now,
            source: "manual"
        )
        try? await recorder.services.catalog.insert(event)
    }

    private static func people(_ recorder: Recorder, after delay: Duration) async throws -> People {
        let services = recorder.services
        let time = services.time
        let accounts = try await Accounts.open(
            catalog: services.catalog,
            hasher: Argon2Hasher(),
            sealing: services.masterKey,
            clock: AccountClock(wall: { time.wall + delay }, monotonic: { time.monotonic }),
            logger: logger
        )
        return People(accounts: accounts, services: services, settings: recorder.settings)
    }

    // MARK: With what they come

    /// Those that let somebody in no more; to make one takes as long as it shall take those who guess.
    mutating func renewCredentials() async throws {
        for (who, name) in [
            (Who.viewer, "vera"), (.operator, "otto"), (.viewerOfAnother, "anna"), (.administrator, "chief"),
        ] {
            guard await !isLetIn(who) else { continue }
            credentials[who] = try await token(name)
        }
        for (who, name) in [
            (Who.withoutToken, "chief"), (.wrongToken, "chief"), (.viewerWithWrongToken, "vera"), (.outlived, "chief"),
        ] {
            guard await !isLetIn(who) else { continue }
            let (fields, token) = try await session(name)
            credentials[who] = fields
            guard who == .wrongToken || who == .viewerWithWrongToken else { continue }
            // As long as the right one, and different in its last place.
            credentials[who]?[.csrfToken] = String(token.dropLast()) + (token.last == "A" ? "B" : "A")
        }
        guard credentials[.loggedOut] == nil else { return }
        let (ended, _) = try await session("chief")
        try await recorder.people.logOut(Self.shown(ended), visitor(Self.shown(ended)))
        credentials[.loggedOut] = ended
    }

    private func isLetIn(_ who: Who) async -> Bool {
        guard let fields = credentials[who] else { return false }
        return await (try? visitor(Self.shown(fields))) != nil
    }

    private static func shown(_ fields: HTTPFields) -> ShownCredential {
        if let cookie = fields[.cookie] { return .session(String(cookie.drop { $0 != "=" }.dropFirst())) }
        return .bearer(String((fields[.authorization] ?? "").dropFirst("Bearer ".count)))
    }

    /// They outlive what is done in the walk: the key that it revokes is the first one, which nobody has.
    private mutating func makeKeys() async throws {
        let chief = try await visitor(Self.shown(try #require(credentials[.administrator])))
        let scopes: [(Who?, Principal.Scope)] = [
            (nil, .init()), (.readingKey, .init(isReadOnly: true)), (.keyOfTheCamera, .init(cameras: ["yard"])),
            (.keyOfAnother, .init(cameras: ["attic"])),
        ]
        for (who, scope) in scopes {
            let made = try await recorder.people.makeKey(chief, for: nil, name: "walk", scope: scope, expiresAt: nil)
            if let who { credentials[who] = [.authorization: "Bearer \(made.key)"] }
        }
    }

    private func visitor(_ shown: ShownCredential) async throws -> Visitor {
        switch try await recorder.people.admit(shown, at: Self.door) {
        case .admitted(let visitor): return visitor
        case .refused(let error): throw error
        }
    }

    private func token(_ name: String) async throws -> HTTPFields {
        let result = try await recorder.people.token(
            for: name,
            password: Self.password,
            lifetime: .seconds(600),
            at: Self.door
        )
        guard case .opened(let opened) = result else { throw Problem(.unauthorized) }
        return [.authorization: "Bearer \(opened.token)"]
    }

    private func session(_ name: String) async throws -> (fields: HTTPFields, csrfToken: String) {
        let result = try await recorder.people.logIn(name, password: Self.password, at: Self.door)
        guard case .opened(let opened) = result else { throw Problem(.unauthorized) }
        return ([.cookie: "\(NativeEndpoints.sessionCookie)=\(opened.token)"], opened.csrfToken)
    }

    // MARK: What comes of it

    func outcome(of endpoint: Endpoint, as who: Who) async throws -> Outcome {
        var fields = credentials[who] ?? [:]
        await happen()
        // Nothing that is there shall be changed by the walk.
        fields[.ifMatch] = "\"another\""
        var path = endpoint.path.replacing("{id}", with: endpoint.path.contains("/cameras/") ? "yard" : "1")
        path = path.replacing("{group}", with: "general")
        path = path.replacing("{sheet}", with: "main-10-1")
        path = path.replacing("{stream}", with: "main").replacing("{format}", with: "ts")
        let others = [
            "{name}", "{session}", "{file}", "{mask}", "{area}", "{index}", "{user}", "{encoder}", "{relay}",
            "{preset}",
        ]
        for name in others { path = path.replacing(name, with: "999") }
        let head = HTTPRequest(
            method: endpoint.method,
            scheme: "http",
            authority: "nvr",
            path: path + "?camera=yard&cameras=yard",
            headerFields: fields
        )
        // Fits nothing, so that a body that is read is refused.
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: "[]")))
        var context = ServingContext(
            source: ServingContextSource(
                logger: Self.logger,
                listener: "native",
                remoteAddress: nil,
                caller: Caller(address: IPAddress("192.0.2.9"), isSecure: false, host: "nvr")
            )
        )
        context.coreContext.parameters = PathPattern(endpoint.path).match(path) ?? Parameters()
        // Each with counts of its own: here nobody asks too often.
        let rules = NativeEndpoints.rules(listener: "native", isOpen: false)
        let people = who == .outlived ? later : recorder.people
        let reception = Reception(rules, people: people, counts: RequestCounts())
        return await Self.outcome(of: endpoint) {
            let call = try await reception.call(request, context, endpoint)
            switch endpoint.work {
            case .answer(let answer), .stream(let answer): return try await answer(call).status.code
            case .socket(let open):
                _ = try await open(call)
                return 101
            }
        }
    }

    private static func outcome(of endpoint: Endpoint, _ work: () async throws -> Int) async -> Outcome {
        let status: Int
        do {
            status = try await work()
        } catch let error as DomainError {
            status = Problem(error).status.code
        } catch {
            status = Problem(error)?.status.code ?? 500
        }
        guard status < 500 else { return .broken }
        switch endpoint.access {
        // The camera and its recording are there.
        case .camera, .objects: break
        // What is missing for everyone is not hidden from somebody.
        default: if status == 404 { return .done }
        }
        return Outcome(rawValue: "\(status)") ?? .done
    }

    func end() async throws {
        await later.close()
        try await recorder.close()
        try FileManager.default.removeItem(at: folder)
    }
}
