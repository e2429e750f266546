/// What a session plays: what is to come, the way it goes, and what is odd about it. On the session's event loop.
final class Play {
    var playback: ClipPlayback
    /// Nil where it goes into the RTSP connection.
    var way: DatagramWay?
    /// Nil where its packets are as they should be.
    var oddPackets: OddPackets?
    var timeline: OddityTimeline
    /// Whether nothing more is sent, although there would be something.
    var isSilent: Bool

    init(
        playback: ClipPlayback,
        way: DatagramWay?,
        oddPackets: OddPackets?,
        timeline: OddityTimeline,
        isSilent: Bool
    ) {
        self.playback = playback
        self.way = way
        self.oddPackets = oddPackets
        self.timeline = timeline
        self.isSilent = isSilent
    }
}
