extension RTPMap {
    /// The coding as people and data sheets call it: "H.264", "MPEG-4 Part 2". Where it is none that is known here, the
    /// camera's own word, made safe to show.
    package var commonName: String {
        if let name = Self.commonNames[encoding] { return name }
        if encoding.hasPrefix("G726-") || encoding.hasPrefix("AAL2-G726-") { return "G.726" }
        if encoding.hasPrefix("VND.ONVIF.METADATA") { return "ONVIF metadata" }
        let plain = encoding.unicodeScalars.filter { (0x21...0x7E).contains($0.value) }.prefix(32)
        return plain.isEmpty ? "an unnamed coding" : String(String.UnicodeScalarView(plain))
    }

    /// Tells a person that a track of this coding is not recorded, and what to do about it. Whether it is so, the
    /// caller knows.
    ///
    /// - Parameter kind: of the section: "video" or "audio".
    package func refusal(kind: String) -> String {
        if kind == "audio" {
            return "The camera's sound is \(commonName), which is not recorded: choose AAC or G.711 in the camera's "
                + "settings. The picture is recorded all the same."
        }
        return "The camera's picture is \(commonName), which is not recorded: choose H.264 or H.265 for this stream in "
            + "the camera's settings, or enter the address of another of its streams."
    }

    private static let commonNames: [String: String] = [
        // Video.
        "H264": "H.264", "H264-SVC": "H.264 SVC", "H265": "H.265", "HEVC": "H.265", "H266": "H.266", "AV1": "AV1",
        "JPEG": "MJPEG", "JPEG2000": "JPEG 2000",
        // What Vivotek and others of their age send at /live.sdp.
        "MP4V-ES": "MPEG-4 Part 2", "MPV": "MPEG-1 or MPEG-2 video", "MP2T": "an MPEG transport stream",
        "H261": "H.261", "H263": "H.263", "H263-1998": "H.263", "H263-2000": "H.263",
        // Audio.
        "MPEG4-GENERIC": "AAC", "MP4A-LATM": "AAC (LATM)", "MPA": "MPEG audio (MP2 or MP3)", "OPUS": "Opus",
        "PCMU": "G.711 (\u{B5}-law)", "PCMA": "G.711 (A-law)", "G722": "G.722", "G723": "G.723.1", "G728": "G.728",
        "G729": "G.729", "DVI4": "ADPCM (DVI4)", "CN": "comfort noise",
        // L16 has the high byte first. "PCM" is Hikvision's word, and there the low byte comes first.
        "L8": "uncompressed PCM (L8)", "L16": "uncompressed PCM (L16)", "L24": "uncompressed PCM (L24)",
        "PCM": "uncompressed PCM",
    ]
}
