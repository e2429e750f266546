import OpenAPI
import Testing

@testable import NativeAPI

struct NativeDocumentTests {
    /// What a message decodes is what it encodes: else the document, which is made of the decoders, would promise
    /// something else than is answered.
    @Test func aListWritesItsCursorAlsoWhereThereIsNone() throws {
        var recorder = SchemaRecorder()
        let schema = try recorder.response(ListMessage<CountMessage>.self)
        #expect(schema.violations(of: ["items": [["count": 1]], "next_cursor": nil], in: recorder.components).isEmpty)
        #expect(!schema.violations(of: ["items": []], in: recorder.components).isEmpty)
    }
}
