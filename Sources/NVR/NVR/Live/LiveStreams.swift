import Catalog
import Ingest
import Live
import Media
import WorkerChannel

/// What cameras send now, for whoever may watch it, recorded or not.
package struct LiveStreams: Sendable {
    let cameras: Cameras
    /// What is being watched.
    let hub: LiveHub
    /// For those who cannot play what a camera sends; nil where there are no workers.
    var derived: DerivedStreams?
    /// Whether the setting allows fragments.
    var offersFragments: @Sendable () -> Bool = { true }

    /// What is made of cameras' streams for those who cannot play them, and how many such streams there may be: for those who
    /// look after the recorder.
    package func transcoded(as principal: Principal) throws(DomainError) -> (streams: [TranscodedStream], most: Int) {
        try Policy.require(principal, .seeSystem)
        return (derived?.views ?? [], derived?.most ?? 0)
    }

    /// A camera's stream for a player of fragmented MP4.
    package func fragments(as principal: Principal, camera: String, _ wish: LiveWish) async throws -> LiveFeed {
        try Policy.require(principal, .watchLive, .camera(camera))
        guard offersFragments() else {
            throw DomainError(
                .unavailable,
                "Watching over this WebSocket is switched off in the settings (live.mse_enabled)."
            )
        }
        let viewing = cameras.services.masks.viewing(of: camera, for: principal, asMasked: wish.isMasked)
        let works = try await cameras.watchable(camera)
        let kind = wish.choice(among: works.mapValues { $0.picture })
        guard let work = works[kind] else { throw DomainError.noStream(of: camera) }
        let otherKind: StreamKind = kind == .main ? .sub : .main
        let tellsReasons = Policy.may(principal, .manageCamera, .camera(camera))
        if viewing.sight.isMasked {
            let masked = try masking(works, wish, viewing)
            var other: (@Sendable () async -> LiveFeed.Source?)?
            if wish.stream == .auto, works[otherKind] != nil { other = { try? await masked(otherKind) } }
            return LiveFeed(
                try await masked(kind),
                viewing,
                better: works[.sub] == nil ? nil : StreamKind.sub.rawValue,
                tellsReasons: tellsReasons,
                other: other
            )
        }
        let hub = hub
        var other: (@Sendable () async -> LiveFeed.Source?)?
        let transcoded = transcoding(works, wish)
        // One that would have to be transcoded as well is none that suits better.
        if wish.stream == .auto, let otherWork = works[otherKind],
            transcoded == nil || otherWork.picture.map(wish.codecs.holds) ?? true
        {
            other = { LiveFeed.Source(view: otherWork.fragments(in: hub, wish), kind: otherKind) }
        }
        return LiveFeed(
            LiveFeed.Source(view: work.fragments(in: hub, wish), kind: kind),
            viewing,
            better: works[.sub] == nil ? nil : StreamKind.sub.rawValue,
            tellsReasons: tellsReasons,
            other: other,
            transcoded: transcoded
        )
    }

    /// How a stream is made for somebody from whom parts of it are hidden.
    private func masking(
        _ works: [StreamKind: StreamWork],
        _ wish: LiveWish,
        _ viewing: Viewing
    ) throws(DomainError) -> @Sendable (StreamKind) async throws -> LiveFeed.Source {
        guard derived?.isPossible == true else { throw .masksNeedWorkers(of: viewing.camera) }
        guard let make = transcoding(works, wish, masks: viewing.sight.masks) else {
            throw DomainError(
                .unsupported,
                "The camera \"\(viewing.camera)\" has privacy masks, and masked it is sent as H.264 alone, which this player "
                    + "cannot play."
            )
        }
        return make
    }

    /// How a stream is made playable for whoever can play H.264; nil where he cannot, or there is nobody to do it.
    ///
    /// - Parameter masks: what is covered of it.
    private func transcoding(
        _ works: [StreamKind: StreamWork],
        _ wish: LiveWish,
        masks: [MaskPolygon] = []
    ) -> (@Sendable (StreamKind) async throws -> LiveFeed.Source)? {
        guard wish.codecs.contains(.h264), let derived, derived.isPossible else { return nil }
        let hub = hub
        return { kind in
            guard let work = works[kind] else { throw DomainError(.unavailable, "The camera has no such stream.") }
            let key = DerivedKey(camera: work.camera, stream: kind, picture: .h264, masks: masks)
            let ring = try await derived.ring(key, of: work.ring)
            let view = LiveView(in: hub, of: ring, as: key.rendition(.fragments(wish.codecs))) {
                FragmentBuilder(for: wish.codecs)
            }
            return LiveFeed.Source(view: view, kind: kind) { work.ingest.statistics.format }
        }
    }

    /// A camera's stream as raw frames with a header of ten bytes each; pictures as H.264 where they are of another codec than
    /// what is wished, or have no place there; as JPEG for those who wish for that alone.
    package func frames(as principal: Principal, camera: String, _ wish: LiveWish) async throws -> ByteFeed {
        let (codecs, extra) = (wish.codecs, wish.extra)
        let takesOnlyJPEG = extra.contains(.jpeg) && codecs.isDisjoint(with: [.h264, .h265])
        let substitute: DerivedKey.Picture = takesOnlyJPEG ? .jpeg : .h264
        return try await feed(as: principal, camera: camera, wish, .rawFrames(with: extra), substitute) { picture in
            guard RawFrameBuilder.carries(picture, with: extra) else { return false }
            if case .jpeg = picture { return true }
            return codecs.holds(picture) || !(codecs.contains(.h264) || takesOnlyJPEG)
        } _: {
            RawFrameBuilder(with: extra)
        }
    }

    /// The pictures of a camera as parts of `multipart/x-mixed-replace` with ``pictureBoundary``: as it sends them, where that is
    /// JPEG.
    package func pictures(as principal: Principal, camera: String, _ wish: LiveWish) async throws -> ByteFeed {
        try await feed(as: principal, camera: camera, wish, .pictureParts, .jpeg) {
            PicturePartBuilder.carries($0)
        } _: {
            PicturePartBuilder()
        }
    }

    package static var pictureBoundary: String { PicturePartBuilder.boundary }

    /// A stream in a form that has no words; made into what it carries where the camera sends something else.
    private func feed(
        as principal: Principal,
        camera: String,
        _ wish: LiveWish,
        _ form: RenditionKind,
        _ substitute: DerivedKey.Picture,
        isCarried: (TrackFormat) -> Bool,
        _ builder: () -> any RenditionBuilder
    ) async throws -> ByteFeed {
        try Policy.require(principal, .watchLive, .camera(camera))
        var viewing = cameras.services.masks.viewing(of: camera, for: principal, asMasked: wish.isMasked)
        viewing.isToldOfEvents = Policy.may(principal, .playRecordings, .camera(camera))
        let works = try await cameras.watchable(camera)
        guard let work = works[wish.choice(among: works.mapValues { $0.picture })] else {
            throw DomainError.noStream(of: camera)
        }
        if work.picture == nil { await work.awaken() }
        guard let picture = work.picture else {
            throw DomainError(.unavailable, "The camera \"\(camera)\" has sent nothing yet; try again in a moment.")
        }
        let isMasked = viewing.sight.isMasked
        if !isMasked, isCarried(picture) { return ByteFeed(work.view(in: hub, form, builder), viewing) }
        guard let derived, derived.isPossible else {
            guard !isMasked else { throw DomainError.masksNeedWorkers(of: camera) }
            throw DomainError(
                .unsupported,
                "The camera \"\(camera)\" sends \(picture.codec.name), which cannot be had in this form without workers; the "
                    + "live view and the recordings have it as it is."
            )
        }
        let key = DerivedKey(camera: work.camera, stream: work.kind, picture: substitute, masks: viewing.sight.masks)
        let ring = try await derived.ring(key, of: work.ring)
        return ByteFeed(LiveView(in: hub, of: ring, as: key.rendition(form), building: builder), viewing)
    }
}

extension DerivedKey {
    /// Of the derived stream in a form for viewers.
    func rendition(_ form: RenditionKind) -> RenditionKey {
        RenditionKey(camera: camera.text, stream: name, kind: form, isMasked: isMasked)
    }
}

extension StreamWork {
    /// What its pictures are; nil before the first time that it was taken up.
    var picture: TrackFormat? { ingest.statistics.format?.tracks.first { $0.kind == .video } }

    fileprivate func fragments(in hub: LiveHub, _ wish: LiveWish) -> LiveView {
        view(in: hub, .fragments(wish.codecs)) { FragmentBuilder(for: wish.codecs) }
    }

    fileprivate func view(
        in hub: LiveHub,
        _ form: RenditionKind,
        _ builder: () -> any RenditionBuilder
    ) -> LiveView {
        let key = RenditionKey(camera: camera.text, stream: kind.rawValue, kind: form)
        return LiveView(in: hub, of: ring, as: key, building: builder)
    }
}

extension DomainError {
    fileprivate static func noStream(of camera: String) -> DomainError {
        DomainError(.unavailable, "The camera \"\(camera)\" has no such stream.")
    }
}
