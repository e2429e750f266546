import Catalog
package import Media
import Playback

/// What was recorded, as it is or made into another form by workers: for players that cannot play it, and for those from whom masks
/// hide something.
package struct TranscodedFilms: Sendable {
    let archive: Archive
    /// Nil, or without workers, where nothing can be made.
    let derived: DerivedStreams?

    package enum Answer: Sendable {
        /// Nothing had to be made: its bytes can be asked for in any order.
        case recorded(RangeMedia)
        case made(TranscodedFilm)
    }

    /// What was recorded of a camera's stream between two times, as one film in the form that is wanted.
    ///
    /// - Parameters:
    ///   - stream: "main" or "sub".
    ///   - from: the film begins with the picture that was to be seen then, or with the first after it.
    ///   - to: no picture that begins then or later is in it.
    /// - Throws: `forbidden` where masks hide something from the asker, and he does not want it as H.264; `busy` where as much is
    ///   transcoded as may be; `unavailable` where no worker makes it.
    package func film(
        as principal: Principal,
        of id: String,
        stream: String,
        from: WallTime,
        to: WallTime,
        _ wish: FilmWish
    ) async throws -> Answer {
        let found = try await find(as: principal, of: id, stream: stream, from: from, to: to, wish)
        guard found.recipe.makesAnything else { return .recorded(found.media) }
        let derived = try possible(of: id, found.viewing.sight)
        let opening = try derived.opening(of: id)
        let place = try derived.takePlace(hasPictures: found.recipe.makesPictures)
        let maker = FilmMaker(
            found.file.units(),
            found.recipe.key,
            found.recipe.options,
            shownFrom: found.recipe.makesPictures ? found.file.shownFrom : .min,
            opening: opening
        )
        return .made(TranscodedFilm(found.media, of: found.file, maker, place, found.viewing, archive.time))
    }

    /// What such a film has, and when; it is not made.
    package func view(
        as principal: Principal,
        of id: String,
        stream: String,
        from: WallTime,
        to: WallTime,
        _ wish: FilmWish
    ) async throws -> RangeMedia {
        try await find(as: principal, of: id, stream: stream, from: from, to: to, wish).media
    }

    /// What `find` finds; nil where nothing is recorded then.
    package func ifAny<Value>(of id: String, _ find: () async throws -> Value) async throws -> Value? {
        do {
            return try await find()
        } catch let error as DomainError {
            guard error.kind == .notFound else { throw error }
            // The camera itself is there.
            _ = try await archive.camera(id)
            return nil
        }
    }

    private struct Found {
        var file: RangeFile
        var recipe: FilmRecipe
        var media: RangeMedia
        var viewing: Viewing
    }

    private func find(
        as principal: Principal,
        of id: String,
        stream: String,
        from: WallTime,
        to: WallTime,
        _ wish: FilmWish
    ) async throws -> Found {
        let viewing = try self.viewing(as: principal, of: id, wish)
        guard from < to else {
            throw DomainError(.invalid, "The time asked for must end after it begins.", member: "to")
        }
        let kind = try Archive.stream(stream)
        let camera = try await archive.camera(id)
        let key = Self.key(camera, kind, wish, viewing.sight)
        var file = try await range(of: camera, kind, from: from, to: to)
        let recipe = FilmRecipe(key, options, tracks: file.tracks)
        let other = recipe.otherPicture(in: file)
        // A film that is made while it is given away can have one size of picture alone.
        if let other { file = try await range(of: camera, kind, from: from, to: min(other.start, to)) }
        let media = RangeMedia(
            camera: id,
            stream: stream,
            file: file,
            viewing: viewing,
            isMade: recipe.makesAnything,
            sizeChange: other
        )
        try viewing.requireCurrent()
        return Found(file: file, recipe: recipe, media: media, viewing: viewing)
    }

    private func range(
        of camera: CameraID,
        _ stream: StreamKind,
        from: WallTime,
        to: WallTime
    ) async throws(DomainError) -> RangeFile {
        do throws(PlaybackError) {
            return try await archive.player.openRange(of: camera, stream, from: from, to: to)
        } catch {
            throw DomainError(error)
        }
    }

    // MARK: What they have in common

    /// What somebody sees of a camera in the form that he wants.
    ///
    /// - Throws: where masks hide something from him, and what he wants is not masked.
    func viewing(as principal: Principal, of camera: String, _ wish: FilmWish) throws(DomainError) -> Viewing {
        try Policy.require(principal, .playRecordings, .camera(camera))
        guard wish.wantsH264 else {
            return try archive.masks.requireOriginal(of: camera, for: principal, "recordings")
        }
        return archive.masks.viewing(of: camera, for: principal, asMasked: wish.isMasked)
    }

    /// Those who make it.
    func possible(of camera: String, _ sight: Sight) throws(DomainError) -> DerivedStreams {
        guard let derived, derived.isPossible else {
            if sight.isMasked { throw .masksNeedWorkers(of: camera) }
            throw DomainError(.unavailable, "Nothing can be encoded anew here: nightjar-worker is not installed.")
        }
        return derived
    }

    var options: DerivedOptions { derived?.currentOptions ?? DerivedOptions() }

    static func key(_ camera: CameraID, _ stream: StreamKind, _ wish: FilmWish, _ sight: Sight) -> DerivedKey {
        DerivedKey(
            camera: camera,
            stream: stream,
            picture: wish.wantsH264 ? .h264 : .original,
            sound: wish.wantsAAC ? .aac : .original,
            masks: sight.masks
        )
    }
}
