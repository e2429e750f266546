import TestKit
import Testing

@testable import RTSP

struct RTSPFramerTests {
    private static let rtp: [UInt8] = [
        0x80, 0x60, 0, 1, 0, 0, 0, 1, 0xDE, 0xAD, 0xBE, 0xEF, 0x24, 0x52, 0x54, 0x53, 0x50,
    ]

    private static let stream: [UInt8] =
        Array("RTSP/1.0 200 OK\r\nCSeq: 1 \r\nX-Long: a\r\n b\r\nContent-Length: 5\r\n\r\nv=0\r\n".utf8)
        + frame(0, rtp) + frame(1, []) + Array("\r\n\r\n".utf8) + frame(2, [UInt8](repeating: 7, count: 300))
        + Array("OPTIONS rtsp://cam/x RTSP/1.0\nCSeq: 9\n\n".utf8) + frame(255, [1, 2, 3])
        + Array("RTSP/1.0 401 Unauthorized\r\nCSeq:2\r\n\r\n".utf8) + frame(0, rtp)

    private static let expected: [Fed] = [
        .message(
            .response(
                RTSPResponse(
                    status: 200,
                    headers: RTSPHeaders([("CSeq", "1"), ("X-Long", "a b"), ("Content-Length", "5")]),
                    body: Array("v=0\r\n".utf8)
                )
            )
        ),
        .frame(channel: 0, rtp), .frame(channel: 1, []), .frame(channel: 2, [UInt8](repeating: 7, count: 300)),
        .message(.request(RTSPRequest(.options, url: "rtsp://cam/x", headers: RTSPHeaders([("CSeq", "9")])))),
        .frame(channel: 255, [1, 2, 3]),
        .message(.response(RTSPResponse(status: 401, headers: RTSPHeaders([("CSeq", "2")])))),
        .frame(channel: 0, rtp),
    ]

    @Test func wholeAndByteByByte() throws {
        var framer = RTSPFramer()
        #expect(try framer.feed(Self.stream) == Self.expected)
        var slow = RTSPFramer()
        #expect(try Self.stream.flatMap { try slow.feed([$0]) } == Self.expected)
        #expect(slow.skippedBytes == 0)
    }

    @Test func atEverySplit() throws {
        for split in 0...Self.stream.count {
            var framer = RTSPFramer()
            let fed = try framer.feed(Array(Self.stream[..<split])) + framer.feed(Array(Self.stream[split...]))
            #expect(fed == Self.expected, "split at \(split)")
        }
    }

    @Test(arguments: UInt64(0)..<100)
    func inRandomPieces(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var framer = RTSPFramer()
        var fed: [Fed] = []
        var rest = Self.stream[...]
        while !rest.isEmpty {
            let count = Int.random(in: 0...60, using: &generator)
            fed += try framer.feed(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        #expect(fed == Self.expected)
    }

    @Test func aWholeFrameStaysWhereItIs() throws {
        let bytes = frame(0, Self.rtp) + frame(0, Self.rtp)
        let cut = bytes.count - 3
        var framer = RTSPFramer()
        let first = Array(bytes[..<cut])
        guard case .interleaved(let whole)? = try framer.next(in: first.span) else { return #expect(Bool(false)) }
        #expect(whole.rangeInInput == 4..<(4 + Self.rtp.count))
        #expect(try framer.next(in: first.span) == nil)
        let second = Array(bytes[cut...])
        guard case .interleaved(let pieced)? = try framer.next(in: second.span) else { return #expect(Bool(false)) }
        #expect(pieced.rangeInInput == nil)
        #expect(pieced.count == Self.rtp.count)
        #expect(try framer.next(in: second.span) == nil)
    }

    @Test func row22AMessageIsAStepToo() throws {
        var framer = RTSPFramer()
        let fed = try framer.feed([1, 2, 3] + Array("GET_PARAMETER rtsp://cam RTSP/1.0\r\n\r\n".utf8))
        #expect(fed == [.skipped(3), .message(.request(RTSPRequest(.getParameter, url: "rtsp://cam")))])
    }

    @Test func whatIsNotRTSPComesToAnEnd() throws {
        var framer = RTSPFramer()
        let noise = [UInt8](repeating: 0xFF, count: 65536)
        #expect(throws: RTSPFramingError.outOfStep) { for _ in 0..<17 { _ = try framer.feed(noise) } }
        var http = RTSPFramer()
        #expect(try http.feed(Array("GET / HTTP/1.1\r\nHost: cam\r\n\r\n".utf8)) == [])
    }

    @Test(arguments: [1, 7, 65536])
    func headersAreBounded(piece: Int) throws {
        let endless = Array("RTSP/1.0 200 OK\r\n".utf8) + [UInt8](repeating: 0x61, count: 66000)
        var framer = RTSPFramer()
        #expect(throws: RTSPFramingError.headersTooLarge) {
            var rest = endless[...]
            while !rest.isEmpty {
                _ = try framer.feed(Array(rest.prefix(piece)))
                rest = rest.dropFirst(piece)
            }
        }
    }

    @Test(arguments: ["1048577", "99999999999999999999999", "-1"])
    func bodiesAreBounded(length: String) {
        var framer = RTSPFramer()
        let text = "RTSP/1.0 200 OK\r\nContent-Length: \(length)\r\n\r\n"
        #expect(throws: RTSPFramingError.bodyTooLarge) { try framer.feed(Array(text.utf8)) }
    }

    @Test func afterAnErrorThereIsNothingMore() throws {
        var framer = RTSPFramer()
        let text = Array("RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n".utf8)
        #expect(throws: RTSPFramingError.bodyTooLarge) { try text.flatMap { try framer.feed([$0]) } }
        #expect(throws: RTSPFramingError.bodyTooLarge) { try framer.feed([]) }
        #expect(throws: RTSPFramingError.bodyTooLarge) { try framer.feed(frame(0, [1])) }
        #expect(framer.heldBytes == 0)
    }

    @Test func littleIsHeld() throws {
        // The longest frame, header and body that may wait for their end.
        var framer = RTSPFramer()
        var most = 0
        let frame = frame(0, [UInt8](repeating: 0x80, count: 65535))
        let head = Array("RTSP/1.0 200 OK\r\nX: ".utf8) + [UInt8](repeating: 0x61, count: 65000)
        let body = Array("\r\nContent-Length: 1048576\r\n\r\n".utf8) + [UInt8](repeating: 0x62, count: 1_048_576)
        var rest = (frame + head + body + frame)[...]
        while !rest.isEmpty {
            _ = try framer.feed(Array(rest.prefix(1000)))
            rest = rest.dropFirst(1000)
            most = max(most, framer.heldBytes)
        }
        #expect(most <= 65536 + 1_048_576 + 1000)
        #expect(framer.heldBytes == 0)
    }

    @Test func aLargeBodyComesByteByByte() throws {
        var framer = RTSPFramer()
        let body = [UInt8](repeating: 0x62, count: 100_000)
        var fed: [Fed] = try framer.feed(Array("RTSP/1.0 200 OK\r\nContent-Length: \(body.count)\r\n\r\n".utf8))
        for byte in body { fed += try framer.feed([byte]) }
        guard case .message(.response(let response))? = fed.first else { return #expect(Bool(false)) }
        #expect(response.body == body)
        #expect(try framer.feed(frame(3, [4])) == [.frame(channel: 3, [4])])
    }

    @Test(arguments: UInt64(0)..<600)
    func flippedBitsAreNoDanger(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var bytes = Self.stream + Self.stream + Self.stream
        for _ in 0..<Int.random(in: 1...40, using: &generator) {
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        }
        var framer = RTSPFramer()
        framer.expect(try Packets.tracks)
        var rest = bytes[...]
        var count = 0
        while !rest.isEmpty {
            let piece = Int.random(in: 1...200, using: &generator)
            guard let fed = try? framer.feed(Array(rest.prefix(piece))) else { return }
            for case .frame(_, let payload) in fed { count += payload.count }
            rest = rest.dropFirst(piece)
        }
        #expect(count <= bytes.count)
        #expect(framer.skippedBytes <= bytes.count)
    }

    @Test func whatIsSerialisedIsRead() throws {
        let headers = RTSPHeaders([("CSeq", "1"), ("X", "a\r\nEvil: yes")])
        let sent = RTSPRequest(.announce, url: "rtsp://cam/x", headers: headers, body: [1, 2, 3])
        let text = String(decoding: sent.serialized(), as: UTF8.self)
        #expect(
            text.hasPrefix("ANNOUNCE rtsp://cam/x RTSP/1.0\r\nCSeq: 1\r\nX: a  Evil: yes\r\nContent-Length: 3\r\n\r\n")
        )
        let read = try request(in: sent.serialized())
        #expect(read.body == [1, 2, 3])
        #expect(read.headers["x"] == "a  Evil: yes")
        #expect(read.headers["evil"] == nil)
    }
}
