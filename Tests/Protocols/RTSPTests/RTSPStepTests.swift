import Media
import TestKit
import Testing

@testable import RTSP

/// Interleaved packets of cameras that lose their step, or send what nobody asked for.
struct RTSPStepTests {
    /// What comes of a stream, which is the same wherever it is cut.
    private func parts(_ stream: [UInt8]) throws -> (parts: [Fed], framer: RTSPFramer) {
        var whole = RTSPFramer()
        whole.expect(try Packets.tracks)
        let parts = try whole.feed(stream)
        let wrong = try (0...stream.count).filter { split in
            var framer = RTSPFramer()
            framer.expect(try Packets.tracks)
            let fed = try framer.feed(Array(stream[..<split])) + framer.feed(Array(stream[split...]))
            return fed != parts || framer.skippedBytes != whole.skippedBytes
                || framer.foreignFrames != whole.foreignFrames
        }
        #expect(wrong == [], "splits with another outcome")
        return (parts, whole)
    }

    private func videos(_ parts: [Fed]) -> [UInt8] {
        parts.compactMap { if case .frame(0, let packet) = $0, packet.count >= 12 { packet[3] } else { nil } }
    }

    // MARK: Row 21

    @Test func row21LineEndsBetweenMessagesAndBeforeADollarSign() throws {
        let stream = Array("\r\n\n\r".utf8) + Packets.video(1) + Array("\r\n".utf8) + Packets.video(2)
        let (fed, framer) = try parts(stream + Array("\r\nRTSP/1.0 200 OK\r\n\r\n\r\n\r\n".utf8) + Packets.video(3))
        #expect(videos(fed) == [1, 2, 3])
        #expect(fed.count == 4)
        #expect(framer.timesOutOfStep == 0)
    }

    // MARK: Row 22

    @Test func row22FindsTheStepAgain() throws {
        // The rest of a frame that the sender forgot, with dollar signs that begin nothing: an unknown channel, a wrong
        // version, a short packet, a foreign payload type, another source, a word that is no method.
        let lost: [UInt8] =
            [0xFF, 0x24, 9, 0, 20, 0x80] + [0x24, 0, 0, 20, 0x00] + [0x24, 0, 0, 2, 0x80]
            + frame(0, Packets.rtp(9, type: 50)) + frame(0, Packets.rtp(9, source: 0xC)) + Array("PLAYRT $".utf8)
        let answer = Array("RTSP/1.0 200 OK\r\n\r\n".utf8)
        let (fed, framer) = try parts(Packets.video(1) + lost + Packets.video(2) + answer + Packets.audio(1))
        #expect(
            fed == [
                .frame(channel: 0, Packets.rtp(1)), .skipped(lost.count), .frame(channel: 0, Packets.rtp(2)),
                .message(.response(RTSPResponse(status: 200))),
                .frame(channel: 2, Packets.rtp(1, type: 8, source: 0xB, [0xD5, 0xD5])),
            ]
        )
        #expect(framer.timesOutOfStep == 1)
        #expect(framer.skippedBytes == lost.count)
    }

    @Test func row22AFrameThatWasCutShort() throws {
        // The header promises more than comes, so the frame swallows the beginning of the next ones.
        let torn = Array(Packets.video(2, [UInt8](repeating: 0x61, count: 200)).prefix(100))
        let (fed, framer) = try parts(
            Packets.video(1) + torn + (3...12).flatMap { Packets.video($0, [UInt8](repeating: 0x41, count: 40)) }
        )
        #expect(framer.timesOutOfStep == 1)
        #expect(videos(fed).suffix(6) == [7, 8, 9, 10, 11, 12])
    }

    @Test func row22AReportIsAStepOnlyWhereItsLengthIsRight() throws {
        let wrong = frame(1, [0x80, 200, 0, 60, 0, 0, 0, 0xA])
        let (fed, _) = try parts(Packets.video(1) + [0] + wrong + frame(1, Packets.report) + Packets.video(2))
        #expect(
            fed == [
                .frame(channel: 0, Packets.rtp(1)), .skipped(1 + wrong.count), .frame(channel: 1, Packets.report),
                .frame(channel: 0, Packets.rtp(2)),
            ]
        )
    }

    @Test func row22AnImplausiblyLongFrameIsNoStep() throws {
        let false4k: [UInt8] = [0x24, 0, 0x10, 0x00] + Packets.rtp(9)
        let (fed, _) = try parts(Packets.video(1) + [0] + false4k + Packets.video(2))
        #expect(videos(fed) == [1, 2])
    }

    @Test func row22ANewSourceIsBelievedInTheEnd() throws {
        var framer = RTSPFramer()
        framer.expect(try Packets.tracks)
        _ = try framer.feed(Packets.video(1))
        let other = frame(0, Packets.rtp(2, source: 0xC))
        var fed = try framer.feed([0] + other)
        #expect(fed == [])
        for _ in 0..<70 { fed = try framer.feed([UInt8](repeating: 0, count: 1024)) }
        #expect(try framer.feed(other).last == .frame(channel: 0, Packets.rtp(2, source: 0xC)))
    }

    @Test func row22OddPacketsInStepAreNoLossOfStep() throws {
        // Payload type 50 of a Geovision, an empty frame, zeros, another source in the middle.
        let odd =
            [Packets.rtp(2, type: 50), [], [0, 0, 0, 0], Packets.rtp(3, source: 0xC)].flatMap { frame(0, $0) }
            + frame(1, [1, 2, 3])
        let (fed, framer) = try parts(Packets.video(1) + odd + Packets.video(4) + Array("\r\n".utf8))
        #expect(fed.count == 7)
        #expect(framer.timesOutOfStep == 0)
        #expect(videos(fed) == [1, 2, 3, 4])
    }

    @Test func row22MoreThanThreeTimesInAMinuteIsTooOften() throws {
        var camera = try CameraDialogue()
        try camera.play()
        for _ in 0..<12 {
            #expect(try camera.happens { $0.lostStep(now: $1) } == [])
            #expect(camera.session.nextDeadline != nil)
            camera.now = camera.now + .seconds(20)
        }
        #expect(camera.sent?.method == .play)
        for _ in 0..<2 { #expect(try camera.happens { $0.lostStep(now: $1) } == []) }
        #expect(camera.sent?.method == .teardown)
        #expect(try camera.ok() == [.close(.outOfStep)])
        #expect(camera.session.oddities == [.outOfStep: 14])
    }

    // MARK: Rows 23 and 24

    @Test func row23MediaBeforeTheAnswerToPlay() throws {
        // In one read: packets, the answer, packets. The tracks are known by then, so that none is lost.
        var camera = try CameraDialogue()
        try camera.describe()
        try camera.setUp([0])
        let granted = try camera.ok("Session: 1\nTransport: RTP/AVP/TCP;interleaved=0-1")
        guard case .granted(let tracks)? = granted.first else { return #expect(Bool(false)) }
        #expect(camera.sent?.method == .play)
        var framer = RTSPFramer()
        framer.expect(tracks)
        let answer = Array("RTSP/1.0 200 OK\r\nCSeq: \(camera.number)\r\n\r\n".utf8)
        var packets: [[UInt8]] = []
        var isPlaying: [Bool] = []
        let report = frame(1, Packets.report)
        for part in try framer.feed(Packets.video(1) + report + answer + Packets.video(2)) {
            switch part {
            case .message(let message):
                let actions = camera.session.received(message, now: camera.now)
                guard case .playing? = actions.first else { return #expect(Bool(false)) }
                isPlaying.append(true)
            case .frame(_, let packet):
                packets.append(packet)
                if isPlaying.isEmpty { camera.session.note(.mediaBeforePlay) }
            case .skipped: #expect(Bool(false))
            }
        }
        #expect(packets == [Packets.rtp(1), Packets.report, Packets.rtp(2)])
        #expect(camera.session.oddities[.mediaBeforePlay] == 2)
    }

    @Test func row24ForeignChannelsAreReportedOnce() throws {
        let foreign = (1...5).flatMap { frame(4, Packets.rtp($0, type: 97)) + Packets.video($0) } + frame(9, [1, 2])
        let (fed, framer) = try parts(foreign + Packets.video(6))
        #expect(videos(fed) == [1, 2, 3, 4, 5, 6])
        #expect(fed.filter { if case .frame(4, _) = $0 { true } else { false } }.count == 1)
        #expect(framer.foreignFrames == [4: 5, 9: 1])
        #expect(framer.timesOutOfStep == 0)
    }

    @Test func row24TheFirstForeignFrameSaysSo() throws {
        var framer = RTSPFramer()
        framer.expect([])
        let bytes = frame(2, Packets.rtp(1)) + frame(2, Packets.rtp(2)) + Array("\r\n".utf8)
        guard case .interleaved(let first)? = try framer.next(in: bytes.span) else { return #expect(Bool(false)) }
        #expect(first.isForeign && first.channel == 2)
        #expect(try framer.next(in: bytes.span) == nil)
        #expect(framer.foreignFrames == [2: 2])
        // Set up later, the channel is ours.
        framer.expect(try Packets.tracks)
        #expect(framer.foreignFrames == [:])
        let audio = Packets.audio(1)
        guard case .interleaved(let second)? = try framer.next(in: audio.span) else { return #expect(Bool(false)) }
        #expect(!second.isForeign)
    }

    // MARK: Any stream

    /// A long stream with everything in it, and junk in between.
    private func longStream(seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        var stream: [UInt8] = []
        for number in UInt8(0)..<40 {
            switch Int.random(in: 0..<12, using: &generator) {
            case 0: stream += Array("\r\n".utf8)
            case 1: stream += Array("RTSP/1.0 200 OK\r\nCSeq: \(number)\r\nContent-Length: 3\r\n\r\n$ab".utf8)
            case 2: stream += Array("OPTIONS rtsp://cam RTSP/1.0\r\nCSeq: \(number)\r\n\r\n".utf8)
            case 3: stream += frame(7, Packets.rtp(number, type: 97))
            case 4: stream += Packets.audio(number)
            case 5: stream += frame(1, Packets.report)
            case 6: stream += Packets.video(number, [UInt8](repeating: 0x24, count: 90)).prefix(60)
            case 7:
                for _ in 0..<Int.random(in: 1...50, using: &generator) {
                    stream.append(.random(in: 0...255, using: &generator))
                }
            default:
                let count = Int.random(in: 0...60, using: &generator)
                stream += Packets.video(number, (0..<count).map { _ in .random(in: 0...255, using: &generator) })
            }
        }
        return stream
    }

    @Test(arguments: UInt64(0)..<3)
    func atEverySplitWithJunkInBetween(seed: UInt64) throws {
        let (fed, framer) = try parts(longStream(seed: seed))
        #expect(framer.timesOutOfStep > 0)
        #expect(videos(fed).count > 10)
    }

    @Test(arguments: UInt64(0)..<60)
    func inRandomPiecesWithJunkInBetween(seed: UInt64) throws {
        let stream = longStream(seed: seed)
        var generator = SeededGenerator(seed: seed)
        var whole = RTSPFramer()
        var pieced = RTSPFramer()
        whole.expect(try Packets.tracks)
        pieced.expect(try Packets.tracks)
        var fed: [Fed] = []
        var rest = stream[...]
        while !rest.isEmpty {
            let count = Int.random(in: 0...30, using: &generator)
            fed += try pieced.feed(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        #expect(try fed == whole.feed(stream))
    }
}
