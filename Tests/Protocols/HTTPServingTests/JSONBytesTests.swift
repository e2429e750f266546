import Foundation
import TestKit
import Testing

@testable import HTTPServing

/// JSON that is written as it goes.
struct JSONBytesTests {
    private func text(_ write: (inout JSONBytes) -> Void) -> String {
        var json = JSONBytes()
        write(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test func whatIsNestedIsSeparated() {
        let written = text { json in
            json.object { json in
                json.name("a")
                json.array([1, 2] as [Int64])
                json.name("b")
                json.object { _ in }
                json.name("c")
                json.array([[], [3]] as [[Int64]]) { json, row in json.array(row) }
                json.name("d")
                json.value("e")
            }
        }
        #expect(written == #"{"a":[1,2],"b":{},"c":[[],[3]],"d":"e"}"#)
    }

    @Test(
        arguments: [
            (0, "0"), (1, "1"), (-1, "-1"), (0.5, "0.5"), (0.0001, "0.0001"), (-0.0105, "-0.0105"),
            (12.3456, "12.3456"),
            (0.00001, "1e-05"), (1e300, "1e+300"), (.infinity, "0"), (.nan, "0"), (-0.0, "0"),
        ] as [(Double, String)]
    )
    func numbersAreShort(_ number: Double, _ expected: String) { #expect(text { $0.value(number) } == expected) }

    @Test(arguments: [
        Int64.min, -10, -1, 0, 9, 10, 99, 100, 1_700_000_000_123, 999_999_999_999_999_999, 1_000_000_000_000_000_000,
        .max,
    ])
    func wholeNumbersAreThemselves(_ number: Int64) { #expect(text { $0.value(number) } == String(number)) }

    /// Whatever is written is read as what it was.
    @Test(arguments: 1...200 as ClosedRange<UInt64>) func whatIsWrittenIsRead(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let scalars = (0..<Int.random(in: 0...40, using: &random)).compactMap { _ in
            Unicode.Scalar(UInt32.random(in: 0...(Bool.random(using: &random) ? 0x7F : 0x1_F6FF), using: &random))
        }
        let string = String(String.UnicodeScalarView(scalars))
        let digits = Double.random(in: -9...9, using: &random) * [1, 1e-7, 1e9, 1e20].randomElement(using: &random)!
        let number = Bool.random(using: &random) ? digits : (digits * 100).rounded() / 100
        let written = text { json in
            json.object { json in
                json.name("text")
                json.value(string)
                json.name("number")
                json.value(number)
            }
        }
        struct Read: Decodable {
            var text: String
            var number: Double
        }
        let read = try JSONDecoder().decode(Read.self, from: Data(written.utf8))
        #expect(Array(read.text.unicodeScalars) == Array(string.unicodeScalars) && read.number == number)
    }
}
