import Foundation
import HTTPServing
import TestKit
import Testing

struct HTTPDateTests {
    @Test(
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
        ] as [(Int64, String)]
    )
    func knownDates(_ seconds: Int64, _ text: String) {
        #expect(HTTPDate(secondsSince1970: seconds).description == text)
        #expect(HTTPDate(text)?.secondsSince1970 == seconds)
    }

    @Test func roundTripsAndAgreesWithACalendar() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<2000 {
            let seconds = Int64.random(in: 0...20_000_000_000, using: &generator)
            let text = HTTPDate(secondsSince1970: seconds).description
            #expect(HTTPDate(text)?.secondsSince1970 == seconds)
            let date = Date(timeIntervalSince1970: TimeInterval(seconds))
            let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: date)
            let fields = text.split(separator: " ")
            #expect(Int(fields[1]) == parts.day)
            #expect(Int(fields[3]) == parts.year)
            let weekdays = ["Sun,", "Mon,", "Tue,", "Wed,", "Thu,", "Fri,", "Sat,"]
            #expect(parts.weekday.map { weekdays[$0 - 1] } == String(fields[0]))
        }
    }

    @Test(arguments: [
        "", "yesterday", "Sun, 6 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1969 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "Sun, -6 Nov 1994 08:49:37 GMT",
    ])
    func ignoresWhatItDoesNotKnow(_ text: String) {
        #expect(HTTPDate(text) == nil)
    }

    @Test func clampsWhatCannotBeWritten() {
        #expect(HTTPDate(secondsSince1970: .min).description == "Thu, 01 Jan 1970 00:00:00 GMT")
        #expect(HTTPDate(secondsSince1970: .max).description == "Fri, 31 Dec 9999 23:59:59 GMT")
    }
}

struct EntityTagTests {
    @Test func isWrittenWithQuotesAndWithoutTraps() {
        #expect(EntityTag("v1").description == "\"v1\"")
        #expect(EntityTag("v1", isWeak: true).description == "W/\"v1\"")
        #expect(EntityTag("a\"b\r\nc d").description == "\"a_b_c_d\"")
    }

    @Test func dependsOnTheBytes() {
        #expect(EntityTag(of: Array("abc".utf8)) == EntityTag(of: Array("abc".utf8)))
        #expect(EntityTag(of: Array("abc".utf8)) != EntityTag(of: Array("abd".utf8)))
        #expect(EntityTag(of: []) != EntityTag(of: [0]))
    }
}

struct ContentDispositionTests {
    @Test(arguments: [
        ("front-door.mp4", "attachment; filename=\"front-door.mp4\""),
        ("Tür 1.mp4", "attachment; filename=\"T_r 1.mp4\"; filename*=UTF-8''T%C3%BCr%201.mp4"),
        ("../../etc/passwd", "attachment; filename=\"_.._etc_passwd\""),
        ("a\"; filename=\"b.exe", "attachment; filename=\"a__ filename=_b.exe\""),
        ("a\r\nSet-Cookie: x", "attachment; filename=\"a__Set-Cookie_ x\""), ("", "attachment; filename=\"download\""),
        ("...", "attachment; filename=\"download\""),
        ("100%.mp4", "attachment; filename=\"100_.mp4\"; filename*=UTF-8''100%25.mp4"),
        ("evil\u{202E}4pm.exe", "attachment; filename=\"evil4pm.exe\""),
    ])
    func namesAreHarmless(_ name: String, _ expected: String) {
        #expect(ContentDisposition.attachment(fileName: name).description == expected)
    }

    @Test func longNamesAreCut() {
        let name = ContentDisposition.inline(fileName: String(repeating: "ü", count: 500))
        #expect(name.fileName.utf8.count == 200)
        #expect(name.description.hasPrefix("inline; "))
    }
}
