import Accounts
import Catalog
import Foundation
import HTTPAuthentication
import Live
import Logging
import Media
import NIOCore
import Recording
import Restream
import Simulation
import Storage
import Stream
import Testing

@testable import NVR

/// All ways on which pictures leave the recorder. Another gets its place here, and in ``MaskedStage/take(_:as:)``.
enum WayOut: String, CaseIterable {
    case fragments, frames, pictures, transportHLS, fragmentedHLS, rtsp, snapshot, cameraSnapshot, keptSnapshot,
        recording, range, playlist, rangeAsH264, playlistAsH264, still, thumbnail, storyboard

    /// What was recorded, as it is: it is refused.
    var isRecorded: Bool { self == .recording || self == .range || self == .playlist }

    /// What nobody gets without a worker.
    var isDecoded: Bool { self == .still || self == .thumbnail || self == .storyboard }

    /// `main` sends H.264 and is recorded; what `mjpeg` sends, and what `still` gives by itself, could be given as it is.
    var camera: String {
        switch self {
        case .pictures, .snapshot, .keptSnapshot: "mjpeg"
        case .cameraSnapshot: "still"
        default: "main"
        }
    }
}

/// A recorder with two cameras, every way out of it, and people with and without the right to see what masks hide.
struct MaskedStage {
    static let password = "a long and winding road"

    let services: DomainServices
    let cameras: Cameras
    let archive: Archive
    let live: LiveStreams
    let hls: HLSDelivery
    let snapshots: Snapshots
    let album: SnapshotAlbum
    let workers: RecorderWorkers
    let derived: DerivedStreams
    let keeper: RestreamDoorkeeper
    let restreams: Restreams
    let people: People
    let kept: SnapshotView
    var privacy: PrivacyMasks { PrivacyMasks(services: services) }

    private struct PlainHasher: PasswordHasher {
        func hash(_ password: String) -> String { "plain " + password }
        func verify(_ password: String, against kept: String) -> Bool { kept == "plain " + password }
        func needsRehash(_ kept: String) -> Bool { false }
    }

    /// - Parameter worker: the program; nil for none.
    static func with(worker: String?, _ body: (MaskedStage) async throws -> Void) async throws {
        let world = CamerasUnderTest(allowsLoopback: true, time: SystemTimeSource())
        let camera = try await CameraUnderTest { $0.http = .init(host: "127.0.0.1", port: 0) }
        let workers = RecorderWorkers(program: worker, time: world.services.time, logger: world.services.logger)
        workers.start()
        let folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-masks-\(UUID().uuidString)").path
        let threads = DiskThreads(count: 1)
        try await world.withRunning { cameras, archive in
            try await add(camera, to: cameras)
            let shelf = try await SnapshotAlbum.openShelf(at: folder, world.catalog, threads, world.services.logger)
            let stage = try await make(world, cameras, archive, workers, shelf)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await stage.hls.run() }
                defer { group.cancelAll() }
                try await body(stage)
            }
            await stage.restreams.close()
        }
        await workers.close()
        await threads.stop()
        await camera.server.close()
        try FileManager.default.removeItem(atPath: folder)
    }

    private static func add(_ camera: CameraUnderTest, to cameras: Cameras) async throws {
        let chief = Asker.administrator
        _ = try await cameras.add(
            as: chief,
            CameraDraft(name: "main", url: "rtsp://127.0.0.1:\(camera.server.port)/main")
        )
        let http = "http://127.0.0.1:\(camera.server.httpPort ?? 0)/mjpeg"
        var draft = CameraDraft(name: "mjpeg", url: "\(http).mjpeg")
        draft.isRecorded = false
        draft.connect = "always"
        _ = try await cameras.add(as: chief, draft)
        draft.name = "still"
        draft.snapshotURL = "\(http).jpg"
        _ = try await cameras.add(as: chief, draft)
        for name in ["main", "mjpeg", "still"] {
            try await eventually("pictures come") {
                try await cameras.camera(as: chief, name).status.main?.frames ?? 0 > 2
            }
        }
    }

    private static func make(
        _ world: CamerasUnderTest,
        _ cameras: Cameras,
        _ archive: Archive,
        _ workers: RecorderWorkers,
        _ shelf: Result<SnapshotShelf, StorageError>
    ) async throws -> MaskedStage {
        let services = world.services
        let settings = try await Settings.open(services)
        let people = try await People.open(services, settings, hasher: PlainHasher())
        for (name, seesUnmasked) in [("vera", false), ("ugo", true)] {
            var draft = PersonDraft(username: name, password: password, role: .viewer)
            draft.grants = .all([.live, .playback])
            draft.seesUnmasked = seesUnmasked
            _ = try await people.create(as: Asker.administrator, draft)
        }
        let derived = DerivedStreams(
            workers: workers,
            options: { DerivedOptions() },
            time: services.time,
            logger: services.logger,
            linger: .milliseconds(100)
        )
        let hub = LiveHub(time: services.time, linger: .zero)
        let snapshots = Snapshots(cameras: cameras, workers: workers, time: services.time)
        let album = SnapshotAlbum(services, cameras, snapshots, shelf: shelf)
        try await album.mend()
        let restreams = Restreams(
            services: services,
            people: people,
            cameras: cameras,
            hub: hub,
            derived: derived,
            configuration: nil
        )
        try await Recorder.openMasks(services, cameras, derived, restreams)
        return MaskedStage(
            services: services,
            cameras: cameras,
            archive: archive,
            live: LiveStreams(cameras: cameras, hub: hub, derived: derived),
            hls: HLSDelivery(
                engine: LiveHLS(time: services.time),
                cameras: cameras,
                settings: settings,
                derived: derived
            ),
            snapshots: snapshots,
            album: album,
            workers: workers,
            derived: derived,
            keeper: RestreamDoorkeeper(people: people, cameras: cameras, services: services, derived: derived),
            restreams: restreams,
            people: people,
            kept: try await album.take(as: Asker.administrator, of: "mjpeg")
        )
    }

    // MARK: Who asks

    /// Vera, who may not see what masks hide, and Ugo, who may.
    func asker(_ name: String) async throws -> Principal {
        let door = Door(face: "native", listener: "native", address: "192.0.2.9")
        switch try await people.admit(.basic(username: name, password: Self.password), at: door) {
        case .admitted(let visitor): return visitor.principal
        case .refused(let error): throw error
        }
    }

    // MARK: What they get

    /// Whether somebody gets the original or something masked.
    ///
    /// - Throws: where he gets nothing.
    func take(_ way: WayOut, as name: String) async throws -> String {
        let asker = try await asker(name)
        let camera = way.camera
        switch way {
        case .fragments: return try await first(live.fragments(as: asker, camera: camera, LiveWish()), camera)
        case .frames: return try await word(first(live.frames(as: asker, camera: camera, LiveWish())), camera)
        case .pictures: return word(try await first(live.pictures(as: asker, camera: camera, LiveWish())))
        case .transportHLS: return try await segment(as: asker, camera, "ts")
        case .fragmentedHLS: return try await segment(as: asker, camera, "fmp4")
        case .rtsp: return try await restreamed(as: name, camera)
        case .snapshot: return word(try await snapshots.picture(as: asker, of: camera, width: nil).bytes.array)
        case .cameraSnapshot: return word(try await snapshots.picture(as: asker, of: camera, width: nil).bytes.array)
        case .keptSnapshot: return word(try await album.file(as: asker, kept.id).bytes.array)
        case .recording: return try await recording(as: asker, camera)
        case .range, .playlist: return try await film(way, as: asker, camera)
        case .rangeAsH264: return try await encodedFilm(as: asker, camera)
        case .playlistAsH264: return try await encodedSegment(as: asker, camera)
        case .still, .thumbnail, .storyboard: return try await picture(way, as: asker, camera)
        }
    }

    private func first(_ feed: LiveFeed, _ camera: String) async throws -> String {
        for await batch in feed {
            for case .initialization(let start) in batch {
                #expect(start.isTranscoded == feed.viewing.sight.isMasked)
                return try await word(Array(start.bytes.readableBytesView), camera)
            }
        }
        throw CancellationError()
    }

    private func first(_ feed: ByteFeed) async throws -> [UInt8] {
        for await pieces in feed { return pieces.flatMap { Array($0.readableBytesView) } }
        throw CancellationError()
    }

    private func segment(as asker: Principal, _ camera: String, _ format: String) async throws -> String {
        let text = try await hls.playlist(as: asker, camera: camera, stream: "main", format: format, query: "").text
        let lines = text.split(separator: "\n").map(String.init)
        // Of fragmented MP4 the sets are in a file of their own.
        let map = lines.first { $0.hasPrefix("#EXT-X-MAP") }.flatMap { $0.split(separator: "\"").dropFirst().first }
        let name = try #require(map.map(String.init) ?? lines.first { !$0.hasPrefix("#") })
        let file = try await hls.file(as: asker, camera: camera, stream: "main", format: format, name: name)
        return try await word(file.parts.flatMap(\.array), camera)
    }

    /// Whether what somebody got begins with the sets of what the camera itself has encoded.
    private func word(_ bytes: [UInt8], _ camera: String) async throws -> String {
        guard case .h264(let format)? = try await cameras.work(of: camera, .main).picture else {
            throw CancellationError()
        }
        let own = format.sequenceParameterSets[0]
        let isThere = bytes.indices.contains { bytes[$0...].starts(with: own) }
        return isThere ? "original" : "masked"
    }

    private func restreamed(as name: String, _ camera: String) async throws -> String {
        let server = ServerAuthentication(realm: "Nightjar", nonce: "abc", offersSHA256: true)
        let token = Base64.encode(Array("\(name):\(Self.password)".utf8))
        let login = try #require(server.login(authorization: "Basic \(token)", method: "DESCRIBE", uri: "/x"))
        guard case .admitted(let guest) = await keeper.admit(login, from: "192.0.2.9") else {
            throw CancellationError()
        }
        guard case .stream(let ring, let own) = await guest.find(RestreamID(camera: camera, stream: "main")) else {
            throw DomainError(.unavailable, "no stream")
        }
        let isOriginal = try await cameras.work(of: camera, .main).ring === ring
        #expect(isOriginal != own.isMasked)
        let mayGoOn = await guest.mayWatch(own)
        #expect(mayGoOn)
        return isOriginal ? "original" : "masked"
    }

    private func newest(as asker: Principal, _ camera: String) async throws -> RecordingView {
        var query = Archive.Query()
        query.camera = camera
        return try #require(try await archive.recordings(as: asker, query).items.first)
    }

    private func film(_ way: WayOut, as asker: Principal, _ camera: String) async throws -> String {
        let (from, to) = (try await newest(as: asker, camera).start, services.time.wall)
        if way == .range {
            let film = try await archive.range(as: asker, of: camera, stream: "main", from: from, to: to)
            #expect(try await film.read(offset: 0, count: 100).count == 100)
            return "original"
        }
        let text = try await archive.playlist(
            as: asker,
            of: camera,
            stream: "main",
            container: "ts",
            from: from,
            to: to
        )
        let name = try #require(text.split(separator: "\n").first { !$0.hasPrefix("#") })
        let file = try await archive.playlistFile(as: asker, of: camera, container: "ts", name: String(name))
        #expect(try await file.read(offset: 0, count: 188).count == 188)
        return "original"
    }

    var films: TranscodedFilms { TranscodedFilms(archive: archive, derived: derived) }
    private static let wish = FilmWish(wantsH264: true, wantsAAC: false)

    private func encodedFilm(as asker: Principal, _ camera: String) async throws -> String {
        let (from, to) = (try await newest(as: asker, camera).start, services.time.wall)
        let found = try await films.film(as: asker, of: camera, stream: "main", from: from, to: to, Self.wish)
        switch found {
        case .recorded(let film): return try await word(film.read(offset: 0, count: 4000), camera)
        case .made(let film):
            let head = try #require(try await film.next())
            let fragment = try #require(try await film.next())
            await film.close()
            #expect(film.viewing.sight.isMasked && !fragment.isEmpty)
            await #expect(throws: DomainError.self) { try await film.media.read(offset: 0, count: 100) }
            return try await word(head + fragment, camera)
        }
    }

    private func encodedSegment(as asker: Principal, _ camera: String) async throws -> String {
        let (from, to) = (try await newest(as: asker, camera).start, services.time.wall)
        let text = try await films.playlist(
            as: asker,
            of: camera,
            stream: "main",
            container: "ts",
            from: from,
            to: to,
            Self.wish
        )
        let line = try #require(text.split(separator: "\n").first { !$0.hasPrefix("#") })
        #expect(line.hasSuffix("?video=h264"))
        let name = String(line.prefix { $0 != "?" })
        let file = try await films.playlistFile(as: asker, of: camera, container: "ts", name: name, Self.wish)
        #expect(file.isMade == archive.masks.sight(of: camera, for: asker).isMasked)
        return try await word(file.read(offset: 0, count: Int(file.length)), camera)
    }

    private func picture(_ way: WayOut, as asker: Principal, _ camera: String) async throws -> String {
        let stills = RecordedStills(archive: archive, workers: workers)
        let recording = try await newest(as: asker, camera)
        switch way {
        case .still:
            let answer = try await stills.still(
                as: asker,
                of: camera,
                stream: "main",
                at: recording.start + .milliseconds(100),
                .key,
                width: 320
            )
            guard case .picture(let still) = answer else { throw CancellationError() }
            return word(still.bytes.array)
        case .thumbnail:
            return word(try await stills.thumbnail(as: asker, of: recording.id, width: nil).bytes.array)
        default:
            let threads = DiskThreads(count: 1)
            let shelf = StoryboardShelf(folder: nil, threads: threads, limit: { 0 }, logger: services.logger)
            let boards = Storyboards(stills: stills, shelf: shelf)
            let (from, to) = (recording.start, services.time.wall)
            let found: StoryboardSheet
            do {
                let view = try await boards.sheets(
                    as: asker,
                    of: camera,
                    stream: "main",
                    from: from,
                    to: to,
                    interval: 1
                )
                found = try await boards.sheet(as: asker, of: camera, try #require(view.sheets.first).id)
            } catch {
                await threads.stop()
                throw error
            }
            await threads.stop()
            return word(try #require(found.tiles.first).picture.array)
        }
    }

    private func recording(as asker: Principal, _ camera: String) async throws -> String {
        let id = try await newest(as: asker, camera).id
        let media = try await archive.media(as: asker, of: id)
        #expect(try await media.read(offset: 0, count: 100).count == 100)
        return "original"
    }

    /// The tests hide the whole picture: what is left of it is one block of black, over and over.
    private func word(_ jpeg: [UInt8]) -> String {
        // Of a small picture there is less than that behind its tables.
        let scan = jpeg.indices.dropLast().last { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xDA } ?? 0
        return Set(jpeg[min(scan + 14, jpeg.count)...].suffix(400)).count < 16 ? "masked" : "original"
    }
}
