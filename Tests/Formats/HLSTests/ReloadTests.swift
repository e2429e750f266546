import Media
import Testing

@testable import HLS

/// What clients ask for, and whether they must wait for it.
struct ReloadTests {
    private func request(_ query: String) throws(ReloadRequestError) -> ReloadRequest {
        try ReloadRequest(query: query[...])
    }

    @Test func directivesAreRead() throws {
        #expect(try request("") == ReloadRequest())
        #expect(try request("_HLS_msn=273") == ReloadRequest(position: .init(sequence: 273)))
        #expect(
            try request("token=a%20b&_HLS_part=2&_HLS_msn=0&&_HLS_skip=YES")
                == ReloadRequest(position: .init(sequence: 0, part: 2), skipsOlder: true)
        )
        #expect(try request("_HLS_skip=v2").skipsOlder)
        #expect(try request("_HLS_msn=000000000000007").position?.sequence == 7)
    }

    @Test func whatIsNobodysDirectiveIsPassedOver() throws {
        for query in ["_HLS_report=x", "_hls_msn=x", "%5FHLS_msn=x", "msn=1&part=2", "=1", "a", "&", "_HLS_", "==="] {
            #expect(try request(query) == ReloadRequest())
        }
    }

    @Test(arguments: [
        "", "-1", "+1", "1.5", "0x10", " 1", "1%20", "١", "9999999999999999", "1=2", "YES", "1\u{301}", "1\r\n",
    ])
    func hostileNumbersAreRefused(value: String) {
        #expect(throws: ReloadRequestError.malformed("_HLS_msn")) { try request("_HLS_msn=\(value)") }
        #expect(throws: ReloadRequestError.malformed("_HLS_part")) { try request("_HLS_msn=1&_HLS_part=\(value)") }
    }

    @Test func otherHostileQueriesAreRefused() {
        #expect(throws: ReloadRequestError.malformed("_HLS_msn")) { try request("_HLS_msn") }
        for value in ["", "yes", "NO", "v3", "YES,v2"] {
            #expect(throws: ReloadRequestError.malformed("_HLS_skip")) { try request("_HLS_skip=\(value)") }
        }
        #expect(throws: ReloadRequestError.partWithoutSegment) { try request("_HLS_part=1") }
        #expect(throws: ReloadRequestError.repeated("_HLS_msn")) { try request("_HLS_msn=1&_HLS_msn=1") }
        #expect(throws: ReloadRequestError.tooLong) { try request(String(repeating: "a", count: 4097)) }
        // No value is repeated in what is said of it.
        do {
            _ = try request("_HLS_msn=hunter2")
        } catch {
            #expect(!"\(error)".contains("hunter2"))
        }
    }

    // MARK: Answers

    /// Segments 5 and 6 with two parts each, and two parts of 7.
    private func playlist(isLowLatency: Bool = true) throws -> MediaPlaylist {
        var playlist = MediaPlaylist(
            .live,
            targetDuration: 1,
            lowLatency: isLowLatency ? LowLatency(partTarget: .milliseconds(500)) : nil,
            mediaSequence: 5
        )
        for number in 5...7 {
            try playlist.begin(SegmentStart())
            for part in 0..<2 where isLowLatency {
                try playlist.append(
                    PartialSegment("\(number).\(part)", duration: .milliseconds(500), isIndependent: part == 0)
                )
            }
            if number < 7 { try playlist.finish("\(number)", duration: .seconds(1)) }
        }
        return playlist
    }

    @Test(
        arguments: [
            ("", .now), ("_HLS_msn=0", .now), ("_HLS_msn=6", .now), ("_HLS_msn=7", .later), ("_HLS_msn=8", .later),
            ("_HLS_msn=9", .tooFarAhead), ("_HLS_msn=999999999999999", .tooFarAhead),
            ("_HLS_msn=4&_HLS_part=99", .now), ("_HLS_msn=6&_HLS_part=1", .now),
            // Behind the last part comes the first of the next segment, which is there; of the segment after it is not.
            ("_HLS_msn=5&_HLS_part=2", .now), ("_HLS_msn=6&_HLS_part=2", .now), ("_HLS_msn=6&_HLS_part=999", .now),
            ("_HLS_msn=7&_HLS_part=0", .now), ("_HLS_msn=7&_HLS_part=1", .now), ("_HLS_msn=7&_HLS_part=2", .later),
            // Six parts of half a second ahead of the last.
            ("_HLS_msn=7&_HLS_part=7", .later), ("_HLS_msn=7&_HLS_part=8", .tooFarAhead),
            ("_HLS_msn=8&_HLS_part=0", .later), ("_HLS_msn=8&_HLS_part=5", .later),
            ("_HLS_msn=8&_HLS_part=6", .tooFarAhead),
        ] as [(String, ReloadAnswer)]
    )
    func aRequestIsAnsweredWhenWhatItWantsIsThere(query: String, answer: ReloadAnswer) throws {
        #expect(try playlist().answer(to: request(query)) == answer)
    }

    @Test func whatComesEndsTheWaiting() throws {
        var playlist = try playlist()
        let (part, segment) = (try request("_HLS_msn=7&_HLS_part=2"), try request("_HLS_msn=7"))
        #expect(playlist.answer(to: part) == .later && playlist.answer(to: segment) == .later)
        try playlist.append(PartialSegment("7.2", duration: .milliseconds(100), isIndependent: false))
        #expect(playlist.answer(to: part) == .now && playlist.answer(to: segment) == .later)
        try playlist.finish("7", duration: .seconds(1))
        #expect(playlist.answer(to: segment) == .now)
    }

    /// The segment was finished with fewer parts than were asked for: the first of the next is as good.
    @Test func aPartThatNeverComesIsTheFirstOfTheNextSegment() throws {
        var playlist = try playlist()
        let wanted = try request("_HLS_msn=7&_HLS_part=2")
        try playlist.finish("7", duration: .seconds(1))
        #expect(playlist.answer(to: wanted) == .later)
        try playlist.begin(SegmentStart())
        try playlist.append(PartialSegment("8.0", duration: .milliseconds(500), isIndependent: true))
        #expect(playlist.answer(to: wanted) == .now)
    }

    @Test func whatWasNotOfferedIsIgnored() throws {
        var ordinary = try playlist(isLowLatency: false)
        #expect(ordinary.answer(to: try request("_HLS_msn=99")) == .now)
        ordinary.end()
        var ended = try playlist()
        ended.end()
        #expect(ended.answer(to: try request("_HLS_msn=99&_HLS_part=3")) == .now)
        let empty = MediaPlaylist(.live, targetDuration: 1, lowLatency: LowLatency(partTarget: .seconds(1)))
        #expect(empty.answer(to: try request("_HLS_msn=0")) == .later)
        #expect(empty.answer(to: try request("_HLS_msn=2")) == .tooFarAhead)
    }
}
