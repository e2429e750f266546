import MP4
import Media
import Stream
import Testing

@testable import Live

struct LiveViewTests {
    private static let aac = [UInt8]([0x11, 0x88])

    private func format() throws -> StreamFormat {
        StreamFormat(tracks: [.aac(try AACFormat(configuration: Self.aac))])
    }

    private func unit(_ number: Int, track: Int = 0) -> AccessUnit {
        AccessUnit(
            track: track,
            payload: Bytes([UInt8](repeating: UInt8(number), count: 10)),
            decodeTime: MediaTicks(5_000 + Int64(number) * 1024),
            arrival: MonotonicTime(nanoseconds: Int64(number) * 21_000_000),
            wall: WallTime(nanoseconds: Int64(number)),
            flags: .key
        )
    }

    @Test func aViewerGetsTheStartTheEdgeAndThenEachUnit() async throws {
        let ring = StreamRing()
        ring.begin(try format())
        ring.append(unit(0))
        var feed = LiveView(of: ring).makeAsyncIterator()
        let first = try #require(await feed.next())
        guard case .initialization(let start) = first[0], case .fragment = first[1], case .liveEdge(let edge) = first[2]
        else {
            Issue.record("not the start, a fragment and the edge: \(first)")
            return
        }
        #expect(start.mime == "audio/mp4; codecs=\"mp4a.40.2\"")
        #expect(start.hasAudio && edge == 0)
        ring.append(unit(1))
        let second = try #require(await feed.next())
        guard case .fragment(let header, let payload) = second[0] else {
            Issue.record("no fragment")
            return
        }
        #expect(second.count == 1)
        #expect(payload.array == [UInt8](repeating: 1, count: 10))
        #expect(try baseDecodeTime(header, start.bytes) == 1024)
    }

    @Test func anInterruptionAndANewStartAreTold() async throws {
        let ring = StreamRing()
        ring.begin(try format())
        ring.append(unit(0))
        var feed = LiveView(of: ring).makeAsyncIterator()
        _ = await feed.next()
        ring.interrupt(Interruption(code: "camera-unreachable", sentence: "Gone.", at: WallTime(nanoseconds: 1)))
        guard case .interrupted(let sentence)? = await feed.next()?.first else {
            Issue.record("not told")
            return
        }
        #expect(sentence == "Gone.")
        ring.begin(try format())
        ring.append(unit(2))
        guard case .initialization? = await feed.next()?.first else {
            Issue.record("no new start")
            return
        }
        ring.end()
        guard case .ended? = await feed.next()?.last else {
            Issue.record("no end")
            return
        }
        #expect(await feed.next() == nil)
    }

    @Test func soundThatNoBrowserPlaysIsLeftOut() async throws {
        let ring = StreamRing()
        ring.begin(StreamFormat(tracks: [.aac(try AACFormat(configuration: Self.aac)), .g711(G711Format(law: .a))]))
        ring.append(unit(0))
        ring.append(unit(1, track: 1))
        var feed = LiveView(of: ring).makeAsyncIterator()
        let messages = try #require(await feed.next())
        #expect(messages.count { if case .fragment = $0 { true } else { false } } == 1)
    }

    @Test func aStreamThatNoBrowserPlaysSaysSo() async throws {
        let ring = StreamRing()
        ring.begin(StreamFormat(tracks: [.jpeg(JPEGFormat(size: PictureSize(width: 640, height: 480)))]))
        ring.append(unit(0))
        var feed = LiveView(of: ring).makeAsyncIterator()
        guard case .interrupted(let sentence)? = await feed.next()?.first else {
            Issue.record("not told")
            return
        }
        #expect(sentence == "MJPEG cannot be shown live in a browser yet; it is recorded.")
    }

    private func baseDecodeTime(_ header: [UInt8], _ initialisation: [UInt8]) throws -> Int64 {
        // tfdt, version 1, is the only box of that name; its time follows name and version.
        let name = Array("tfdt".utf8)
        let at = try #require(header.indices.first { header[$0...].starts(with: name) })
        return header[at + 8..<at + 16].reduce(0) { $0 << 8 | Int64($1) }
    }
}
