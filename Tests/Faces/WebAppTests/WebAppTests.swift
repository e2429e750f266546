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
        #expect(types["/manifest.webmanifest"] == "application/manifest+json")
        #expect(files.allSatisfy { !$0.bytes.isEmpty })
    }

    @Test func everyFileThatIsNamedIsThere() throws {
        let files = try WebApp.files()
        let paths = Set(files.map(\.path))
        for file in files {
            let text = String(decoding: file.bytes, as: UTF8.self)
            // What it asks the API for is no file.
            for name in try references(in: text, of: file.contentType) where !name.hasPrefix("api/v1/") {
                #expect(paths.contains("/\(name)"), "\(file.path) names \(name)")
            }
        }
    }

    /// What is imported by others comes with the page; what is imported when somebody goes to a place does not.
    @Test func thePageNamesTheModulesThatItNeeds() throws {
        let modules = [
            "app.js":
                "// import \"./no.js\";\nimport { a } from \"./a.js\";\nimport \"./b.js\";\nconst later = () => import(\"./later.js\");\n",
            "a.js":
                "import {\n  c,\n} from \"./c.js\";\n/** @typedef {import(\"./types.js\").T} T */\nexport { d } from \"./d.js\";\n",
            "b.js": "import { a } from \"./a.js\";\nimport { app } from \"./app.js\";\n",
            "c.js": "import \"./gone.js\";\n",
            "d.js": "export const d = 1;\n", "later.js": "", "types.js": "", "no.js": "",
        ]
        #expect(ModuleLinks.reached(from: "app.js", in: modules) == ["a.js", "b.js", "c.js", "d.js"])
        let page = "<head>\n  <script type=\"module\" src=\"d.js\"></script>\n</head>"
        let linked = ModuleLinks.adding(to: page, root: "d.js", modules: ["d.js": "import \"./c.js\";", "c.js": ""])
        #expect(
            linked.contains(
                "<link rel=\"modulepreload\" href=\"c.js\">\n  <script type=\"module\" src=\"d.js\"></script>"
            )
        )
        #expect(ModuleLinks.adding(to: page, root: "other.js", modules: [:]) == page)

        let served = try #require(try WebApp.files().first { $0.path == "/" })
        let text = String(decoding: served.bytes, as: UTF8.self)
        #expect(text.contains(#"<link rel="modulepreload" href="camera-tile.js">"#))
        #expect(!text.contains("timeline-place.js"))
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

    /// A language that lacks a sentence, or fills another value into it, is found here and not by whoever reads it.
    @Test func bothLanguagesSayTheSame() throws {
        let english = try words("words-en.js")
        let german = try words("words-de.js")
        #expect(english.count > 100)
        #expect(Set(english.keys) == Set(german.keys))
        let place = try Regex(#"\{\w+\}"#)
        for (key, text) in english {
            let other = german[key] ?? ""
            #expect(!text.isEmpty && !other.isEmpty, "\(key)")
            let names = [text, other].map { Set($0.matches(of: place).map { "\($0.output[0].substring ?? "")" }) }
            #expect(names[0] == names[1], "\(key)")
        }
    }

    @Test func whatThePageNamesIsSaid() throws {
        let english = try words("words-en.js")
        for file in try WebApp.files() where !file.contentType.hasPrefix("image") {
            let text = String(decoding: file.bytes, as: UTF8.self)
            let named: Regex<(Substring, Substring)> = try Regex(
                #"(?:\bwords\(|data-words(?:-label)?=)"([a-z0-9.-]+)""#
            )
            for match in text.matches(of: named) {
                #expect(english[String(match.output.1)] != nil, "\(file.path) says \(match.output.1)")
            }
            let counted: Regex<(Substring, Substring)> = try Regex(#"countedWords\("([a-z0-9.-]+)""#)
            for match in text.matches(of: counted) {
                for number in ["one", "many"] { #expect(english["\(match.output.1).\(number)"] != nil, "\(file.path)") }
            }
        }
    }

    /// The sentences of a language, by key.
    private func words(_ name: String) throws -> [String: String] {
        let file = try #require(try WebApp.files().first { $0.path == "/\(name)" })
        let line: Regex<(Substring, Substring, Substring)> = try Regex(#"(?m)^\s*"([a-z0-9.-]+)":\s*"(.*)",$"#)
        let pairs = String(decoding: file.bytes, as: UTF8.self).matches(of: line).map {
            (String($0.output.1), String($0.output.2))
        }
        // A key that stands twice is a mistake.
        return Dictionary(pairs) { _, _ in "" }
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
