package import Media

/// What a client is given that asks for a media playlist.
package struct LiveHLSPlaylist: Hashable, Sendable {
    package var text: String
    /// Whether it was waited for what is in it: long enough for a right to be taken away.
    package var hasWaited: Bool
}

/// A segment, a part of one, or what is needed before them.
package struct LiveHLSFile: Sendable {
    package var contentType: String
    /// One after the other.
    package var parts: [Bytes]
    package var hasWaited: Bool
}
