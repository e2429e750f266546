package import Media

/// The pictures of a sheet of a storyboard.
package struct StoryboardSheet: Sendable {
    package struct Tile: Sendable {
        /// Which of the sheet's it is, from 0 on: it is from that interval of the sheet's time.
        package var number: Int
        /// When it was taken.
        package var at: WallTime
        /// A JPEG file.
        package var picture: Bytes
    }

    /// In the order of their times; none of an interval in which no picture begins.
    package var tiles: [Tile]
    /// The same for the same pictures.
    package var version: String
    /// Whether nothing more will come to it.
    package var isFinal: Bool
}

/// Which sheets there are of a stretch of time.
package struct StoryboardView: Sendable {
    package struct Sheet: Sendable {
        package var id: String
        package var range: Range<WallTime>
        package var isFinal: Bool
    }

    package var camera: String
    package var stream: String
    /// Seconds between two pictures.
    package var interval: Int
    /// Pictures of a sheet, at most.
    package var tiles: Int
    /// Of a picture, in pixels.
    package var width: Int
    package var sheets: [Sheet]
}
