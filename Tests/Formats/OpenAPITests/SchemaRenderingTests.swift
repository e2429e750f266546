import Testing

@testable import OpenAPI

struct SchemaRenderingTests {
    private static func bounded() -> Schema {
        var schema = Schema.string(format: "date-time", pattern: "^a", minLength: 1, maxLength: 9, example: "a")
        schema.description = "Text."
        schema.defaultValue = "ab"
        return schema
    }

    @Test(
        arguments: [
            (.anything, "{}"),
            (.boolean, #"{"type":"boolean"}"#),
            (.boolean.nullable, #"{"type":["boolean","null"]}"#),
            (.integer(-1...5), #"{"type":"integer","minimum":-1,"maximum":5}"#),
            (.number(minimum: 0.5), #"{"type":"number","minimum":0.5}"#),
            (
                bounded(),
                #"{"type":"string","format":"date-time","description":"Text.","pattern":"^a","minLength":1,"#
                    + #""maxLength":9,"default":"ab","examples":["a"]}"#
            ),
            (.enumeration(["a", "b"]), #"{"type":"string","enum":["a","b"]}"#),
            (.enumeration(["a"]).nullable, #"{"type":["string","null"],"enum":["a",null]}"#),
            (.constant(1), #"{"const":1}"#),
            (.constant("x").nullable, #"{"enum":["x",null]}"#),
            (
                .array(of: .reference("Item"), minItems: 1, maxItems: 3),
                ##"{"type":"array","minItems":1,"maxItems":3,"items":{"$ref":"#/components/schemas/Item"}}"##
            ),
            (.object([]), #"{"type":"object"}"#),
            (
                .object([.required("b", .boolean), .optional("a", .anything)], additional: .refused),
                #"{"type":"object","properties":{"b":{"type":"boolean"},"a":{}},"required":["b"],"#
                    + #""additionalProperties":false}"#
            ),
            (
                .object([], additional: .each(.integer())),
                #"{"type":"object","additionalProperties":{"type":"integer"}}"#
            ),
            (.reference("A").described("An A."), ##"{"$ref":"#/components/schemas/A","description":"An A."}"##),
            (
                .reference("A").nullable.described("An A."),
                ##"{"anyOf":[{"$ref":"#/components/schemas/A"},{"type":"null"}],"description":"An A."}"##
            ),
            (.oneOf([.boolean, .integer()]), #"{"oneOf":[{"type":"boolean"},{"type":"integer"}]}"#),
            (
                .oneOf([.boolean, .integer()]).nullable,
                #"{"anyOf":[{"oneOf":[{"type":"boolean"},{"type":"integer"}]},{"type":"null"}]}"#
            ),
        ] as [(Schema, String)]
    )
    func rendering(schema: Schema, text: String) {
        #expect(schema.json.text == text)
    }

    @Test func itemsCanBeTakenAway() {
        var schema = Schema.array(of: .boolean)
        #expect(schema.items == .boolean)
        schema.items = nil
        #expect(schema.json == ["type": "array"])
    }

    @Test func componentsRefuseAnotherSchemaOfTheName() throws {
        var components = SchemaComponents()
        try components.add("B", .boolean)
        try components.add("A", .anything)
        try components.add("B", .boolean)
        #expect(throws: SchemaError.nameTaken("B")) { try components.add("B", .integer()) }
        #expect(components["B"] == .boolean)
        #expect(components.names == ["A", "B"])
    }
}
