import Foundation
import TestKit
import Testing

@testable import OpenAPI

struct JSONParserTests {
    @Test(
        arguments: [
            (" \t\r\n{ \"a\" : [ 1 , 2 ] , \"b\" : { } }\n", ["a": [1, 2], "b": [:]]),
            ("[]", []), ("[[],{}]", [[], [:]]), ("null", nil), ("true", true), ("false", false), ("\"\"", ""),
            ("-0", 0), ("-0.0", 0), ("0.5e1", 5), ("1E+2", 100), ("12e-1", 1.2), ("1e-999", 0),
            ("9223372036854775808", 9223372036854775808.0), ("1.0", 1),
            (#""\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC""#, "\"\\/\u{08}\u{0C}\n\r\tAé€"),
            (#""\ud83c\udfa5 🎥""#, "🎥 🎥"),
        ] as [(String, JSONValue)]
    )
    func texts(text: String, value: JSONValue) throws {
        #expect(try JSONValue.parse(text) == value)
    }

    @Test(
        arguments: [
            ("", .unexpectedEnd, 0), ("  ", .unexpectedEnd, 2), ("[", .unexpectedEnd, 1), ("[1", .unexpectedEnd, 2),
            ("[1,", .unexpectedEnd, 3), ("[1,]", .unexpectedCharacter, 3), ("[,1]", .unexpectedCharacter, 1),
            ("[1 2]", .unexpectedCharacter, 3), ("{", .unexpectedEnd, 1), ("{\"a\"", .unexpectedEnd, 4),
            ("{\"a\":1,}", .unexpectedCharacter, 7), ("{a:1}", .unexpectedCharacter, 1),
            ("{1:1}", .unexpectedCharacter, 1),
            ("{\"a\" 1}", .unexpectedCharacter, 5), ("tru", .unexpectedEnd, 3), ("trUe", .unexpectedCharacter, 2),
            ("nulL", .unexpectedCharacter, 3), ("NaN", .unexpectedCharacter, 0), ("'a'", .unexpectedCharacter, 0),
            ("\u{FEFF}1", .unexpectedCharacter, 0), ("// x\n1", .unexpectedCharacter, 0), ("1 1", .trailingText, 2),
            ("nullx", .trailingText, 4), ("]", .unexpectedCharacter, 0), ("+1", .unexpectedCharacter, 0),
            (".5", .unexpectedCharacter, 0), ("01", .number, 0), ("-", .number, 0), ("-01", .number, 0),
            ("1.", .number, 0), ("1.e2", .number, 0), ("1e", .number, 0), ("1e+", .number, 0), ("[1e400]", .number, 1),
            ("0x10", .trailingText, 1), ("{\"a\":1,\"b\":2,\"a\":3}", .duplicateKey("a"), 13),
            (#"{"a":1,"\u0061":3}"#, .duplicateKey("a"), 7), ("\"a", .unexpectedEnd, 2), ("\"a\nb\"", .text, 2),
            ("\"\u{00}\"", .text, 1), (#""\x""#, .escape, 1), (#""\u12G4""#, .escape, 1), (#""\ud83c""#, .escape, 1),
            (#""\ud83c\n""#, .escape, 1), (#""\ud83c\u0041""#, .escape, 1), (#""\udfa5\ud83c""#, .escape, 1),
            (#""\u12"#, .unexpectedEnd, 5), (#""\"#, .unexpectedEnd, 2),
        ] as [(String, JSONError.Reason, Int)]
    )
    func faults(text: String, reason: JSONError.Reason, offset: Int) {
        #expect(throws: JSONError(reason: reason, offset: offset)) { try JSONValue.parse(text) }
    }

    @Test(arguments: [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] as [[UInt8]])
    func brokenUTF8(bytes: [UInt8]) {
        let text = [UInt8(ascii: "[")] + [UInt8(ascii: "\"")] + bytes + Array("\"]".utf8)
        #expect(throws: JSONError(reason: .text, offset: 2)) { try JSONValue.parse(text.span) }
    }

    @Test func limits() throws {
        let limits = JSONValue.Limits(size: 20, depth: 3)
        #expect(try JSONValue.parse("[[[1]],{\"a\":[]}]    ", limits: limits) == [[[1]], ["a": []]])
        #expect(throws: JSONError(reason: .tooLarge(20), offset: 20)) {
            try JSONValue.parse(String(repeating: " ", count: 21), limits: limits)
        }
        #expect(throws: JSONError(reason: .tooDeep(3), offset: 3)) { try JSONValue.parse("[[[[", limits: limits) }
        #expect(throws: JSONError(reason: .tooDeep(3), offset: 11)) {
            try JSONValue.parse("{\"a\":{\"a\":[[]]}}", limits: JSONValue.Limits(depth: 3))
        }
        #expect(throws: JSONError(reason: .tooDeep(512), offset: 512)) {
            try JSONValue.parse(String(repeating: "[", count: 100_000), limits: JSONValue.Limits(depth: .max))
        }
    }

    /// What is written is read again as it was, in the same order.
    @Test(arguments: UInt64(0)..<200)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let value = JSONValue.random(depth: 4, using: &generator)
        #expect(try JSONValue.parse(value.text) == value)
        #expect(try JSONValue.parse(value.text).text == value.text)
        #expect(try JSONValue.parse(value.prettyText).text == value.text)
    }

    /// Cut anywhere, an array is none.
    @Test func everyPrefix() throws {
        var generator = SeededGenerator(seed: 7)
        let bytes = Array(JSONValue.array([.random(depth: 4, using: &generator)]).prettyText.utf8.dropLast())
        for count in 0..<bytes.count {
            let cut = Array(bytes.prefix(count))
            #expect(throws: JSONError.self) { try JSONValue.parse(cut.span) }
        }
        #expect(throws: Never.self) { try JSONValue.parse(bytes.span) }
    }

    /// Whatever is made of a text, it is refused, or it is JSON to Foundation as well and means the same.
    @Test(arguments: UInt64(0)..<400)
    func mutations(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var bytes = Array(JSONValue.random(depth: 3, using: &generator).text.utf8)
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let place = Int.random(in: bytes.indices, using: &generator)
            switch Int.random(in: 0...3, using: &generator) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
            case 1: bytes.insert("[]{},:\"\\0e-.u".utf8.randomElement(using: &generator) ?? 0, at: place)
            case 2 where bytes.count > 1: bytes.remove(at: place)
            default: bytes.append(contentsOf: bytes[place...])
            }
        }
        guard let value = try? JSONValue.parse(bytes.span) else { return }
        let theirs = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
        #expect(value.agrees(with: theirs), "\(value.text)")
    }
}

extension JSONValue {
    fileprivate func agrees(with theirs: Any) -> Bool {
        switch self {
        case .null: return theirs is NSNull
        case .bool(let bool): return theirs as? Bool == bool
        case .number(let number):
            // Long numbers it reads as decimals, and rounds them twice.
            guard let other = (theirs as? NSNumber)?.doubleValue else { return false }
            return abs(other - number.double) <= 1e-14 * abs(number.double)
        case .string(let string): return theirs as? String == string
        case .array(let array):
            guard let list = theirs as? [Any], list.count == array.count else { return false }
            return zip(array, list).allSatisfy { $0.agrees(with: $1) }
        case .object(let object):
            guard let members = theirs as? [String: Any], members.count == object.count else { return false }
            return object.allSatisfy { key, value in members[key].map { value.agrees(with: $0) } ?? false }
        }
    }

    static func random(depth: Int, using generator: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0...(depth > 0 ? 8 : 5), using: &generator) {
        case 0: return .null
        case 1: return .bool(.random(using: &generator))
        case 2: return .number(JSONNumber(Int64(truncatingIfNeeded: generator.next())))
        case 3: return .number(JSONNumber(Double(bitPattern: generator.next())) ?? 0)
        case 4: return .number(JSONNumber(Double.random(in: -1000...1000, using: &generator)) ?? 0)
        case 5: return .string(randomText(using: &generator))
        case 6:
            let count = Int.random(in: 0...5, using: &generator)
            return .array((0..<count).map { _ in random(depth: depth - 1, using: &generator) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0...5, using: &generator) {
                object[randomText(using: &generator)] = random(depth: depth - 1, using: &generator)
            }
            return .object(object)
        }
    }

    private static func randomText(using generator: inout SeededGenerator) -> String {
        let alphabet = Array("abcXYZ 019\"\\/\n\r\t\u{00}\u{1F}\u{7F}äßé€🎥\u{FFFF}".unicodeScalars)
        var text = ""
        for _ in 0..<Int.random(in: 0...10, using: &generator) {
            text.unicodeScalars.append(alphabet.randomElement(using: &generator) ?? "a")
        }
        return text
    }
}
