import Foundation
import Testing

@testable import WebApp

struct WebAppTests {
    @Test func thePageAndItsModulesAreThere() throws {
        let files = try WebApp.files()
        let types = Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.contentType) })
        #expect(types["/"] == "text/html; charset=utf-8")
        #expect(types["/index.html"] == "text/html; charset=utf-8")
        #expect(types["/app.js"] == "text/javascript; charset=utf-8")
        #expect(types["/style.css"] == "text/css; charset=utf-8")
        #expect(types["/icon.svg"] == "image/svg+xml")
        #expect(files.allSatisfy { !$0.bytes.isEmpty })
    }

    @Test func everyFileThatIsNamedIsThere() throws {
        let files = try WebApp.files()
        let paths = Set(files.map(\.path))
        for file in files {
            let text = String(decoding: file.bytes, as: UTF8.self)
            for name in try references(in: text, of: file.contentType) {
                #expect(paths.contains("/\(name)"), "\(file.path) names \(name)")
            }
        }
    }

    /// What the content security policy refuses must not be in the files in the first place.
    @Test func nothingIsInline() throws {
        for file in try WebApp.files() {
            let text = String(decoding: file.bytes, as: UTF8.self)
            if file.contentType.hasPrefix("text/html") {
                #expect(!text.contains("<style"))
                #expect(try !text.contains(Regex(#"<script(?![^>]*\ssrc=)"#)))
                #expect(try !text.contains(Regex(#"\s(style|on[a-z]+)="#)))
            }
            if file.contentType.hasPrefix("text/javascript") {
                #expect(!text.contains("innerHTML"))
                #expect(!text.contains("insertAdjacentHTML"))
                #expect(try !text.contains(Regex(#"\beval\(|new Function\("#)))
                #expect(try !text.contains(Regex(#"https?://"#)), "\(file.path) must not depend on another server")
            }
        }
    }

    @Test(arguments: [".hidden.js", "app.js~", "a.b.js", "Über.js", "..", "", ".js", "a/b.js", "app.exe", "app"])
    func otherNamesAreNotServed(name: String) {
        #expect(WebApp.contentType(of: name) == nil)
    }

    @Test func missingFolderIsSaid() {
        #expect(throws: WebAppError.missing(folder: "/nowhere/at/all")) {
            try WebApp.files(in: URL(filePath: "/nowhere/at/all"))
        }
    }

    private func references(in text: String, of contentType: String) throws -> [String] {
        let pattern: Regex<(Substring, Substring)>
        if contentType.hasPrefix("text/html") {
            pattern = try Regex(##"(?:href|src)="([^"#:]+)""##)
        } else if contentType.hasPrefix("text/javascript") {
            pattern = try Regex(#"(?:from|import) "\./([^"]+)""#)
        } else {
            return []
        }
        return text.matches(of: pattern).map { String($0.output.1) }
    }
}
