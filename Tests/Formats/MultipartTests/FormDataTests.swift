import Testing

@testable import Multipart

struct FormDataTests {
    private func form(_ text: String, boundary: String = "x") -> FormData? {
        FormData(Array(text.utf8), boundary: boundary)
    }

    @Test func fieldsAndFilesAreFoundByTheirNames() throws {
        let found = try #require(
            form(
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\";c.json\"\r\n"
                    + "Content-Type: application/json\r\n\r\n{\"a\":\r\n--y}\r\n--x\r\n"
                    + "content-disposition: form-data; NAME=note\r\n\r\n\r\n--x--\r\n"
            )
        )
        #expect(found.parts.map(\.name) == ["file", "note"])
        #expect(found["file"]?.fileName == "a \"b\";c.json")
        #expect(found["file"].map { String(decoding: $0.body, as: UTF8.self) } == "{\"a\":\r\n--y}")
        #expect(found["note"] == FormData.Part(name: "note", fileName: nil, body: []))
        #expect(found["other"] == nil)
    }

    @Test func whatStandsBeforeAndBehindIsForNobody() throws {
        let found = form("for nobody\r\n--x  \r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--\r\nnor this")
        #expect(found?.parts.map(\.name) == ["a"])
    }

    @Test func aPartWithoutANameIsPassedOver() {
        #expect(form("--x\r\nContent-Type: a/b\r\n\r\n1\r\n--x--")?.parts == [])
        #expect(form("--x\r\n\r\n1\r\n--x--")?.parts == [])
        #expect(form("--x--")?.parts == [])
    }

    @Test(arguments: [
        "", "--", "--x", "--x\r\n", "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1", "nothing", "--y--",
        "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x", "--xa\r\n\r\n--x--",
    ])
    func whatIsNoFormIsNone(_ text: String) { #expect(form(text) == nil) }

    @Test func theBoundaryIsBounded() {
        #expect(form("--x--", boundary: "") == nil)
        let long = String(repeating: "b", count: 71)
        #expect(form("--\(long)--", boundary: long) == nil)
        #expect(form("--a\nb--", boundary: "a\nb") == nil)
    }

    @Test func partsAreBounded() {
        let part = "\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x"
        #expect(form("--x" + String(repeating: part, count: 64) + "--")?.parts.count == 64)
        #expect(form("--x" + String(repeating: part, count: 65) + "--") == nil)
    }

    /// Every beginning of a form is read to its end, and none of them crashes.
    @Test func everyBeginningIsReadOrRefused() {
        let field = "Content-Disposition: form-data; name=\"a\r\n\r\n1"
        let whole = Array("a\r\n--x\r\n\(field)\r\n--x \r\n\r\n2\r\n--x--".utf8)
        for count in 0...whole.count { _ = FormData(Array(whole.prefix(count)), boundary: "x") }
    }
}
