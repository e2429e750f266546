import Catalog
import Live
package import Media
import Stream

/// Live streams as HLS, for those who may watch the camera: the right is asked for each playlist and each segment anew.
package struct HLSDelivery: Sendable {
    private let engine: LiveHLS
    private let cameras: Cameras
    private let settings: Settings
    /// For what HLS has no place for; nil where there are no workers.
    private let derived: DerivedStreams?
    /// What those have who come by the API of another product.
    private let places = HLSPlaces()

    init(engine: LiveHLS, cameras: Cameras, settings: Settings, derived: DerivedStreams? = nil) {
        self.engine = engine
        self.cameras = cameras
        self.settings = settings
        self.derived = derived
    }

    /// A media playlist, for one client.
    package struct Playlist: Hashable, Sendable {
        package var text: String
        /// It was waited for: whoever asked may have lost his right meanwhile.
        package var hasWaited: Bool
    }

    /// A segment or something of one.
    package struct File: Sendable {
        package var contentType: String
        /// One after the other.
        package var parts: [Bytes]
        /// As of a playlist.
        package var hasWaited: Bool
    }

    // MARK: Asking

    /// The list of a camera's streams, by which players choose one: relative to it lie `main/ts/index.m3u8` and the like.
    ///
    /// - Parameters:
    ///   - stream: "main" or "sub", to have that one alone (main where there is no sub stream); nil for all.
    ///   - format: "ts" or "fmp4"; nil for what most players play of the camera's codecs.
    ///   - codecs: names of what can be played (`h264`, `h265`); nil where nothing is known of that.
    package func index(
        as principal: Principal,
        camera: String,
        stream: String? = nil,
        format: String? = nil,
        codecs: [String]? = nil
    ) async throws -> String {
        let viewing = try require(principal, camera)
        var sources = try await cameras.hlsSources(of: camera)
        guard !viewing.sight.isMasked || derived?.isPossible == true else {
            throw DomainError.masksNeedWorkers(of: camera)
        }
        if let stream { sources = [try Self.source(stream, of: sources)] }
        let wanted = try format.map(Self.flavour)
        let known = codecs.map(CodecSet.init(names:)) ?? .all
        var (entries, refused): ([LiveHLSIndex.Entry], [String]) = ([], [])
        for source in sources {
            guard let tracks = await source.tracks() else { continue }
            let form = form(of: source, asksForH264: known.contains(.h264) && !known.contains(.h265), viewing)
            guard let flavour = wanted ?? usual(tracks, form),
                form.picture == .h264 || flavour.serves(form.tracks(of: tracks))
            else {
                refused += tracks.tracks.map(\.codec.name)
                continue
            }
            let suffix = form.picture == .h264 ? HLSForm.suffix : ""
            entries.append(
                LiveHLSIndex.Entry(
                    uri: "\(source.kind.rawValue)\(suffix)/\(flavour.rawValue)/index.m3u8",
                    flavour: flavour,
                    format: form.tracks(of: tracks),
                    bitsPerSecond: source.bitsPerSecond,
                    pictureCodec: form.pictureCodec(of: tracks)
                )
            )
        }
        guard entries.isEmpty else { return LiveHLSIndex(entries).text }
        if refused.isEmpty {
            throw Self.noPicture
        }
        throw DomainError(LiveHLSError.notCarried(refused))
    }

    /// The container of the segments that most players play a camera's stream from: "ts" or "fmp4".
    package func usualFormat(as principal: Principal, camera: String, stream: String) async throws -> String {
        let viewing = try require(principal, camera)
        let source = try Self.source(stream, of: await cameras.hlsSources(of: camera))
        guard let tracks = await source.tracks() else { throw Self.noPicture }
        guard let flavour = usual(tracks, form(of: source, asksForH264: false, viewing)) else {
            throw DomainError(LiveHLSError.notCarried(tracks.tracks.map(\.codec.name)))
        }
        return flavour.rawValue
    }

    private static let noPicture = DomainError(
        .unavailable,
        "The camera has not sent a picture yet. Try again in a few seconds."
    )

    private func usual(_ format: StreamFormat, _ form: HLSForm) -> LiveHLSFlavour? {
        // H.264 with AAC is what transport streams are for.
        let usual = form.picture == .h264 ? .transportStream : LiveHLSFlavour.usual(for: form.tracks(of: format))
        return settings.value(\.live.isHLSQuick) ? usual.map { _ in .fragmentedMP4 } : usual
    }

    /// The playlist of one stream, which is begun if nobody watches it yet.
    ///
    /// - Parameter query: of its address: what the client waits for (RFC 8216bis §6.2.5).
    package func playlist(
        as principal: Principal,
        camera: String,
        stream: String,
        format: String,
        query: String
    ) async throws -> Playlist {
        let viewing = try require(principal, camera)
        let source = try Self.source(stream, of: await cameras.hlsSources(of: camera))
        let flavour = try Self.flavour(format)
        try places.take(
            "\(source.camera)/\(source.kind)",
            of: principal.origin.face,
            most: settings.value(\.live.mostForeignHLSStreams),
            at: cameras.services.time.monotonic
        )
        let form = form(of: source, asksForH264: stream.hasSuffix(HLSForm.suffix), viewing)
        var out = source.asItIs
        if let key = form.key(source.camera, source.kind) {
            guard let derived else { throw DomainError.masksNeedWorkers(of: camera) }
            out = source.made(key, in: try await derived.ring(key, of: source.ring))
        }
        do {
            let found = try await engine.playlist(
                of: out,
                flavour,
                isQuick: settings.value(\.live.isHLSQuick),
                frameRate: source.frameRate,
                query: query[...]
            )
            try viewing.requireCurrent()
            return Playlist(text: found.text, hasWaited: found.hasWaited)
        } catch let error as LiveHLSError {
            throw DomainError(error)
        }
    }

    /// A file that the playlist names.
    package func file(
        as principal: Principal,
        camera: String,
        stream: String,
        format: String,
        name: String
    ) async throws -> File {
        let viewing = try require(principal, camera)
        let source = try Self.source(stream, of: await cameras.hlsSources(of: camera))
        let flavour = try Self.flavour(format)
        let form = form(of: source, asksForH264: stream.hasSuffix(HLSForm.suffix), viewing)
        var out = source.asItIs
        if let key = form.key(source.camera, source.kind) {
            guard let ring = derived?.present(key, of: source.ring) else { throw DomainError(LiveHLSError.noSuchFile) }
            out = source.made(key, in: ring)
        }
        do {
            let found = try await engine.file(of: out, flavour, name)
            try viewing.requireCurrent()
            return File(contentType: found.contentType, parts: found.parts, hasWaited: found.hasWaited)
        } catch let error as LiveHLSError {
            throw DomainError(error)
        }
    }

    /// - Returns: what he sees of the camera, which is asked anew once there is something to give him.
    private func require(_ principal: Principal, _ camera: String) throws(DomainError) -> Viewing {
        try Policy.require(principal, .watchLive, .camera(camera))
        guard settings.value(\.live.offersHLS) else {
            throw DomainError(.unavailable, "HLS is switched off in the settings (live.hls_enabled).")
        }
        return cameras.services.masks.viewing(of: camera, for: principal)
    }

    private static func source(
        _ stream: String,
        of sources: [HLSSource]
    ) throws(DomainError) -> HLSSource {
        let name = stream.hasSuffix(HLSForm.suffix) ? String(stream.dropLast(HLSForm.suffix.count)) : stream
        guard let kind = StreamKind(rawValue: name) else {
            throw DomainError(.invalid, "stream is \"main\" or \"sub\".", member: "stream")
        }
        guard let source = sources.first(where: { $0.kind == kind }) ?? sources.first else {
            throw DomainError(.unavailable, "The camera has no such stream.")
        }
        return source
    }

    private func form(of source: HLSSource, asksForH264: Bool, _ viewing: Viewing) -> HLSForm {
        HLSForm(
            of: source.lastFormat,
            asksForH264: asksForH264,
            isPossible: derived?.isPossible ?? false,
            masks: viewing.sight.masks
        )
    }

    private static func flavour(_ format: String) throws(DomainError) -> LiveHLSFlavour {
        guard let flavour = LiveHLSFlavour(rawValue: format) else {
            throw DomainError(.invalid, "format is \"ts\" or \"fmp4\".", member: "format")
        }
        return flavour
    }

    // MARK: How it is

    /// For those who may see how the recorder does.
    package func health(as principal: Principal) throws(DomainError) -> HLSHealth {
        try Policy.require(principal, .seeSystem)
        let figures = engine.figures
        return HLSHealth(
            isOffered: settings.value(\.live.offersHLS),
            streams: figures.streams,
            mostStreams: figures.mostStreams,
            segments: figures.segments,
            bytes: figures.bytes,
            waiting: figures.waiting,
            started: figures.started,
            stopped: figures.stopped,
            refused: figures.refused
        )
    }

    var figures: LiveHLSFigures { engine.figures }

    /// Makes what is asked for until the task is cancelled.
    func run() async {
        let engine = engine
        await settings.follow(\.live.mostHLSStreams) { engine.setMostStreams($0) }
        await engine.run()
    }
}

extension HLSSource {
    fileprivate var asItIs: LiveHLSSource { LiveHLSSource(name: "\(camera)/\(kind.rawValue)", ring: ring) }

    fileprivate func made(_ key: DerivedKey, in ring: StreamRing) -> LiveHLSSource {
        LiveHLSSource(name: "\(camera)/\(key.name)", ring: ring)
    }
}

extension DomainError {
    init(_ error: LiveHLSError) {
        let kind: Kind =
            switch error {
            case .full, .tooManyWait: .busy
            case .notCarried: .unsupported
            case .malformed, .tooFarAhead: .invalid
            case .noSuchFile: .notFound
            case .late, .ended: .unavailable
            }
        self.init(kind, error.description)
    }
}
