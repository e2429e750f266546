/// How live streams are cut, and what they may cost.
package struct LiveHLSLimits: Hashable, Sendable {
    /// Streams, by container, that are served at once.
    package var streams = 16
    /// A segment ends before the first key frame after this time.
    package var segment: Duration = .seconds(2)
    /// A part is about so long, in playlists of low latency.
    package var part: Duration = .milliseconds(333)
    /// No longer than this it is waited for a key frame, to know how far they are apart.
    package var longestMeasure: Duration = .seconds(6)
    /// Of segments that one stream keeps, in bytes.
    package var bytes = 32 << 20
    /// A segment that would get larger ends, also before a picture that is no key frame.
    package var segmentBytes = 8 << 20
    /// In a playlist.
    package var segments = 100
    /// A stream that nobody asks for any more for so long ends.
    package var idle: Duration = .seconds(30)
    /// One that nobody has asked for so long gives way to another, where there are as many as may be.
    package var spared: Duration = .seconds(15)
    /// A playlist is told once it has so many segments: players that keep three segments away from the end, as they should
    /// (RFC 8216 §6.3.3), begin at once then, and Chromium's does not begin at all with fewer.
    package var firstSegments = 3
    /// Since it was begun so long a stream may take to get there; then one segment is enough.
    package var firstPatience: Duration = .seconds(6)
    /// So long somebody waits for the first playlist.
    package var firstPlaylist: Duration = .seconds(15)
    /// Requests that wait for what is to come, of one stream.
    package var waiters = 512

    package init() {}
}
