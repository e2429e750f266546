package import Stream

/// What one viewer of a rendition is given, in order.
package enum ViewerItem: Sendable {
    /// A new time line begins; before the first unit, and again whenever the camera begins another.
    case start(RenditionStart)
    case unit(RenditionUnit)
    /// The group of pictures that was there at the start has been given; what is shown now is at this time.
    case liveEdge(seconds: Double)
    /// The viewer was too slow; it goes on with a key frame.
    case dropped(units: Int)
    /// It has been too slow again and again: a smaller stream would suit it.
    case fallsBehind
    /// What the camera sends now cannot be carried.
    case unsuitable(sentence: String)
    /// The camera is gone for now.
    case interrupted(Interruption)
    /// Nothing more will come.
    case ended
}
