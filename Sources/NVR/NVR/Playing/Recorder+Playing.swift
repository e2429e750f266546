extension Recorder {
    /// What was recorded, in the form that a player wants.
    package var films: TranscodedFilms { TranscodedFilms(archive: archive, derived: live.derived) }
}
