import OpenAPI
import Testing

/// What a recorder cannot follow, it says.
struct SchemaErrorTests {
    private struct Nameless: Decodable { var children: [Nameless] }

    private final class Endless: Decodable, SchemaNamed {
        let next: Endless

        static var schemaName: String { "Endless" }

        enum CodingKeys: String, CodingKey { case next }

        init(from decoder: any Decoder) throws {
            next = try decoder.container(keyedBy: CodingKeys.self).decode(Endless.self, forKey: .next)
        }
    }

    /// Refuses the empty text, and does not say what it wants instead.
    private struct Particular: Decodable {
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            guard try !container.decode(String.self).isEmpty else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "it is empty")
            }
        }
    }

    private struct HoldsParticular: Decodable { var inner: [Particular] }

    private struct ByHand: Decodable {
        init(from decoder: any Decoder) throws { _ = try? decoder.unkeyedContainer() }
    }

    private struct AllKeys: Decodable {
        enum CodingKeys: String, CodingKey { case one }

        init(from decoder: any Decoder) throws { _ = try decoder.container(keyedBy: CodingKeys.self).allKeys }
    }

    private struct OnlyAsks: Decodable {
        enum CodingKeys: String, CodingKey { case one }

        init(from decoder: any Decoder) throws { _ = try decoder.container(keyedBy: CodingKeys.self).contains(.one) }
    }

    private struct TwoThings: Decodable {
        enum CodingKeys: String, CodingKey { case one }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            _ = try container.decode(Int.self, forKey: .one)
            _ = try container.decode(String.self, forKey: .one)
        }
    }

    private struct TextAndObject: Decodable {
        enum CodingKeys: String, CodingKey { case one }

        init(from decoder: any Decoder) throws {
            _ = try decoder.singleValueContainer().decode(String.self)
            _ = try decoder.container(keyedBy: CodingKeys.self)
        }
    }

    private struct WrongNote: Decodable, SchemaAnnotated {
        var name: String

        static var schemaNotes: [String: SchemaNote] { ["nmae": SchemaNote("A slip.")] }
    }

    private struct WrongExample: Decodable, SchemaDescribed {
        enum CodingKeys: String, CodingKey { case one }

        init(from decoder: any Decoder) throws { _ = try decoder.singleValueContainer().decode(Int.self) }

        static var schema: Schema { .integer(0...9).example(5).example("x") }
    }

    private struct WrongNoteExample: Decodable, SchemaAnnotated {
        var count: UInt8

        static var schemaNotes: [String: SchemaNote] { ["count": SchemaNote(example: 256)] }
    }

    private func error<Value: Decodable>(_ type: Value.Type) -> SchemaError? {
        var recorder = SchemaRecorder()
        let error = #expect(throws: SchemaError.self) { try recorder.request(type) }
        #expect(recorder.components.isEmpty)
        return error
    }

    @Test func recursion() {
        #expect(error(Nameless.self) == .nameless(type: "Nameless", path: "children.0"))
        #expect(error(Endless.self) == .endless(type: "Endless", path: "next"))
    }

    @Test func handwork() {
        #expect(error(ByHand.self) == .unreadable(type: "ByHand", path: "", what: "reads a list by hand"))
        #expect(error(AllKeys.self) == .unreadable(type: "AllKeys", path: "", what: "asks which members there are"))
        #expect(
            error(OnlyAsks.self)
                == .unreadable(type: "OnlyAsks", path: "", what: "asks for \"one\" and does not read it")
        )
    }

    @Test func contradictions() {
        #expect(error(TwoThings.self) == .contradiction(type: "TwoThings", path: "one"))
        #expect(error(TextAndObject.self) == .contradiction(type: "TextAndObject", path: ""))
    }

    @Test func notes() {
        #expect(error(WrongNote.self) == .noteWithoutMember(type: "WrongNote", member: "nmae"))
        guard case .refused("UInt8", "count", _)? = error(WrongNoteExample.self) else {
            Issue.record("256 is no UInt8")
            return
        }
    }

    @Test func samples() {
        for case .refused(let type, let path, let reason)? in [error(HoldsParticular.self)] {
            #expect(type == "Particular")
            #expect(path == "inner.0")
            #expect(reason.contains("it is empty"))
        }
        guard case .refused("WrongExample", "", _)? = error(WrongExample.self) else {
            Issue.record("\"x\" is no number")
            return
        }
    }

    @Test func sentencesSayWhatToDo() {
        for error in [error(Nameless.self), error(ByHand.self), error(TwoThings.self), error(HoldsParticular.self)] {
            #expect(error?.description.contains("Schema") == true)
        }
    }
}
