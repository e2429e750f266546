import RTSP

/// The header of an answer to PLAY that only the sender of packets can fill in (RFC 2326 §12.33): the RTSP session knows
/// no sequence numbers.
enum PlayAnswer {
    struct Beginning: Hashable {
        var url: String
        var sequence: UInt16
        var timestamp: UInt32
    }

    /// The answer with one more header.
    static func adding(_ beginnings: [Beginning], to answer: [UInt8]) -> [UInt8] {
        guard !beginnings.isEmpty, answer.suffix(4).elementsEqual("\r\n\r\n".utf8) else { return answer }
        let entries = beginnings.map { "url=\($0.url);seq=\($0.sequence);rtptime=\($0.timestamp)" }
        var bytes = answer
        bytes.removeLast(2)
        return bytes + Array("RTP-Info: \(entries.joined(separator: ","))\r\n\r\n".utf8)
    }

    /// The URL of a track, as the client that plays `url` has set it up; the bare name where that is none.
    static func url(ofTrack media: Int, playedAs url: String) -> String {
        let name = "trackID=\(media)"
        return (try? RTSPURL(url))?.resolving(control: name).description ?? name
    }
}
