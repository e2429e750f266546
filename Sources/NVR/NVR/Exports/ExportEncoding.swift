/// What exports need of those who encode pictures anew.
struct ExportEncoding: Sendable {
    /// Throws, with the reason, where nothing can be encoded here.
    let check: @Sendable () async throws(DomainError) -> Void
    let options: @Sendable () -> DerivedOptions
    /// A place among the streams that are transcoded. Throws `busy` where there is none.
    let place: @Sendable () throws(DomainError) -> TranscodingPlace
    /// What opens sessions for films of a camera.
    let opening: @Sendable (String) throws(DomainError) -> FilmMaker.Opening
}

extension ExportEncoding {
    init(_ derived: DerivedStreams) {
        self.init(
            check: { () async throws(DomainError) in try await derived.requireEncoder() },
            options: { derived.currentOptions },
            place: { () throws(DomainError) in try derived.takePlace(hasPictures: true) },
            opening: { (camera: String) throws(DomainError) in try derived.opening(of: camera) }
        )
    }
}

extension DerivedStreams {
    /// Throws, with the reason, where no pictures can be encoded as H.264 here. The first who asks waits for a trial of the workers.
    fileprivate func requireEncoder() async throws(DomainError) {
        guard isPossible else {
            throw DomainError(.unavailable, "Pictures cannot be encoded anew here: nightjar-worker is not installed.")
        }
        guard most > 0 else {
            throw DomainError(.conflict, "Nothing may be encoded anew here: live.transcode_max_streams is 0.")
        }
        guard try await workers.canEncodeH264 else {
            throw DomainError(
                .unavailable,
                "Pictures cannot be encoded anew here: the FFmpeg of nightjar-worker has no libx264."
            )
        }
    }
}
