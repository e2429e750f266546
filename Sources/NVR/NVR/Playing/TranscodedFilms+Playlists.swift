import Catalog
package import Media
import Playback

extension TranscodedFilms {
    /// The same as a playlist of HLS. Its segments are made when they are asked for, each by itself.
    ///
    /// - Parameter container: "ts" or "fmp4".
    package func playlist(
        as principal: Principal,
        of id: String,
        stream: String,
        container: String,
        from: WallTime,
        to: WallTime,
        _ wish: FilmWish
    ) async throws -> String {
        let viewing = try self.viewing(as: principal, of: id, wish)
        guard from < to else {
            throw DomainError(.invalid, "The time asked for must end after it begins.", member: "to")
        }
        let kind = try Archive.stream(stream)
        let form = try Archive.container(container)
        let camera = try await archive.camera(id)
        if viewing.sight.isMasked { _ = try possible(of: id, viewing.sight) }
        do throws(PlaybackError) {
            return try await archive.player.listVOD(
                of: camera,
                kind,
                from: from,
                to: to,
                in: form,
                makesPictures: wish.wantsH264,
                suffix: wish.query
            )
        } catch {
            throw DomainError(error)
        }
    }

    /// A file that such a playlist names.
    package func playlistFile(
        as principal: Principal,
        of id: String,
        container: String,
        name: String,
        _ wish: FilmWish
    ) async throws -> PlaylistFile {
        let viewing = try self.viewing(as: principal, of: id, wish)
        let form = try Archive.container(container)
        let camera = try await archive.camera(id)
        let known = try Archive.known(name, in: form)
        let player = archive.player
        if wish.wantsH264 || wish.wantsAAC {
            let units = try await asking { () async throws(PlaybackError) in
                try await player.openVODUnits(known, of: camera)
            }
            // Main or sub: it is named by the recording alone, and makes no difference.
            let recipe = FilmRecipe(Self.key(camera, .main, wish, viewing.sight), options, tracks: units.tracks)
            if recipe.makesAnything {
                let file = try await make(units, recipe, known, form, viewing)
                return PlaylistFile(file: file, viewing: viewing, isMade: true)
            }
        }
        let file = try await asking { () async throws(PlaybackError) in try await player.openVOD(known, of: camera) }
        return PlaylistFile(file: file, viewing: viewing)
    }

    private func asking<Value: Sendable>(
        _ body: () async throws(PlaybackError) -> Value
    ) async throws(DomainError) -> Value {
        do throws(PlaybackError) {
            return try await body()
        } catch {
            if case .noSuchRecording(let id) = error { throw DomainError.noRecording("\(id)") }
            throw DomainError(error)
        }
    }

    private func make(
        _ units: RangeUnits,
        _ recipe: FilmRecipe,
        _ name: VODName,
        _ container: VODContainer,
        _ viewing: Viewing
    ) async throws -> VODFile {
        let derived = try possible(of: viewing.camera, viewing.sight)
        let opening = try derived.opening(of: viewing.camera)
        let place = try derived.takePlace(hasPictures: recipe.makesPictures)
        defer { withExtendedLifetime(place) {} }
        let maker = FilmMaker(units, recipe.key, recipe.options, opening: opening)
        var packer: VODPacker?
        var made: [FilmUnit] = []
        while let piece = try await maker.next() {
            switch piece {
            case .formats(let formats):
                let known = VODPacker(container, tracks: formats.compactMap(\.first))
                // What a player needs before the segments is known before they are made.
                if case .initialisation = name {
                    return try await asking { () async throws(PlaybackError) in try known.initialisation() }
                }
                packer = known
            case .units(let units): made += units
            }
        }
        guard let packer else { throw DomainError(.unavailable, "Nothing of what was recorded then can be decoded.") }
        let units = made
        return try await asking { () async throws(PlaybackError) in try packer.segment(units) }
    }
}
