import Media
import Testing

@testable import HLS

/// Numbers, dates and text as they are written.
struct WritingTests {
    @Test(
        arguments: [
            (0, "0.0"), (1, "0.0"), (499, "0.0"), (500, "0.000001"), (1_000_000_000, "1.0"), (4_004_000_000, "4.004"),
            (33_366_700, "0.033367"), (999_999_499, "0.999999"), (999_999_500, "1.0"), (-5, "0.0"),
            (3_600_010_000_000, "3600.01"),
        ] as [(Int64, String)]
    )
    func durationsAreWrittenToTheMicrosecond(nanoseconds: Int64, text: String) {
        #expect(PlaylistDuration.text(.nanoseconds(nanoseconds)) == text)
    }

    @Test func absurdDurationsDoNoHarm() {
        #expect(PlaylistDuration.text(.seconds(Int64.max)) == "9223372036.854776")
        #expect(PlaylistDuration.wholeSeconds(.seconds(Int64.min)) == 0)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000_000_000, "2000-02-29T00:00:00.000Z"),
            (1_795_293_787_123_999_999, "2026-11-21T20:43:07.123Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (4_107_542_399_999_000_000, "2100-02-28T23:59:59.999Z"), (Int64.max, "2262-04-11T23:47:16.854Z"),
            (Int64.min, "1677-09-21T00:12:43.145Z"),
        ] as [(Int64, String)]
    )
    func datesAreThoseOfTheCalendar(nanoseconds: Int64, text: String) {
        #expect(PlaylistDate.text(WallTime(nanoseconds: nanoseconds)) == text)
    }

    @Test func uriTextStaysAsItIs() {
        let uri = "https://nvr.example:8443/a-b_c~d/1.2.m4s?token=A%20b+c&x=[1]#t=1,2;(3)*!$'@"
        #expect(PlaylistText.uri(uri) == uri)
    }

    @Test(arguments: [
        ("a\"b", "a%22b"), ("a\r\nb", "a%0D%0Ab"), ("a b\tc", "a%20b%09c"), ("ä", "%C3%A4"), ("\u{0}\u{7F}", "%00%7F"),
        ("<a>\\^`{|}", "%3Ca%3E%5C%5E%60%7B%7C%7D"), ("#EXT-X-ENDLIST", "%23EXT-X-ENDLIST"),
    ])
    func nothingElseGetsIntoALine(text: String, written: String) throws {
        #expect(PlaylistText.uri(text, beginsLine: true) == written)
        var playlist = MediaPlaylist(.live, targetDuration: 1, lowLatency: LowLatency(partTarget: .seconds(1)))
        try playlist.begin(SegmentStart(initialisation: text))
        try playlist.append(PartialSegment(text, duration: .seconds(1), isIndependent: false))
        try playlist.finish(text, duration: .seconds(1))
        playlist.preloadHint = text
        playlist.renditionReports = [RenditionReport(uri: text, lastSequence: 0, lastPart: nil)]
        let lines = playlist.text().split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 15 && lines[11] == Substring(written))
        #expect(lines.dropLast().allSatisfy { $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } })
        #expect(lines.filter { $0.utf8.count { $0 == UInt8(ascii: "\"") } == 2 }.count == 4)
    }

    @Test func aMultivariantPlaylistSaysWhatToChoose() {
        let playlist = MultivariantPlaylist([
            .init(
                "main.m3u8",
                bandwidth: 4_500_000,
                averageBandwidth: 4_000_000,
                codecs: ["avc1.64001f", "mp4a.40.2"],
                resolution: PictureSize(width: 1920, height: 1080),
                frameRate: 29.97002997
            ),
            .init("sub.m3u8", bandwidth: 0, codecs: ["hvc1.1.6.L63.90"], frameRate: 25),
            .init("sound.m3u8", bandwidth: 64_000, codecs: [], frameRate: .nan),
        ])
        #expect(
            playlist.text == """
                #EXTM3U
                #EXT-X-VERSION:3
                #EXT-X-INDEPENDENT-SEGMENTS
                #EXT-X-STREAM-INF:BANDWIDTH=4500000,AVERAGE-BANDWIDTH=4000000,CODECS="avc1.64001f,mp4a.40.2",\
                RESOLUTION=1920x1080,FRAME-RATE=29.97
                main.m3u8
                #EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="hvc1.1.6.L63.90",FRAME-RATE=25.0
                sub.m3u8
                #EXT-X-STREAM-INF:BANDWIDTH=64000
                sound.m3u8

                """
        )
    }

    @Test func aRemarkIsAComment() {
        var playlist = MultivariantPlaylist([.init("a", bandwidth: 1, codecs: [])])
        playlist.remarks = ["EXT-X-ENDLIST", "one\n#EXT-X-ENDLIST\r\ntwo"]
        playlist.areIndependent = false
        #expect(
            playlist.text == """
                #EXTM3U
                #EXT-X-VERSION:3
                # EXT-X-ENDLIST
                # one #EXT-X-ENDLIST two
                #EXT-X-STREAM-INF:BANDWIDTH=1
                a

                """
        )
    }
}
