import SDP

/// One entry of an `RTP-Info` header (RFC 2326 §12.33). Cameras write it in every imaginable way; what cannot be read
/// is left out.
struct RTPInfo: Hashable {
    var url: String
    var sequence: UInt16?
    var rtpTime: UInt32?

    static func all(in text: String) -> [RTPInfo] {
        text[...].fields(separatedBy: ",").prefix(64).map { entry in
            var info = RTPInfo(url: "")
            for field in entry.fields(separatedBy: ";") {
                let (name, value) = field.cut(at: "=")
                guard let value else { continue }
                switch name.lowercased() {
                case "url": info.url = String(value)
                // Some cameras always say 0 or 1.
                case "seq": info.sequence = UInt16(value).flatMap { $0 > 1 ? $0 : nil }
                case "rtptime": info.rtpTime = UInt32(value)
                default: break
                }
            }
            return info
        }
    }

    /// Tells the tracks what the header says of them.
    static func apply(_ text: String, to tracks: inout [RTSPTrack]) {
        let entries = all(in: text)
        for index in tracks.indices {
            // With one entry for one track there is nothing to mix up, whatever its URL.
            let isOnly = tracks.count == 1 && entries.count == 1
            guard let entry = isOnly ? entries.first : entries.first(where: { $0.means(tracks[index].url) }) else {
                continue
            }
            tracks[index].sequence = entry.sequence
            tracks[index].rtpTime = entry.rtpTime
        }
    }

    /// The URL may be whole, with another host, a path, or the bare name of the track.
    private func means(_ track: RTSPURL) -> Bool {
        var path = url[...]
        if let (_, behind) = RTSPURL.scheme(of: path) {
            path = behind.utf8.firstIndex(of: UInt8(ascii: "/")).map { behind[$0...] } ?? ""
        }
        while path.utf8.first == UInt8(ascii: "/") { path = Substring(path.utf8.dropFirst()) }
        guard !path.isEmpty else { return false }
        return ("/" + track.target).utf8.reversed().starts(with: ("/" + path).utf8.reversed())
    }
}
