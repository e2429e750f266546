import Testing

@testable import OpenAPI

struct SchemaCheckTests {
    private static let person = Schema.object(
        [
            .required("name", .string(pattern: "^[a-z]+$", minLength: 2, maxLength: 4)),
            .optional("age", .integer(0...150).nullable),
            .optional("tags", .array(of: .enumeration(["x", "y"]), minItems: 1, maxItems: 2)),
            .optional("a/b~c", .object([], additional: .each(.boolean))),
        ],
        additional: .refused
    )

    @Test(
        arguments: [
            ["name": "bob"], ["name": "bo", "age": nil], ["name": "bobs", "age": 150], ["name": "bob", "age": 1.0],
            ["name": "bob", "tags": ["x", "y"]], ["name": "bob", "a/b~c": ["q": true]], ["name": "bob", "a/b~c": [:]],
        ] as [JSONValue]
    )
    func valid(value: JSONValue) {
        #expect(Self.person.violations(of: value) == [])
    }

    @Test(
        arguments: [
            ([], [""]), (nil, [""]), ([:], [""]), (["name": nil], ["/name"]), (["name": 1], ["/name"]),
            (["name": "b"], ["/name"]), (["name": "bobby"], ["/name"]), (["name": "Bob"], ["/name"]),
            (["name": "bob\n"], ["/name"]), (["name": "bob", "age": -1], ["/age"]),
            (["name": "bob", "age": 151], ["/age"]),
            (["name": "bob", "age": 1.5], ["/age"]), (["name": "bob", "age": "1"], ["/age"]),
            (["name": "bob", "tags": []], ["/tags"]),
            (["name": "bob", "tags": ["x", "z", "y"]], ["/tags", "/tags/1"]),
            (["name": "bob", "tags": nil], ["/tags"]), (["name": "bob", "more": 1], ["/more"]),
            (["name": "bob", "a/b~c": ["x/y": 0]], ["/a~1b~0c/x~1y"]),
            (["age": 151, "tags": 1], ["", "/age", "/tags"]),
        ] as [(JSONValue, [String])]
    )
    func invalid(value: JSONValue, pointers: [String]) {
        #expect(Self.person.violations(of: value).map(\.pointer).sorted() == pointers)
    }

    @Test func lengthsCountScalars() {
        let schema = Schema.string(minLength: 2, maxLength: 2)
        #expect(schema.violations(of: "🎥é") == [])
        #expect(schema.violations(of: "e\u{301}") == [])
        #expect(schema.violations(of: "e\u{301}e").count == 1)
        #expect(schema.violations(of: "é").count == 1)
    }

    @Test func patternsAreFoundAnywhere() {
        let schema = Schema.string(pattern: "b+")
        #expect(schema.violations(of: "abba") == [])
        #expect(schema.violations(of: "aa").count == 1)
        #expect(schema.violations(of: 5).count == 1)
        #expect(Schema.string(pattern: "(").violations(of: "(").count == 1)
    }

    @Test func boundsOnlyConcernTheirType() {
        var schema = Schema()
        schema.minimum = 5
        schema.minLength = 3
        #expect(schema.violations(of: true) == [])
        #expect(schema.violations(of: "abc") == [])
        #expect(schema.violations(of: 5) == [])
        #expect(schema.violations(of: 4).count == 1)
        #expect(schema.violations(of: "ab").count == 1)
    }

    @Test func choices() {
        let schema = Schema.oneOf([
            .object([.required("type", .constant("a"))]), .object([.required("type", .constant("b"))]), .integer(0...9),
            .integer(5...20),
        ])
        #expect(schema.violations(of: ["type": "a"]) == [])
        #expect(schema.violations(of: ["type": "b", "more": 1]) == [])
        #expect(schema.violations(of: 3) == [])
        #expect(schema.violations(of: ["type": "c"]).map(\.pointer) == [""])
        #expect(schema.violations(of: 7).count == 1, "two choices fit")
        #expect(schema.violations(of: nil).count == 1)
        #expect(schema.nullable.violations(of: nil) == [])
    }

    @Test func references() throws {
        var components = SchemaComponents()
        let node = Schema.object([
            .required("name", .string(minLength: 1)), .optional("children", .array(of: .reference("Node"))),
        ])
        try components.add("Node", node)
        try components.add("Loop", .reference("Loop"))
        let tree: JSONValue = ["name": "a", "children": [["name": "b", "children": [["name": ""]]], ["name": "c"]]]
        let found = Schema.reference("Node").violations(of: tree, in: components)
        #expect(found.map(\.pointer) == ["/children/0/children/0/name"])
        #expect(Schema.reference("Node").violations(of: ["name": "a"], in: components) == [])
        #expect(Schema.reference("Node").nullable.violations(of: nil, in: components) == [])
        #expect(Schema.reference("Node").violations(of: nil, in: components).count == 1)
        #expect(Schema.reference("None").violations(of: 1, in: components).count == 1)
        #expect(Schema.reference("Loop").violations(of: 1, in: components).count == 1)
        #expect(Schema.array(of: .reference("Loop")).violations(of: [], in: components) == [])
    }

    /// As deep as text may nest, a component is followed through every level.
    @Test func deepValues() throws {
        var components = SchemaComponents()
        try components.add("List", .array(of: .reference("List")))
        let text = String(repeating: "[", count: 500) + "1" + String(repeating: "]", count: 500)
        let value = try JSONValue.parse(text, limits: JSONValue.Limits(depth: 512))
        let found = Schema.reference("List").violations(of: value, in: components)
        #expect(found.map(\.pointer) == [String(repeating: "/0", count: 500)])
    }

    @Test(arguments: [
        ("2026-11-21T04:00:00Z", true), ("2026-11-21T04:00:00.123456789Z", true), ("2026-11-21t04:00:00+01:30", true),
        ("2024-02-29T23:59:60z", true), ("2026-02-29T00:00:00Z", false), ("2000-02-29T00:00:00Z", true),
        ("1900-02-29T00:00:00Z", false), ("2026-13-01T00:00:00Z", false), ("2026-04-31T00:00:00Z", false),
        ("2026-00-01T00:00:00Z", false), ("2026-11-21T24:00:00Z", false), ("2026-11-21T04:60:00Z", false),
        ("2026-11-21T04:00:00", false), ("2026-11-21T04:00:00.Z", false), ("2026-11-21T04:00:00+1:30", false),
        ("2026-11-21T04:00:00+24:00", false), ("2026-11-21", false), ("", false), ("2026-11-21T04:00:00Zé", false),
        ("+026-11-21T04:00:00Z", false), ("2026-11-21T04:00:00ZZ", false),
    ])
    func dateTimes(text: String, isOne: Bool) {
        #expect(Schema.string(format: "date-time").violations(of: .string(text)).isEmpty == isOne)
        #expect(Schema.string(format: "other").violations(of: .string(text)) == [])
    }
}
