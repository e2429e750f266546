import HTTPAuthentication
import Media
import SDP
import TestKit
import Testing

@testable import RTSP

/// Whole conversations with bits flipped, pieces lost and pieces doubled: nothing may crash, and nothing may grow.
struct RTSPMutationTests {
    private static func camera(_ transport: RTSPDelivery) -> [UInt8] {
        let (video, audio) =
            switch transport {
            case .interleaved: ("RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=0A", "RTP/AVP;interleaved=2;x=y")
            case .datagrams: ("RTP/AVP;server_port=6970-6971;ssrc=0A", "RTP/AVP;source=h;server_port=6972")
            }
        let body = CameraDialogue.description
        let text = """
            RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER\r\n\r\n\
            RTSP/1.0 401 No\r\nCSeq: 2\r\nWWW-Authenticate: Digest realm="cam", nonce="n", qop="auth"\r\n\r\n\
            RTSP/1.0 200 OK\r\nCSeq: 3\r\nContent-Base: rtsp://cam/live/\r\nContent-Length: \(body.utf8.count)\r\n\r\n\
            \(body)\
            RTSP/1.0 200 OK\r\nCSeq: 4\r\nSession: 42;timeout=60\r\n\
            Transport: \(video)\r\n\r\n\
            RTSP/1.0 200 OK\r\nCSeq: 5\r\nSession: 43\r\nTransport: \(audio)\r\n\r\n\
            RTSP/1.0 200 OK\r\nCSeq: 6\r\nRTP-Info: url=trackID=0;seq=7;rtptime=9\r\n\r\n
            """
        var bytes = Array(text.utf8)
        for number in UInt8(0)..<20 { bytes += Packets.video(number) + Packets.audio(number) }
        return bytes + Array("OPTIONS rtsp://us RTSP/1.0\r\nCSeq: 1\r\n\r\nRTSP/1.0 404 No\r\nCSeq: 7\r\n\r\n".utf8)
    }

    private static var client: [UInt8] {
        let url = "rtsp://nvr/front-door/main"
        let text = """
            OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n\
            DESCRIBE \(url) RTSP/1.0\r\nCSeq: 2\r\nAuthorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n\
            SETUP \(url)/trackID=0 RTSP/1.0\r\nCSeq: 3\r\nTransport: RTP/AVP;unicast;client_port=5000-5001\r\n\r\n\
            SETUP \(url)/trackID=1 RTSP/1.0\r\nCSeq: 4\r\nTransport: RTP/AVP/TCP;interleaved=2-3\r\n\r\n\
            PLAY \(url)/ RTSP/1.0\r\nCSeq: 5\r\nRange: npt=0-\r\n\r\n\
            GET_PARAMETER \(url)/ RTSP/1.0\r\nCSeq: 6\r\n\r\nPAUSE \(url) RTSP/1.0\r\nCSeq: 7\r\n\r\n\
            PLAY \(url)/ RTSP/1.0\r\nCSeq: 8\r\n\r\nTEARDOWN \(url)/ RTSP/1.0\r\nCSeq: 9\r\n\r\n
            """
        return Array(text.utf8)
    }

    private func mutated(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            let end = min(index + Int.random(in: 1...40, using: &generator), bytes.count)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes.removeSubrange(index..<end)
            case 1: bytes.insert(contentsOf: bytes[index..<end], at: index)
            case 2: bytes[index] = [0, 0xFF, 0x24, 0x0A, 0x3B, 0x2D, 0x39].randomElement(using: &generator) ?? 0
            default: bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &generator)
            }
            if bytes.isEmpty { return [0] }
        }
        return bytes
    }

    private func pieces(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [[UInt8]] {
        var rest = bytes[...]
        var pieces: [[UInt8]] = []
        while !rest.isEmpty {
            let count = Int.random(in: 1...200, using: &generator)
            pieces.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return pieces
    }

    @Test func mutatedCamerasAreNoDanger() throws {
        let played = try (UInt64(0)..<300).count { seed in
            var generator = SeededGenerator(seed: seed)
            let transport: RTSPDelivery = seed % 2 == 0 ? .interleaved : .datagrams
            let stream = mutated(Self.camera(transport), &generator)
            var listener = try Listener(transport)
            for piece in pieces(stream, &generator) {
                listener.take(piece)
                if Bool.random(using: &generator) {
                    listener.wait(.milliseconds(Int.random(in: 0...2000, using: &generator)))
                }
            }
            listener.stop()
            #expect(listener.ends == 1)
            #expect(listener.camera.session.nextDeadline == nil)
            #expect(listener.camera.session.memory.keepAliveStretch == 1)
            #expect(listener.framer.heldBytes <= stream.count)
            return listener.hasPlayed
        }
        // Else the mutations leave nothing to see.
        #expect(played > 50)
    }

    /// A client that does what its session says.
    private struct Listener {
        var camera: CameraDialogue
        var framer = RTSPFramer()
        var ends = 0
        var hasPlayed = false

        init(_ transport: RTSPDelivery) throws {
            camera = try CameraDialogue(transport: transport)
            perform(camera.session.connected(now: camera.now))
        }

        mutating func take(_ piece: [UInt8]) {
            do throws(RTSPFramingError) {
                for part in try framer.feed(piece) {
                    switch part {
                    case .message(let message): perform(camera.session.received(message, now: camera.now))
                    case .skipped: perform(camera.session.lostStep(now: camera.now))
                    case .frame: break
                    }
                }
            } catch {
                perform(camera.session.becameUnreadable(error, now: camera.now))
            }
        }

        mutating func wait(_ interval: Duration) {
            camera.now = camera.now + interval
            perform(camera.session.tick(now: camera.now))
        }

        mutating func stop() {
            camera.session.died(lastMedia: camera.now)
            perform(camera.session.stop(now: camera.now))
            wait(.seconds(20))
        }

        private mutating func perform(_ actions: [RTSPClientAction]) {
            for action in actions {
                switch action {
                case .described:
                    let ports = [RTSPPorts(rtp: 5000, rtcp: 5001), RTSPPorts(rtp: 5002, rtcp: 5003)]
                    perform(camera.session.setUp([0, 1, 7], ports: ports, now: camera.now))
                case .granted(let tracks): framer.expect(tracks)
                case .playing: hasPlayed = true
                case .close, .redirect: ends += 1
                case .send: break
                }
            }
        }
    }

    @Test func mutatedClientsAreNoDanger() throws {
        let played = try (UInt64(0)..<300).count { seed in
            var generator = SeededGenerator(seed: seed)
            let stream = mutated(Self.client, &generator)
            var house = try House(
                .init(
                    authentication: seed % 3 == 0 ? ServerAuthentication(realm: "Nightjar", nonce: "n") : nil,
                    datagramPorts: seed % 2 == 0 ? RTSPPorts(rtp: 6970, rtcp: 6971) : nil
                )
            )
            for piece in pieces(stream, &generator) { house.take(piece) }
            #expect(house.sent < stream.count * 20 + 4096)
            #expect(house.framer.heldBytes <= stream.count)
            return house.timesPlayed > 0
        }
        #expect(played > 50)
    }

    /// A server that does what its session says.
    private struct House {
        var session: RTSPServerSession
        var framer = RTSPFramer()
        var now = MonotonicTime(nanoseconds: 0)
        var isPlaying = false
        var timesPlayed = 0
        var sent = 0
        private let description: SessionDescription

        init(_ configuration: RTSPServerSession.Configuration) throws {
            session = RTSPServerSession(configuration, now: now)
            description = try SessionDescription(parsing: CameraDialogue.description)
        }

        mutating func take(_ piece: [UInt8]) {
            for case .message(let message) in (try? framer.feed(piece)) ?? [] {
                now = now + .milliseconds(100)
                perform(session.received(message, now: now))
            }
        }

        private mutating func perform(_ actions: [RTSPServerAction]) {
            for action in actions {
                switch action {
                case .authenticate: perform(session.authenticated(true, now: now))
                case .describe: perform(session.described(.stream(description), now: now))
                case .prepare(let tracks):
                    let beginnings = tracks.map { RTSPBeginning(media: $0.media, sequence: 1, timestamp: 2) }
                    perform(session.playing(from: beginnings, now: now))
                case .play:
                    #expect(!isPlaying)
                    isPlaying = true
                    timesPlayed += 1
                case .stop: isPlaying = false
                case .send(let bytes): sent += bytes.count
                case .close: break
                }
            }
        }
    }
}
