import Media

/// One entry of an `RTP-Info` header (RFC 2326 §12.33). Cameras write it in every imaginable way; what cannot be read
/// is left out.
struct RTPInfo: Hashable {
    var url: String
    var sequence: UInt16?
    var rtpTime: UInt32?

    private static let maximumCount = 64

    static func all(in text: String) -> [RTPInfo] {
        text[...].fields(separatedBy: ",").prefix(maximumCount).map { entry in
            var info = RTPInfo(url: "")
            for field in entry.fields(separatedBy: ";") {
                let (name, value) = field.cut(at: "=")
                guard let value else { continue }
                switch name.lowercased() {
                case "url": info.url = String(Self.unquoted(value))
                // Hikvision's metadata track always says 0, the Tapo C320WS always 1.
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
        let names = tracks.map { name(in: $0.url.target[...]) }
        for index in tracks.indices {
            // With one entry for one track there is nothing to mix up, whatever its URL.
            let isOnly = tracks.count == 1 && entries.count == 1
            var found = isOnly ? entries.first : entries.first { $0.means(tracks[index].url) }
            // Where one of the two has a query, or another path, the track's name will do if no other has it.
            if found == nil, !names[index].isEmpty, names.count(where: { $0 == names[index] }) == 1 {
                found = entries.first { name(in: $0.url[...]) == names[index] }
            }
            guard let found else { continue }
            tracks[index].sequence = found.sequence
            tracks[index].rtpTime = found.rtpTime
        }
    }

    /// The URL may be whole, with another host, a path, or the bare name of the track.
    private func means(_ track: CameraURL) -> Bool {
        var path = url[...]
        if let (_, behind) = CameraURL.scheme(of: path) {
            path = behind.utf8.firstIndex(of: UInt8(ascii: "/")).map { behind[$0...] } ?? ""
        }
        while path.utf8.first == UInt8(ascii: "/") { path = Substring(path.utf8.dropFirst()) }
        guard !path.isEmpty else { return false }
        return ("/" + track.target).utf8.reversed().starts(with: ("/" + path).utf8.reversed())
    }

    private static func name(in url: Substring) -> Substring {
        let slash = url.utf8.lastIndex(of: UInt8(ascii: "/"))
        return (slash.map { url[url.utf8.index(after: $0)...] } ?? url).cut(at: "?").before
    }

    private static func unquoted(_ value: Substring) -> Substring {
        guard value.utf8.first == UInt8(ascii: "\"") else { return value }
        return Substring(value.utf8.dropFirst().prefix { $0 != UInt8(ascii: "\"") })
    }
}
