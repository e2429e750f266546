import Media
import Playback

/// What is laid over a picture, by when it is shown, in ticks of its track since the film's zero.
typealias FilmCaption = @Sendable (Int64) -> String

extension FilmWork {
    /// A track of the film that is made.
    struct Output {
        /// Of the film that was recorded.
        let source: Int
        let isMade: Bool
        /// Its sample entries; nil as long as nobody knows.
        var entries: [TrackFormat]?
    }

    enum Input {
        case unit(FilmUnit)
        case recording([Int: Int], continues: Bool)
        case end
    }
}
