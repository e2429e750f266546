package import Media

/// What of a stream is to be recorded, as it is known now.
package struct RecordingOrder: Hashable, Sendable {
    package enum Wish: Hashable, Sendable {
        /// All that comes.
        case everything
        /// What was taken between two times, as far back as it is still in memory; without an end until told otherwise.
        case span(from: WallTime, until: WallTime?)
        /// Nothing. `reason` says why, for a person: the timeline shows it.
        case nothing(reason: String)
    }

    package var wish: Wish
    /// How long what comes is kept in memory while nothing is wanted, for a wish that reaches back.
    package var held: Duration

    package static let everything = RecordingOrder(.everything)

    package init(_ wish: Wish, held: Duration = .zero) {
        self.wish = wish
        self.held = held
    }
}
