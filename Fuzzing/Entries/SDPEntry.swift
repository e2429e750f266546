import Media
import RTP
import SDP

extension FuzzEntry {
    /// A session description: read, looked through as an engine does, written, and read again.
    static let sdp = FuzzEntry("sdp", longestInput: 8192, words: sdpWords, seeds: { sdpSeeds }) {
        bytes throws(BrokenPromise) in
        guard let description = try? SessionDescription(parsing: bytes.span) else { return }
        try check(description)
        let text = description.serialized(identifier: 7, address: "192.0.2.1")
        guard let read = try? SessionDescription(parsing: text) else {
            // What is written can be longer than what was read, and then too long.
            return try expect(text.utf8.count > SessionDescription.maximumSize, "a text of ours that cannot be read")
        }
        try check(read)
        let again = try? SessionDescription(parsing: read.serialized())
        try expect(again == read, "a description that changes each time it is written")
    }

    private static func check(_ description: SessionDescription) throws(BrokenPromise) {
        let media = description.media
        try expect(media.count <= SessionDescription.maximumMedia, "\(media.count) sections")
        let receivable = description.receivableMedia
        try expect(Set(receivable).isSubset(of: media.indices), "sections \(receivable) of \(media.count)")
        for kind in ["video", "audio"] {
            let chosen = description.cameraMedia(kind: kind)
            try expect(Set(chosen).isSubset(of: receivable), "sections \(chosen) of \(receivable)")
        }
        for section in media {
            try expect(section.payloadTypes.allSatisfy { $0 < 128 }, "payload types \(section.payloadTypes)")
            try expect(Set(section.payloadTypes).count == section.payloadTypes.count, "a payload type twice")
            try expect((0...65_535).contains(section.port), "port \(section.port)")
            let rate = section.frameRate ?? 1
            try expect(rate > 0 && rate.isFinite, "\(rate) pictures a second")
            _ = (section.isEncrypted, section.isRTP, section.isONVIFMetadata)
            for type in section.payloadTypes { try checkMap(of: type, in: section) }
        }
    }

    private static func checkMap(of type: UInt8, in section: MediaDescription) throws(BrokenPromise) {
        guard let map = section.rtpMap(for: type) else { return }
        try expect(map.clockRate > 0 && (1...255).contains(map.channels), "\(map)")
        _ = (map.commonName, map.refusal(kind: section.kind))
        let depacketizer = try? Depacketizer.make(
            encoding: map.encoding,
            clockRate: map.clockRate,
            channels: map.channels,
            parameters: section.formatParameters(for: type),
            pictureSize: section.pictureSize
        )
        guard let depacketizer else { return }
        try expect(depacketizer.clockRate > 0, "a clock that stands")
        if let format = depacketizer.format { try check(format) }
    }

    private static let sdpWords = [
        "v=0", "s=", "m=video 0 RTP/AVP 96", "m=audio ", "m=application ", "a=rtpmap:", "a=fmtp:", "a=control:",
        "a=framerate:", "a=framesize:", "a=x-dimensions:", "a=sendonly", "a=recvonly", "a=inactive", "b=AS:",
        "c=IN IP4 ", "a=tool:", " H264/90000", " H265/90000", " MPEG4-GENERIC/48000/2", " PCMU/8000", " opus/48000/2",
        " JPEG/90000", " vnd.onvif.metadata/90000", "sprop-parameter-sets=", "sprop-vps=", "sprop-sps=", "sprop-pps=",
        "config=1190", "sizelength=13", "mode=AAC-hbr", "sprop-max-don-diff=1", "RTP/SAVP", "\r\n",
    ]

    private static var sdpSeeds: [[UInt8]] {
        let video = FuzzMaterial.h264Sets.map(Base64.encode).joined(separator: ",")
        let hevc = FuzzMaterial.h265Sets.map(Base64.encode)
        let texts = [
            """
            v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=Camera\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\na=tool:server\r\na=control:*\r
            m=video 0 RTP/AVP 96\r\nb=AS:5000\r\na=rtpmap:96 H264/90000\r
            a=fmtp:96 packetization-mode=1;profile-level-id=64001E;sprop-parameter-sets=\(video)\r
            a=framerate:25.0\r\na=x-dimensions:640,360\r\na=control:trackID=0\r\na=recvonly\r
            m=audio 0 RTP/AVP 97\r\na=rtpmap:97 MPEG4-GENERIC/48000/2\r
            a=fmtp:97 streamtype=5;mode=AAC-hbr;config=1190;sizelength=13;indexlength=3;indexdeltalength=3\r
            a=control:trackID=1\r\na=sendonly\r\n
            """,
            """
            m=video 0 RTP/AVP 98\na=rtpmap:98 H265/90000
            a=fmtp:98 sprop-vps=\(hevc[0]);sprop-sps=\(hevc[1]);sprop-pps=\(hevc[2]);sprop-max-don-diff=1
            m=audio 5000/2 RTP/SAVP 0 8 101 111\na=rtpmap:111 opus/48000/2\na=fmtp:111 sprop-stereo=1
            m=application 0 RTP/AVP 107\na=rtpmap:107 vnd.onvif.metadata/90000\na=inactive
            m=video 0 TCP/RTP/AVP 26\na=framesize:26 2560-1920\nc=IN IP6 ff02::1
            """,
            "v=0\na=rtpmap:96 JPEG\na=fmtp:96 x=y;z\nm=video\nm=audio 99999 udp 300,4\na=rtpmap:4 PCMA/8000/900",
        ]
        return texts.map { Array($0.utf8) }
    }
}
