import RTSP

extension FuzzEntry {
    /// All that a camera sends on its connection: cut into frames and messages, and answered as a recorder does.
    ///
    /// The input is a byte of how its bytes arrive, and the bytes.
    static let rtspClient = FuzzEntry("rtsp-client", longestInput: 8192, words: rtspWords, seeds: { clientSeeds }) {
        bytes throws(BrokenPromise) in
        var input = FuzzInput(bytes)
        let choices = input.byte()
        let stream = input.takeRest()
        let parts = pieces(of: stream, seed: choices)
        let whole = framed([stream])
        let split = framed(parts)
        try expect(whole == split, "\(split) out of pieces, not \(whole)")
        guard var listener = FuzzedListener(choices & 1 == 0 ? .interleaved : .datagrams) else { return }
        for part in parts { try listener.take(part) }
        try listener.stop()
    }

    /// What comes of a stream of which nothing is known.
    private static func framed(_ pieces: [[UInt8]]) -> [FramedItem] {
        var framer = RTSPFramer()
        var items: [FramedItem] = []
        do throws(RTSPFramingError) {
            for piece in pieces { try framer.take(piece) { items.append($0) } }
        } catch {
            items.append(.failed(error))
        }
        return items
    }

    static let rtspWords =
        RTSPMethod.all.map { "\($0.rawValue) " } + [
            "RTSP/1.0 200 OK\r\n", "RTSP/1.0 401 Unauthorized\r\n", "RTSP/1.0 302 Found\r\n", "RTSP/1.0 461 No\r\n",
            " RTSP/1.0\r\n", "CSeq: ", "Session: ", ";timeout=60", "Transport: ", "RTP/AVP/TCP;unicast;", "RTP/AVP;",
            "interleaved=0-1", "client_port=5000-5001", "server_port=6970-6971", "ssrc=", "source=", "mode=record",
            "Content-Length: ", "Content-Base: ", "Content-Type: application/sdp", "Public: ", "Location: rtsp://",
            "RTP-Info: url=", ";seq=", ";rtptime=", "WWW-Authenticate: Digest ", "Authorization: Basic ", "realm=\"",
            "nonce=\"", "qop=\"auth\"", "stale=true", "Require: ", "Range: npt=0-", "rtsp://cam/", "trackID=1",
            "\r\n\r\n",
        ]

    private static let description = """
        v=0\ns=Camera\na=control:*\nm=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=control:trackID=0
        m=audio 0 RTP/AVP 8\na=control:trackID=1\n
        """

    private static var clientSeeds: [[UInt8]] {
        let transports = [
            ("RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=0A", "RTP/AVP;interleaved=2;x=y"),
            ("RTP/AVP;server_port=6970-6971;ssrc=0A", "RTP/AVP;source=h;server_port=6972"),
        ]
        return transports.enumerated().map { index, transport in
            let text = """
                RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER\r\n\r\n\
                RTSP/1.0 401 No\r\nCSeq: 2\r\nWWW-Authenticate: Digest realm="c", nonce="n", qop="auth"\r\n\r\n\
                RTSP/1.0 200 OK\r\nCSeq: 3\r\nContent-Base: rtsp://cam/live/\r\n\
                Content-Length: \(description.utf8.count)\r\n\r\n\(description)\
                RTSP/1.0 200 OK\r\nCSeq: 4\r\nSession: 42;timeout=60\r\nTransport: \(transport.0)\r\n\r\n\
                RTSP/1.0 200 OK\r\nCSeq: 5\r\nSession: 43\r\nTransport: \(transport.1)\r\n\r\n\
                RTSP/1.0 200 OK\r\nCSeq: 6\r\nRTP-Info: url=trackID=0;seq=7;rtptime=9\r\n\r\n
                """
            let frames = (UInt8(0)..<4).flatMap { number in
                frame(0, [0x80, 96, 0, number, 0, 0, 0, number, 0, 0, 0, 0xA, 0x41, 0x9A])
                    + frame(2, [0x80, 8, 0, number, 0, 0, 0, number, 0, 0, 0, 0xB, 0xD5])
            }
            let report = frame(1, [0x80, 200, 0, 6, 0, 0, 0, 0xA] + [UInt8](repeating: 1, count: 20))
            let end = "OPTIONS rtsp://us RTSP/1.0\r\nCSeq: 1\r\n\r\nRTSP/1.0 404 No\r\nCSeq: 7\r\n\r\n"
            return [UInt8(index)] + Array(text.utf8) + frames + [1, 2, 3] + frames + report + Array(end.utf8)
        }
    }

    private static func frame(_ channel: UInt8, _ packet: [UInt8]) -> [UInt8] {
        [0x24, channel, 0, UInt8(packet.count)] + packet
    }
}
