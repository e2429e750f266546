import Testing

@testable import OpenAPI

struct SchemaRecorderTests {
    private static let stream =
        #"{"type":"object","properties":{"frames":{"type":"integer","format":"uint64","#
        + #""minimum":0,"maximum":9223372036854775807},"rate":{"type":["number","null"],"format":"double"},"#
        + #""transport":{"type":["string","null"],"enum":["tcp","udp",null]}},"required":["frames"]}"#

    @Test func nestedMessage() throws {
        var recorder = SchemaRecorder()
        let schema = try recorder.request(CameraMessage.self)
        #expect(schema == .reference("Camera"))
        let id = #"{"type":"string","pattern":"^[a-z0-9][a-z0-9-]*$","maxLength":63,"examples":["front-door"]}"#
        let main = Self.stream.replacing(
            #"{"type":"object","#,
            with: #"{"type":["object","null"],"description":"The stream that is recorded.","#,
            maxReplacements: 1
        )
        let expected =
            #"{"type":"object","description":"A camera.","properties":{"id":\#(id),"#
            + #""name":{"type":"string","description":"What people call it.","minLength":1,"maxLength":100,"#
            + #""examples":["Front door"]},"enabled":{"type":"boolean"},"#
            + #""tags":{"type":"array","maxItems":8,"items":{"type":"string"}},"#
            + #""streams":{"type":"object","additionalProperties":\#(Self.stream)},"main":\#(main),"#
            + #""others":{"type":["array","null"],"items":\#(id)},"#
            + #""sample_interval":{"type":"integer","format":"uint16","minimum":0,"maximum":65535}},"#
            + #""required":["id","name","enabled","tags","streams","sample_interval"]}"#
        #expect(recorder.components["Camera"]?.json.text == expected)
    }

    /// In an answer, what is nil is left out, and null stands only where it is always written.
    @Test func answersLeaveOutWhatIsNil() throws {
        var recorder = SchemaRecorder()
        let schema = try recorder.response(PageMessage<CameraMessage.Stream>.self)
        let stream = Self.stream.replacing(#"["number","null"]"#, with: #""number""#)
            .replacing(#"["string","null"],"enum":["tcp","udp",null]"#, with: #""string","enum":["tcp","udp"]"#)
        let expected =
            #"{"type":"object","properties":{"items":{"type":"array","items":\#(stream)},"#
            + #""next_cursor":{"type":["string","null"]}},"required":["items","next_cursor"]}"#
        #expect(schema.json.text == expected)
    }

    @Test func theSameTypeBothWays() throws {
        var recorder = SchemaRecorder()
        _ = try recorder.request(CameraMessage.self)
        #expect(throws: SchemaError.nameTaken("Camera")) { try recorder.response(CameraMessage.self) }
        // A type without optional members is the same both ways.
        #expect(try recorder.request(EventMessage.self) == recorder.response(EventMessage.self))
    }

    @Test(arguments: SchemaUse.allCases)
    func patches(use: SchemaUse) throws {
        var recorder = SchemaRecorder()
        let schema = try recorder.schema(of: CameraPatch.self, as: use)
        let expected: JSONValue = [
            "type": "object",
            "properties": [
                "name": ["type": "string"], "url": ["type": ["string", "null"]],
                "transport": ["type": ["string", "null"], "enum": ["tcp", "udp", nil]],
                "priority": ["type": "integer", "format": "int8", "minimum": -128, "maximum": 127],
            ],
        ]
        #expect(schema.json == expected)
    }

    @Test func handmadePatch() throws {
        var recorder = SchemaRecorder()
        let expected: JSONValue = [
            "type": "object",
            "properties": ["name": ["type": "string"], "url": ["type": ["string", "null"]]],
        ]
        #expect(try recorder.request(HandmadePatch.self).json == expected)
    }

    @Test func typesThatHoldThemselves() throws {
        var recorder = SchemaRecorder()
        #expect(try recorder.request(TreeMessage.self) == .reference("Tree"))
        #expect(try recorder.request(ChainMessage.self) == .reference("Chain"))
        #expect(try recorder.request(LeftMessage.self) == .reference("Left"))
        #expect(recorder.components.names == ["Chain", "Left", "Right", "Tree"])
        let tree = Schema.object([
            .required("name", .init(type: .string)), .required("children", .array(of: .reference("Tree"))),
            .optional("named", .object([], additional: .each(.reference("Tree"))).nullable),
        ])
        #expect(recorder.components["Tree"] == tree)
        #expect(recorder.components["Chain"] == .object([.optional("next", .reference("Chain").nullable)]))
        #expect(recorder.components["Left"] == .object([.required("right", .array(of: .reference("Right")))]))
        let right = Schema.object([.optional("left", .array(of: .reference("Left")).nullable)])
        #expect(recorder.components["Right"] == right)
    }

    @Test func unions() throws {
        var recorder = SchemaRecorder()
        #expect(try recorder.response([EventMessage].self) == .array(of: .reference("Event")))
        #expect(recorder.components["Event"] == .oneOf([.reference("Started"), .reference("Stopped")]))
        let started = recorder.components["Started"]?.json
        #expect(started?["properties"]?["type"] == ["type": "string", "enum": ["started"]])
        let event = Schema.reference("Event")
        let components = recorder.components
        #expect(event.violations(of: ["type": "started", "camera": "a"], in: components) == [])
        #expect(event.violations(of: ["type": "stopped", "reason": ""], in: components) == [])
        #expect(event.violations(of: ["type": "stopped", "camera": "a"], in: components).count == 1)
    }

    @Test func plainTypes() throws {
        var recorder = SchemaRecorder()
        #expect(try recorder.request(String.self).json == ["type": "string"])
        #expect(try recorder.request(Bool?.self).json == ["type": ["boolean", "null"]])
        #expect(try recorder.request([Float].self).json["items"] == ["type": "number", "format": "float"])
        #expect(try recorder.request(Set<Transport>.self).json["items"] == ["type": "string", "enum": ["tcp", "udp"]])
        let int = try recorder.request(Int.self)
        #expect(int.minimum?.whole == .min && int.maximum?.whole == .max && int.format == "int64")
        #expect(try recorder.request(Int32.self).json.text.contains(#""minimum":-2147483648,"maximum":2147483647"#))
        #expect(recorder.components.isEmpty)
    }

    /// Of each type: a sample that the recorder found, decoded by the type itself, is valid.
    @Test func samplesAreValid() throws {
        func check<Value: Decodable>(_ type: Value.Type, _ use: SchemaUse) throws {
            let session = RecordingSession(use: use, components: SchemaComponents(), finished: [:])
            let recorded = try session.record(type, at: [])
            let sample = try #require(recorded.sample)
            #expect(recorded.schema.violations(of: sample, in: session.components) == [], "\(sample.text)")
            _ = try sample.decode(type)
        }
        for use in SchemaUse.allCases {
            try check(CameraMessage.self, use)
            try check(PageMessage<EventMessage>.self, use)
            try check(CameraPatch.self, use)
            try check(HandmadePatch.self, use)
            try check(LeftMessage.self, use)
            try check([String: TreeMessage?].self, use)
            try check(ChainMessage.self, use)
        }
    }
}
