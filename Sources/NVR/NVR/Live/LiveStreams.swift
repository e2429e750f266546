import Catalog
import Ingest
import Live
import Media

/// What cameras send now, for whoever may watch it, recorded or not.
package struct LiveStreams: Sendable {
    let cameras: Cameras
    /// What is being watched.
    let hub: LiveHub
    /// Whether the setting allows fragments.
    var offersFragments: @Sendable () -> Bool = { true }

    /// A camera's stream for a player of fragmented MP4.
    package func fragments(as principal: Principal, camera: String, _ wish: LiveWish) async throws -> LiveFeed {
        try Policy.require(principal, .watchLive, .camera(camera))
        guard offersFragments() else {
            throw DomainError(
                .unavailable,
                "Watching over this WebSocket is switched off in the settings (live.mse_enabled)."
            )
        }
        let works = try await cameras.watchable(camera)
        let kind = wish.choice(among: works.mapValues { $0.picture })
        guard let work = works[kind] else { throw DomainError.noStream(of: camera) }
        let otherKind: StreamKind = kind == .main ? .sub : .main
        let hub = hub
        var other: (@Sendable () async -> LiveFeed.Source?)?
        if wish.stream == .auto, let otherWork = works[otherKind] {
            other = { LiveFeed.Source(view: otherWork.fragments(in: hub, wish), kind: otherKind) }
        }
        return LiveFeed(
            LiveFeed.Source(view: work.fragments(in: hub, wish), kind: kind),
            better: works[.sub] == nil ? nil : StreamKind.sub.rawValue,
            tellsReasons: Policy.may(principal, .manageCamera, .camera(camera)),
            other: other
        )
    }

    /// A camera's stream as raw frames with a header of ten bytes each.
    package func frames(as principal: Principal, camera: String, _ wish: LiveWish) async throws -> ByteFeed {
        let work = try await work(as: principal, camera: camera, wish) { RawFrameBuilder.carries($0) }
        return ByteFeed(work.view(in: hub, .rawFrames) { RawFrameBuilder() })
    }

    /// The pictures of a camera that sends JPEG, as parts of `multipart/x-mixed-replace` with ``pictureBoundary``.
    package func pictures(as principal: Principal, camera: String, _ wish: LiveWish) async throws -> ByteFeed {
        let work = try await work(as: principal, camera: camera, wish) { PicturePartBuilder.carries($0) }
        return ByteFeed(work.view(in: hub, .pictureParts) { PicturePartBuilder() })
    }

    package static var pictureBoundary: String { PicturePartBuilder.boundary }

    /// A stream of which it is known what it sends, and that it can be carried.
    private func work(
        as principal: Principal,
        camera: String,
        _ wish: LiveWish,
        isCarried: (TrackFormat) -> Bool
    ) async throws -> StreamWork {
        try Policy.require(principal, .watchLive, .camera(camera))
        let works = try await cameras.watchable(camera)
        guard let work = works[wish.choice(among: works.mapValues { $0.picture })] else {
            throw DomainError.noStream(of: camera)
        }
        if work.picture == nil { await work.awaken() }
        guard let picture = work.picture else {
            throw DomainError(.unavailable, "The camera \"\(camera)\" has sent nothing yet; try again in a moment.")
        }
        guard isCarried(picture) else {
            throw DomainError(
                .unsupported,
                "The camera \"\(camera)\" sends \(picture.codec.name), which cannot be had in this form; the live view and "
                    + "the recordings have it as it is."
            )
        }
        return work
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
