import Foundation
import OpenAPI
import Testing

struct PatchedTests {
    private static func both(_ text: String) throws -> [CameraPatch] {
        [
            try JSONDecoder().decode(CameraPatch.self, from: Data(text.utf8)),
            try JSONValue.parse(text).decode(CameraPatch.self),
        ]
    }

    @Test func whatIsLeftOutDoesNotChange() throws {
        for patch in try Self.both("{}") {
            #expect(patch.name == .unchanged)
            #expect(patch.url == .unchanged)
            #expect(patch.transport == .unchanged)
            #expect(patch.priority.value == nil)
        }
    }

    @Test func nullClears() throws {
        for patch in try Self.both(#"{"url":null,"transport":null}"#) {
            #expect(patch.url == .changed(nil))
            #expect(patch.url.value == .some(nil))
            #expect(patch.transport == .changed(nil))
        }
    }

    @Test func values() throws {
        for patch in try Self.both(#"{"name":"a","url":"b","transport":"udp","priority":-5}"#) {
            #expect(patch.name == .changed("a"))
            #expect(patch.url.value == "b")
            #expect(patch.transport == .changed(.udp))
            #expect(patch.priority == .changed(-5))
        }
    }

    @Test(arguments: [#"{"name":null}"#, #"{"priority":null}"#, #"{"url":1}"#, #"{"transport":"x"}"#])
    func refused(text: String) throws {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(CameraPatch.self, from: Data(text.utf8)) }
        #expect(throws: DecodingError.self) { try JSONValue.parse(text).decode(CameraPatch.self) }
    }
}
