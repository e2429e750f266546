import NVR
import OpenAPI
import Testing

@testable import NativeAPI

struct NativeDocumentTests {
    /// Whoever reads the document knows the words for why there is nothing.
    @Test func theReasonsOfGapsAreListed() throws {
        var recorder = SchemaRecorder()
        let schema = try recorder.response(CoverageMessage.Gap.self)
        func violations(_ reason: String) -> Int {
            let gap: JSONValue = [
                "start": "2026-11-21T00:00:00Z", "end": "2026-11-21T00:00:09Z", "missing_s": 1.5,
                "reason": .string(reason), "detail": "",
            ]
            return schema.violations(of: gap, in: recorder.components).count
        }
        #expect(CoverageView.Gap.reasons.contains("stream-restarted"))
        #expect(CoverageView.Gap.reasons.allSatisfy { violations($0) == 0 })
        #expect(violations("out of mood") > 0)
    }

    /// What a message decodes is what it encodes: else the document, which is made of the decoders, would promise
    /// something else than is answered.
    @Test func aListWritesItsCursorAlsoWhereThereIsNone() throws {
        var recorder = SchemaRecorder()
        let schema = try recorder.response(ListMessage<CountMessage>.self)
        #expect(schema.violations(of: ["items": [["count": 1]], "next_cursor": nil], in: recorder.components).isEmpty)
        #expect(!schema.violations(of: ["items": []], in: recorder.components).isEmpty)
    }
}
