package import Media

/// What a viewer of a live stream in fragmented MP4 is sent, in order.
package enum LiveMessage: Sendable {
    /// A new time line begins: a player throws away what it knew. `bytes` is `ftyp` and `moov`.
    case initialization(LiveInitialization)
    /// One access unit: `moof` and the head of `mdat`, and its payload.
    case fragment(header: [UInt8], payload: Bytes)
    /// The group of pictures that was there at the start has been sent; what is shown now is at this media time.
    case liveEdge(seconds: Double)
    /// The viewer was too slow; it goes on with a key frame.
    case dropped(units: Int)
    /// The camera is gone for now, with the reason in words.
    case interrupted(sentence: String)
    /// Nothing more will come.
    case ended
}

/// The start of a time line, as a player needs it.
package struct LiveInitialization: Sendable {
    /// For `MediaSource.isTypeSupported`: `video/mp4; codecs="avc1.64001f,mp4a.40.2"`.
    package var mime: String
    package var pictureSize: PictureSize?
    package var hasAudio: Bool
    package var bytes: [UInt8]
}
