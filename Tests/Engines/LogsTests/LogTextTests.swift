import Logging
import Testing

@testable import Logs

struct LogTextTests {
    @Test(arguments: [
        ("plain é 😀 text", "plain é 😀 text"), ("a\nb\r\nc\td", "a\\nb\\r\\nc d"),
        ("\u{1B}[31mred\u{7F}", "\\u{1b}[31mred\\u{7f}"),
        ("a\u{9B}31m", "a\\u{9b}31m"), ("a\u{202E}b\u{2028}c", "a\\u{202e}b\\u{2028}c"),
        ("\u{20AC} — â", "\u{20AC} — â"),
        ("\0", "\\u{0}"),
    ]) func controlCharactersAreWrittenOut(text: String, expected: String) {
        #expect(LogText.clean(text) == expected)
    }

    @Test func longTextsAreCut() {
        let text = String(repeating: "é", count: 10_000)
        let clean = LogText.clean(text)
        #expect(clean.utf8.count < LogText.longest + 40)
        #expect(clean.hasSuffix("… (20000 bytes)"))
        let fitting = String(repeating: "x", count: LogText.longest)
        #expect(LogText.clean(fitting) == fitting)
    }

    /// A secret beyond the cut must not come to light by it.
    @Test func maskedBeforeItIsCut() {
        let text = "rtsp://admin:" + String(repeating: "hunter2", count: 2000) + "@cam"
        #expect(LogText.clean(text) == "rtsp://***@cam")
    }

    @Test func fieldsAreSortedMaskedAndBounded() {
        let fields = LogText.fields(of: [
            "url": "rtsp://a:hunter2@cam", "password": "hunter2", "b": ["token": "hunter2"],
            "a": ["x", "rtsp://hunter2@y"],
        ])
        #expect(
            fields == [
                .init("a", #"["x", "rtsp://***@y"]"#), .init("b", #"["token": "***"]"#), .init("password", "***"),
                .init("url", "rtsp://***@cam"),
            ]
        )
        var many = Logger.Metadata()
        for index in 0..<100 { many["\(index)"] = "x" }
        #expect(LogText.fields(of: many).count == LogText.mostFields)
    }
}
