/// What became of the packets of one track since the session began, for the camera's health page.
package struct ReceptionCounts: Hashable, Sendable {
    /// RTP packets of the track: of a payload type that was agreed upon, and of the current source.
    package var received = 0
    /// Missing although they came by UDP, or because bytes of the connection had to be passed over.
    package var lostOnTheWay = 0
    /// Missing although TCP loses nothing: the camera left them out before sending, because its uplink or its processor
    /// is overloaded. A lower bit rate helps; no buffer of ours does.
    package var lostAtCamera = 0
    /// Came after those behind them had been given out.
    package var late = 0
    package var duplicates = 0
    /// At a place where no packet was expected, and not followed by another there.
    package var strays = 0
    /// The same source began its numbers anew.
    package var restarts = 0
    /// Another source took the place of the one before.
    package var newSources = 0
    /// RTP packets of payload types that were not agreed upon.
    package var foreignPayloadTypes = 0
    /// RTP packets of sources that were not taken up.
    package var foreignSources = 0
    /// Sender reports of sources of which no RTP packet is taken.
    package var foreignReports = 0
    /// Packets that are neither RTP nor RTCP, or are cut short.
    package var malformed = 0

    package init() {}

    package var lost: Int { lostOnTheWay + lostAtCamera }
}
