import Media
import Stream
import Testing

@testable import Live

struct LiveHLSIndexTests {
    @Test func theIndexTellsWhatThereIsAndWhatIsLeftOut() throws {
        let law = StreamFormat(tracks: [try HLSFilm.h264, .g711(G711Format(law: .mu))])
        let index = LiveHLSIndex([
            .init(uri: "main/ts/index.m3u8", flavour: .transportStream, format: law, bitsPerSecond: 1_000_000),
            .init(uri: "sub/fmp4/index.m3u8", flavour: .fragmentedMP4, format: try HLSFilm.format, bitsPerSecond: 0),
        ])
        #expect(
            index.text == """
                #EXTM3U
                #EXT-X-VERSION:3
                # main/ts/index.m3u8: the sound is G.711 µ-law, which HLS cannot carry; it is left out.
                #EXT-X-STREAM-INF:BANDWIDTH=1500000,AVERAGE-BANDWIDTH=1000000,CODECS="avc1.64001e",RESOLUTION=640x360
                main/ts/index.m3u8
                #EXT-X-STREAM-INF:BANDWIDTH=691200,CODECS="avc1.64001e,mp4a.40.2",RESOLUTION=640x360
                sub/fmp4/index.m3u8

                """
        )
        let ring = StreamRing()
        #expect(LiveHLSIndex.format(of: LiveHLSSource(name: "yard/main", ring: ring)) == nil)
        ring.begin(law)
        #expect(LiveHLSIndex.format(of: LiveHLSSource(name: "yard/main", ring: ring)) == law)
        ring.append(HLSFilm.unit(0, at: 0, isKey: true))
        #expect(LiveHLSIndex.format(of: LiveHLSSource(name: "yard/main", ring: ring)) == law && !ring.hasViewers)
        ring.interrupt(Interruption(code: "x", sentence: "x", at: WallTime(nanoseconds: 0)))
        #expect(LiveHLSIndex.format(of: LiveHLSSource(name: "yard/main", ring: ring)) == nil)
    }
}
