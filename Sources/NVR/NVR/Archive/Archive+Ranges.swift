package import Media
import Playback

extension Archive {
    /// What was recorded of a camera's stream between two times, as one film; with what the newest recording has by now.
    ///
    /// - Parameters:
    ///   - stream: "main" or "sub".
    ///   - from: the film begins with the picture that was to be seen then, or with the first after it.
    ///   - to: no picture that begins then or later is in it.
    ///   - isProgressive: as an ordinary file, for programs that do not take fragments: for some hours at most.
    package func range(
        as principal: Principal,
        of id: String,
        stream: String,
        from: WallTime,
        to: WallTime,
        isProgressive: Bool = false
    ) async throws -> RangeMedia {
        try Policy.require(principal, .playRecordings, .camera(id))
        guard from < to else {
            throw DomainError(.invalid, "The time asked for must end after it begins.", member: "to")
        }
        let viewing = try masks.requireOriginal(of: id, for: principal, "recordings")
        let kind = try Self.stream(stream)
        let camera = try await camera(id)
        do {
            let file: RangeFile
            if isProgressive {
                file = try await player.openProgressiveRange(of: camera, kind, from: from, to: to)
            } else {
                file = try await player.openRange(of: camera, kind, from: from, to: to)
            }
            return RangeMedia(camera: id, stream: stream, file: file, viewing: viewing)
        } catch {
            throw DomainError(error)
        }
    }

    /// The same as a playlist of HLS.
    ///
    /// - Parameter container: "ts" or "fmp4".
    package func playlist(
        as principal: Principal,
        of id: String,
        stream: String,
        container: String,
        from: WallTime,
        to: WallTime
    ) async throws -> String {
        try Policy.require(principal, .playRecordings, .camera(id))
        guard from < to else {
            throw DomainError(.invalid, "The time asked for must end after it begins.", member: "to")
        }
        _ = try masks.requireOriginal(of: id, for: principal, "recordings")
        let kind = try Self.stream(stream)
        let form = try Self.container(container)
        let camera = try await camera(id)
        do {
            return try await player.listVOD(of: camera, kind, from: from, to: to, in: form)
        } catch {
            throw DomainError(error)
        }
    }

    /// A file that such a playlist names.
    package func playlistFile(
        as principal: Principal,
        of id: String,
        container: String,
        name: String
    ) async throws -> PlaylistFile {
        try Policy.require(principal, .playRecordings, .camera(id))
        let viewing = try masks.requireOriginal(of: id, for: principal, "recordings")
        let form = try Self.container(container)
        let camera = try await camera(id)
        let known = try Self.known(name, in: form)
        do {
            return PlaylistFile(file: try await player.openVOD(known, of: camera), viewing: viewing)
        } catch .noSuchRecording(let id) {
            throw DomainError.noRecording("\(id)")
        } catch {
            throw DomainError(error)
        }
    }

    /// A name that a playlist with segments in this container may have.
    static func known(_ name: String, in container: VODContainer) throws(DomainError) -> VODName {
        guard let known = VODName(name) else {
            throw DomainError(.invalid, "No playlist names such a file.", member: "file")
        }
        guard known.belongs(to: container) else {
            throw DomainError(.notFound, "There is no file of this name.")
        }
        return known
    }

    static func container(_ name: String) throws(DomainError) -> VODContainer {
        guard let container = VODContainer(rawValue: name) else {
            throw DomainError(.invalid, "format is \"ts\" or \"fmp4\".", member: "format")
        }
        return container
    }
}

extension DomainError {
    init(_ error: PlaybackError) {
        switch error {
        case .notForHLS: self.init(.unsupported, error.description)
        case .nothingRecorded: self.init(.notFound, error.description)
        case .tooManyParts: self.init(.invalid, error.description, member: "to")
        case .noSuchRecording, .volumeMissing, .fileMissing, .fileTooShort, .unreadable, .damaged, .noPictures,
            .tooFarFromKeyFrame, .catalogue:
            self.init(.unavailable, error.description)
        }
    }
}
