import Media
import Testing

@testable import HLS

/// What a client gets, line by line, and the rules that a playlist keeps.
struct MediaPlaylistTests {
    /// 2026-11-21T20:43:07.250Z.
    private static let wall = WallTime(nanoseconds: 1_795_293_787_250_000_000)

    @Test func aLivePlaylistOfTransportStreams() throws {
        var playlist = MediaPlaylist(.live, targetDuration: 4)
        for number in 0..<5 {
            try playlist.append(
                MediaSegment(
                    "\(number).ts",
                    duration: .milliseconds(4004),
                    start: SegmentStart(
                        wall: Self.wall + .milliseconds(4004 * number),
                        isDiscontinuous: number == 1
                    )
                )
            )
        }
        #expect(playlist.lastSequence == 4)
        let gone = playlist.removeOldest(keeping: .seconds(12))
        #expect(gone.map(\.uri) == ["0.ts", "1.ts"])
        #expect(
            playlist.text() == """
                #EXTM3U
                #EXT-X-VERSION:3
                #EXT-X-TARGETDURATION:4
                #EXT-X-MEDIA-SEQUENCE:2
                #EXT-X-DISCONTINUITY-SEQUENCE:1
                #EXT-X-INDEPENDENT-SEGMENTS
                #EXT-X-PROGRAM-DATE-TIME:2026-11-21T20:43:15.258Z
                #EXTINF:4.004,
                2.ts
                #EXT-X-PROGRAM-DATE-TIME:2026-11-21T20:43:19.262Z
                #EXTINF:4.004,
                3.ts
                #EXT-X-PROGRAM-DATE-TIME:2026-11-21T20:43:23.266Z
                #EXTINF:4.004,
                4.ts

                """
        )
    }

    @Test func aRecordedPlaylistOfFragmentedMP4() {
        let first = SegmentStart(initialisation: "init.mp4")
        let other = SegmentStart(isDiscontinuous: true, initialisation: "other.mp4")
        let playlist = MediaPlaylist.recorded([
            MediaSegment("1.m4s", duration: .milliseconds(9500), start: first),
            MediaSegment("2.m4s", duration: .seconds(2), start: first),
            MediaSegment("3.m4s", duration: .seconds(2), start: other),
        ])
        #expect(
            playlist.text(skippingOlder: true) == """
                #EXTM3U
                #EXT-X-VERSION:6
                #EXT-X-TARGETDURATION:10
                #EXT-X-MEDIA-SEQUENCE:0
                #EXT-X-PLAYLIST-TYPE:VOD
                #EXT-X-INDEPENDENT-SEGMENTS
                #EXT-X-MAP:URI="init.mp4"
                #EXTINF:9.5,
                1.m4s
                #EXTINF:2.0,
                2.m4s
                #EXT-X-DISCONTINUITY
                #EXT-X-MAP:URI="other.mp4"
                #EXTINF:2.0,
                3.m4s
                #EXT-X-ENDLIST

                """
        )
        #expect(MediaPlaylist.recorded([]).text().hasSuffix("#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-ENDLIST\n"))
    }

    @Test func anEventGrowsAndEnds() throws {
        var playlist = MediaPlaylist(.event, targetDuration: 2)
        for number in 0..<9 { try playlist.append(MediaSegment("\(number).ts", duration: .seconds(2))) }
        #expect(playlist.removeOldest(keeping: .seconds(2)).isEmpty)
        #expect(playlist.text().contains("#EXT-X-PLAYLIST-TYPE:EVENT\n") && !playlist.text().contains("ENDLIST"))
        playlist.end()
        #expect(playlist.text().hasSuffix("8.ts\n#EXT-X-ENDLIST\n") && playlist.segments.count == 9)
        #expect(throws: PlaylistError.ended) { try playlist.append(MediaSegment("x", duration: .seconds(1))) }
        #expect(throws: PlaylistError.ended) { try playlist.begin(SegmentStart()) }
    }

    // MARK: Target duration

    /// Rounded to the nearest whole second, of what is written, a segment fits or does not.
    @Test(
        arguments: [
            (4_499_999_000, true), (4_499_999_499, true), (4_499_999_500, false), (4_500_000_000, false),
            (4_000_000_000, true),
        ] as [(Int64, Bool)]
    )
    func aSegmentIsNoLongerThanTheTargetDuration(nanoseconds: Int64, fits: Bool) throws {
        var playlist = MediaPlaylist(.live, targetDuration: 4)
        let segment = MediaSegment("a.ts", duration: .nanoseconds(nanoseconds))
        if fits {
            try playlist.append(segment)
        } else {
            #expect(throws: PlaylistError.self) { try playlist.append(segment) }
            #expect(playlist.segments.isEmpty)
        }
        // Whoever reads the text comes to the same result.
        let recorded = MediaPlaylist.recorded([segment])
        #expect(recorded.targetDuration == (fits ? 4 : 5))
    }

    @Test func theTargetDurationIsOneSecondAtLeast() {
        #expect(MediaPlaylist.recorded([MediaSegment("a", duration: .milliseconds(40))]).targetDuration == 1)
        #expect(MediaPlaylist(.live, targetDuration: -3).targetDuration == 1)
    }

    // MARK: Taking out

    @Test func aLivePlaylistKeepsThreeTargetDurations() throws {
        var playlist = MediaPlaylist(.live, targetDuration: 2, mediaSequence: 100, discontinuitySequence: 7)
        for number in 0..<10 {
            try playlist.append(
                MediaSegment(
                    "\(number).ts",
                    duration: .milliseconds(1900),
                    start: SegmentStart(isDiscontinuous: number % 4 == 0)
                )
            )
        }
        playlist.removeOldest(keeping: .zero)
        // Four of 1.9 s are more than 6 s, three are not.
        #expect(playlist.segments.count == 4 && playlist.mediaSequence == 106 && playlist.lastSequence == 109)
        #expect(playlist.discontinuitySequence == 9 && playlist.duration == .milliseconds(7600))
        #expect(playlist.removeOldest(keeping: .zero).isEmpty)
        // Who has no more room can still take out some, but for the last.
        #expect(playlist.removeOldest(2).map(\.uri) == ["6.ts", "7.ts"])
        #expect(playlist.mediaSequence == 108 && playlist.discontinuitySequence == 9)
        #expect(playlist.removeOldest(99).map(\.uri) == ["8.ts"] && playlist.discontinuitySequence == 10)
        #expect(playlist.removeOldest(1).isEmpty && playlist.removeOldest(-1).isEmpty)
    }

    @Test func segmentsThatNeedOthersAreNotCalledIndependent() throws {
        var playlist = MediaPlaylist(.live, targetDuration: 2)
        try playlist.append(MediaSegment("a", duration: .seconds(2)))
        #expect(playlist.text().contains("#EXT-X-INDEPENDENT-SEGMENTS"))
        playlist.areIndependent = false
        #expect(!playlist.text().contains("INDEPENDENT"))
    }

    // MARK: Low latency

    private func lowLatencyPlaylist() throws -> MediaPlaylist {
        var playlist = MediaPlaylist(
            .live,
            targetDuration: 2,
            lowLatency: LowLatency(partTarget: .milliseconds(500)),
            mediaSequence: 10
        )
        for number in 10..<20 {
            try playlist.begin(
                SegmentStart(wall: Self.wall + .seconds(2 * (number - 10)), initialisation: "init.mp4")
            )
            for part in 0..<4 {
                try playlist.append(
                    PartialSegment("\(number).\(part).m4s", duration: .milliseconds(500), isIndependent: part == 0)
                )
            }
            try playlist.finish("\(number).m4s", duration: .seconds(2))
        }
        try playlist.begin(SegmentStart(wall: Self.wall + .seconds(20), initialisation: "init.mp4"))
        try playlist.append(PartialSegment("20.0.m4s", duration: .microseconds(333_333), isIndependent: true))
        playlist.preloadHint = "20.1.m4s"
        playlist.renditionReports = [RenditionReport(uri: "../sub/live.m3u8", lastSequence: 20, lastPart: 0)]
        return playlist
    }

    @Test func aDeltaUpdateSkipsWhatIsOlder() throws {
        let playlist = try lowLatencyPlaylist()
        #expect(
            playlist.text(skippingOlder: true) == """
                #EXTM3U
                #EXT-X-VERSION:9
                #EXT-X-TARGETDURATION:2
                #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12.0,HOLD-BACK=6.0,PART-HOLD-BACK=1.5
                #EXT-X-PART-INF:PART-TARGET=0.5
                #EXT-X-MEDIA-SEQUENCE:10
                #EXT-X-DISCONTINUITY-SEQUENCE:0
                #EXT-X-INDEPENDENT-SEGMENTS
                #EXT-X-SKIP:SKIPPED-SEGMENTS=3
                #EXT-X-PROGRAM-DATE-TIME:2026-11-21T20:43:13.250Z
                #EXTINF:2.0,
                13.m4s
                #EXT-X-PROGRAM-DATE-TIME:2026-11-21T20:43:15.250Z
                #EXTINF:2.0,
                14.m4s
                #EXT-X-PROGRAM-DATE-TIME:2026-11-21T20:43:17.250Z
                #EXTINF:2.0,
                15.m4s
                #EXT-X-PROGRAM-DATE-TIME:2026-11-21T20:43:19.250Z
                #EXTINF:2.0,
                16.m4s
                \(parts(of: 17, at: "21.250"))
                #EXTINF:2.0,
                17.m4s
                \(parts(of: 18, at: "23.250"))
                #EXTINF:2.0,
                18.m4s
                \(parts(of: 19, at: "25.250"))
                #EXTINF:2.0,
                19.m4s
                #EXT-X-PROGRAM-DATE-TIME:2026-11-21T20:43:27.250Z
                #EXT-X-PART:DURATION=0.333333,URI="20.0.m4s",INDEPENDENT=YES
                #EXT-X-PRELOAD-HINT:TYPE=PART,URI="20.1.m4s"
                #EXT-X-RENDITION-REPORT:URI="../sub/live.m3u8",LAST-MSN=20,LAST-PART=0

                """
        )
    }

    private func parts(of segment: Int, at second: String) -> String {
        let lines = (0..<4).map { part in
            "#EXT-X-PART:DURATION=0.5,URI=\"\(segment).\(part).m4s\"" + (part == 0 ? ",INDEPENDENT=YES" : "")
        }
        return (["#EXT-X-PROGRAM-DATE-TIME:2026-11-21T20:43:\(second)Z"] + lines).joined(separator: "\n")
    }

    /// What a client makes of a delta update and the playlist that it has is the whole playlist.
    @Test func theWholePlaylistHasTheMapOnceAndAllSegments() throws {
        let playlist = try lowLatencyPlaylist()
        let whole = playlist.text().split(separator: "\n")
        #expect(whole[1] == "#EXT-X-VERSION:6" && !playlist.text().contains("EXT-X-SKIP"))
        #expect(whole.filter { $0.hasPrefix("#EXT-X-MAP") } == ["#EXT-X-MAP:URI=\"init.mp4\""])
        #expect(whole.filter { !$0.hasPrefix("#") }.map(String.init) == (10..<20).map { "\($0).m4s" })
        let delta = playlist.text(skippingOlder: true).split(separator: "\n")
        let rest = delta.drop { !$0.hasPrefix("#EXT-X-SKIP") }.dropFirst()
        #expect(whole.suffix(rest.count) == rest)
        // Three segments with a date, and the map.
        #expect(whole.count - delta.count == 3 * 3 + 1 - 1)
    }

    @Test func aShortPlaylistIsNeverSkipped() throws {
        var playlist = MediaPlaylist(
            .live,
            targetDuration: 2,
            lowLatency: LowLatency(partTarget: .milliseconds(500))
        )
        for number in 0..<7 { try playlist.append(MediaSegment("\(number)", duration: .seconds(2))) }
        #expect(playlist.text(skippingOlder: true) == playlist.text())
        try playlist.append(MediaSegment("7", duration: .seconds(2)))
        #expect(playlist.text(skippingOlder: true).contains("#EXT-X-SKIP:SKIPPED-SEGMENTS=1\n"))
        // An ended playlist has nothing for who waits.
        playlist.end()
        let text = playlist.text(skippingOlder: true)
        #expect(!text.contains("SKIP") && !text.contains("SERVER-CONTROL") && !text.contains("PART-INF"))
    }

    @Test func partsBelongToASegmentThatWasBegun() throws {
        let part = PartialSegment("p", duration: .milliseconds(500), isIndependent: true)
        var plain = MediaPlaylist(.live, targetDuration: 2)
        try plain.begin(SegmentStart())
        #expect(throws: PlaylistError.noOpenSegment) { try plain.append(part) }
        var playlist = MediaPlaylist(
            .live,
            targetDuration: 2,
            lowLatency: LowLatency(partTarget: .milliseconds(500))
        )
        #expect(throws: PlaylistError.noOpenSegment) { try playlist.append(part) }
        #expect(throws: PlaylistError.noOpenSegment) { try playlist.finish("s", duration: .seconds(1)) }
        try playlist.begin(SegmentStart(isDiscontinuous: true))
        // As long as it has no part, nothing of it is told.
        #expect(!playlist.text().contains("#EXT-X-DISCONTINUITY\n"))
        try playlist.append(part)
        #expect(playlist.text().contains("#EXT-X-DISCONTINUITY\n#EXT-X-PART:"))
        #expect(throws: PlaylistError.openSegment) { try playlist.begin(SegmentStart()) }
        #expect(throws: PlaylistError.openSegment) {
            try playlist.append(MediaSegment("s", duration: .seconds(1)))
        }
        #expect(throws: PlaylistError.partTooLong(.milliseconds(600), target: .milliseconds(500))) {
            try playlist.append(PartialSegment("q", duration: .milliseconds(600), isIndependent: false))
        }
        #expect(throws: PlaylistError.segmentTooLong(.milliseconds(2500), target: 2)) {
            try playlist.finish("s", duration: .milliseconds(2500))
        }
        try playlist.finish("s", duration: .milliseconds(500))
        #expect(playlist.open == nil && playlist.segments.map(\.parts) == [[part]])
    }
}
