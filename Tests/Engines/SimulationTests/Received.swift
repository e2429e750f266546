import Media
import RTP
import RTSP
import SDP

/// What a client of the server got.
struct Received: Sendable {
    struct Unit: Sendable, Hashable {
        var payload: [UInt8]
        var timestamp: UInt32
        var isKey: Bool
    }

    /// By the session description's media.
    var units: [[Unit]] = [[], []]
    var reports: [[RTCPSenderReport]] = [[], []]
    var tracks: [RTSPTrack] = []
    var description: SessionDescription?
    /// The first RTP packet of each medium.
    var first: [RTPHeader?] = [nil, nil]
    /// The headers of all RTP packets of each medium.
    var packets: [[RTPHeader]] = [[], []]
    /// The sizes of the pictures, whenever they became others.
    var sizes: [PictureSize] = []
    /// Packets before the answer to PLAY.
    var earlyPackets = 0
    var sequenceGaps = 0
    /// How often the connection was out of step.
    var skips = 0
    /// Frames on channels that were not set up.
    var foreignFrames = 0
    /// Bytes of a frame whose rest never came.
    var unfinishedBytes = 0
    var redirection: CameraURL?
    /// On which ways it came.
    var transports: [RTSPTransport] = []
    /// Units that had come when the first report did.
    var unitsBeforeReports: [Int?] = [nil, nil]
    var goodbyes: [UInt32] = []
    var failure: RTSPFailure?
    var isClosed = false

    var video: [Unit] { units[0] }
    var audio: [Unit] { units[1] }
}
