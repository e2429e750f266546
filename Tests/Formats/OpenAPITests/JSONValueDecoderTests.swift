import Foundation
import Testing

@testable import OpenAPI

/// Our decoder reads what Foundation's reads, and refuses what that refuses.
struct JSONValueDecoderTests {
    private struct Everything: Decodable, Equatable {
        struct Inner: Decodable, Equatable { var list: [[Int8]] }
        enum Kind: String, Decodable { case one, two }

        var bool: Bool?
        var small: UInt8?
        var large: UInt64?
        var double: Double?
        var float: Float?
        var text: String?
        var kind: Kind?
        var inner: Inner?
        var named: [String: Int]?
        var maybe: [Int?]?
        var twice: Int??
        var pair: Pair?
    }

    private struct Pair: Decodable, Equatable {
        var first: String
        var rest: [Int] = []

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            first = try container.decode(String.self)
            var numbers = try container.nestedUnkeyedContainer()
            while !numbers.isAtEnd {
                if try !numbers.decodeNil() { rest.append(try numbers.decode(Int.self)) }
            }
        }
    }

    @Test(arguments: [
        "{}", #"{"bool":true,"small":255,"double":0.1,"float":0.5,"text":"ä","kind":"two"}"#,
        #"{"bool":null,"small":null,"inner":null,"maybe":null,"twice":null}"#,
        #"{"inner":{"list":[[1,-128],[]]},"named":{"a":1,"b":2},"maybe":[1,null],"twice":1}"#,
        #"{"large":9223372036854775807,"double":1,"small":1.0,"unknown":[{}]}"#,
        #"{"pair":["a",[1,null,3]]}"#,
    ])
    func readsTheSame(text: String) throws {
        let theirs = try JSONDecoder().decode(Everything.self, from: Data(text.utf8))
        #expect(try JSONValue.parse(text).decode(Everything.self) == theirs)
    }

    @Test(arguments: [
        "[]", "1", "null", #"{"bool":1}"#, #"{"small":256}"#, #"{"small":-1}"#, #"{"small":1.5}"#, #"{"text":1}"#,
        #"{"kind":"three"}"#, #"{"inner":{}}"#, #"{"inner":{"list":null}}"#, #"{"inner":{"list":[1]}}"#,
        #"{"inner":{"list":[[128]]}}"#, #"{"named":{"a":"b"}}"#, #"{"maybe":["a"]}"#, #"{"double":"1"}"#,
        #"{"pair":[]}"#, #"{"pair":["a"]}"#, #"{"pair":{"first":"a"}}"#, #"{"large":-1}"#,
    ])
    func refusesTheSame(text: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Everything.self, from: Data(text.utf8)) }
        #expect(throws: DecodingError.self) { try JSONValue.parse(text).decode(Everything.self) }
    }

    @Test func saysWhere() throws {
        let value: JSONValue = ["inner": ["list": [[1], [1, "x"]]]]
        let error = #expect(throws: DecodingError.self) { try value.decode(Everything.self) }
        guard case .typeMismatch(_, let context) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(context.codingPath.map(\.stringValue) == ["inner", "list", "1", "1"])
    }
}
