import HTTPServing
import TestKit
import Testing

struct ByteRangeTests {
    @Test(
        arguments: [
            ("bytes=0-0", 10, .part(0..<1)), ("bytes=0-", 10, .part(0..<10)), ("bytes=9-9", 10, .part(9..<10)),
            ("bytes=3-100", 10, .part(3..<10)), ("bytes=-3", 10, .part(7..<10)), ("bytes=-30", 10, .part(0..<10)),
            ("BYTES=1-2", 10, .part(1..<3)), ("bytes= 1-2 ", 10, .part(1..<3)), ("bytes=10-", 10, .unsatisfiable),
            ("bytes=-0", 10, .unsatisfiable), ("bytes=0-", 0, .unsatisfiable), ("bytes=-5", 0, .unsatisfiable),
            ("bytes=5-4", 10, .whole), ("bytes=-", 10, .whole), ("bytes=", 10, .whole), ("bytes", 10, .whole),
            ("items=0-1", 10, .whole), ("bytes=0-1,3-4", 10, .whole), ("bytes=a-b", 10, .whole),
            ("bytes=+1-2", 10, .whole),
            ("bytes=1--2", 10, .whole), ("bytes=0x1-2", 10, .whole),
            ("bytes=0-18446744073709551616", 10, .part(0..<10)),
            ("bytes=9223372036854775807-", 10, .unsatisfiable), ("bytes=99999999999999999999-", 10, .unsatisfiable),
            ("bytes=0-9223372036854775807", .max, .part(0..<(.max))), ("", 10, .whole),
        ] as [(String, Int64, ByteRange)]
    )
    func table(_ header: String, _ length: Int64, _ expected: ByteRange) {
        #expect(ByteRange(header: header, length: length) == expected)
    }

    /// The same answer as picking each byte by the words of the RFC.
    @Test func agreesWithANaiveModel() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            let length = Int64.random(in: 0...12, using: &generator)
            let first = Bool.random(using: &generator) ? Int64.random(in: 0...14, using: &generator) : nil
            let last = Bool.random(using: &generator) ? Int64.random(in: 0...14, using: &generator) : nil
            let header = "bytes=\(first.map(String.init) ?? "")-\(last.map(String.init) ?? "")"
            let picked = (0..<length).filter { index in
                switch (first, last) {
                case (let first?, let last?): index >= first && index <= last
                case (let first?, nil): index >= first
                case (nil, let count?): index >= length - count
                case (nil, nil): true
                }
            }
            let isMalformed: Bool
            switch (first, last) {
            case (let first?, let last?): isMalformed = last < first
            case (nil, nil): isMalformed = true
            default: isMalformed = false
            }
            switch ByteRange(header: header, length: length) {
            case .whole: #expect(isMalformed, "\(header) of \(length)")
            case .part(let range):
                #expect(Array(range) == picked && !isMalformed && !range.isEmpty, "\(header) of \(length)")
            case .unsatisfiable: #expect(picked.isEmpty && !isMalformed, "\(header) of \(length)")
            }
        }
    }

    @Test func anyTextIsHarmless() {
        var generator = SeededGenerator(seed: 8)
        let alphabet = Array("bytes=0123456789-, ;ä\t")
        for _ in 0..<20_000 {
            let text = String(
                (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                    alphabet.randomElement(using: &generator) ?? "0"
                }
            )
            if case .part(let range) = ByteRange(header: "bytes=" + text, length: 1000) {
                #expect(range.lowerBound >= 0 && range.upperBound <= 1000 && !range.isEmpty)
            }
        }
    }
}
