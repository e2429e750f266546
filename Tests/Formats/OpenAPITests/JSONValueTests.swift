import Testing

@testable import OpenAPI

struct JSONValueTests {
    private static let value: JSONValue = [
        "b": [1, -2.5, true, nil], "a": "x", "empty": [:], "none": [], "nested": ["deep": [["er": 0]]],
    ]

    @Test func compactText() {
        let text = #"{"b":[1,-2.5,true,null],"a":"x","empty":{},"none":[],"nested":{"deep":[{"er":0}]}}"#
        #expect(Self.value.text == text)
    }

    @Test func prettyText() {
        let text = """
            {
              "b": [
                1,
                -2.5,
                true,
                null
              ],
              "a": "x",
              "empty": {},
              "none": [],
              "nested": {
                "deep": [
                  {
                    "er": 0
                  }
                ]
              }
            }

            """
        #expect(Self.value.prettyText == text)
    }

    @Test(arguments: [
        ("plain / äöü 🎥", #""plain / äöü 🎥""#),
        ("\"\\", #""\"\\""#),
        ("\n\r\t\u{08}\u{0C}\u{00}\u{1F}", #""\n\r\t\u0008\u000c\u0000\u001f""#),
        ("\u{7F}\u{2028}", "\"\u{7F}\u{2028}\""),
    ])
    func escapes(plain: String, text: String) {
        #expect(JSONValue.string(plain).text == text)
    }

    @Test(
        arguments: [
            (JSONNumber(Int64.min), "-9223372036854775808"), (JSONNumber(Int64.max), "9223372036854775807"),
            (1.0, "1"), (-0.0, "0"), (0.1, "0.1"), (1e20, "1e+20"), (2.5e-300, "2.5e-300"), (1e15, "1000000000000000"),
        ] as [(JSONNumber, String)]
    )
    func numbers(number: JSONNumber, text: String) throws {
        #expect(JSONValue.number(number).text == text)
        #expect(try JSONValue.parse(text) == .number(number))
    }

    @Test func infinityIsNoNumber() {
        #expect(JSONNumber(Double.infinity) == nil)
        #expect(JSONNumber(-Double.infinity) == nil)
        #expect(JSONNumber(Double.nan) == nil)
    }

    @Test func orderOfNumbers() {
        let rising: [JSONNumber] = [
            -1e300, -1e19, JSONNumber(Int64.min), -3, -2.5, -2, -0.5, 0, 0.25, 1, 1.5, 9_007_199_254_740_993,
            9.223372036854775e18,
            JSONNumber(Int64.max), JSONNumber(UInt64.max), 2e19, 1e300,
        ]
        for (index, number) in rising.enumerated() {
            for (other, second) in rising.enumerated() {
                #expect((number < second) == (index < other), "\(number) \(second)")
                #expect((number == second) == (index == other), "\(number) \(second)")
            }
        }
    }

    @Test(
        arguments: [(1.0, 1, true), (1.5, nil, false), (1e300, nil, true), (-3, -3, true)]
            as [(JSONNumber, Int64?, Bool)]
    )
    func wholeNumbers(number: JSONNumber, whole: Int64?, isWhole: Bool) {
        #expect(number.whole == whole)
        #expect(number.isWhole == isWhole)
    }

    @Test func objectsKeepTheirOrder() {
        var object: JSONObject = ["z": 1, "a": 2, "m": 3]
        object["a"] = 4
        object["z"] = nil
        object["z"] = 5
        object["none"] = nil
        #expect(object.keys == ["a", "m", "z"])
        #expect(object.map(\.value) == [4, 3, 5])
        #expect(object.count == 3)
        #expect(JSONValue.object(object).text == #"{"a":4,"m":3,"z":5}"#)
    }

    @Test func orderDoesNotMakeObjectsDiffer() {
        let one: JSONObject = ["a": 1, "b": 2]
        let other: JSONObject = ["b": 2, "a": 1]
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        #expect(one != ["a": 1])
        #expect(one != ["a": 1, "b": 3])
    }

    @Test func access() {
        #expect(Self.value["b"]?[1]?.number == -2.5)
        #expect(Self.value["b"]?[4] == nil)
        #expect(Self.value["b"]?[-1] == nil)
        #expect(Self.value["c"] == nil)
        #expect(Self.value["a"]?["x"] == nil)
        #expect(Self.value["a"]?.string == "x")
        #expect(Self.value["b"]?[2]?.bool == true)
        #expect(Self.value["b"]?[3]?.isNull == true)
    }
}
