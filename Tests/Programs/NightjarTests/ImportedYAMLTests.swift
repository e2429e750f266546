import NVR
import Testing

@testable import nightjar

/// A stranger's YAML, as `nightjar import` reads it.
struct ImportedYAMLTests {
    @Test("values as they stand there")
    func values() throws {
        let document = try ImportedYAML.value(
            """
            # A comment
            cameras:
              - id: front-door
                password: "1234"
                port: 554
                enabled: true
                part: 0.5
                none:
            list: [a, ~]
            """
        )
        #expect(
            document
                == .object([
                    "cameras": .list([
                        .object([
                            "id": .text("front-door"), "password": .text("1234"), "port": .integer(554),
                            "enabled": .bool(true),
                            "part": .number(0.5), "none": .null,
                        ])
                    ]),
                    "list": .list([.text("a"), .null]),
                ])
        )
        #expect(try ImportedYAML.value("") == .null)
    }

    @Test("an anchor stands for what it names")
    func anchors() throws {
        #expect(
            try ImportedYAML.value("a: &x {b: 1}\nc: *x")
                == .object(["a": .object(["b": .integer(1)]), "c": .object(["b": .integer(1)])])
        )
    }

    @Test(
        "what is no YAML, or too much of it, is an error",
        arguments: [
            "a: [", "a: b: c", "\t- a", "*none", String(repeating: "[", count: 5000),
            String(repeating: "- ", count: 5000),
            String(repeating: "[", count: 300) + String(repeating: "]", count: 300), bomb,
        ]
    )
    func hostile(_ text: String) {
        #expect(throws: DomainError.self) { try ImportedYAML.value(text) }
    }

    @Test("what is wrong is said without what stands there")
    func secrecy() {
        do {
            _ = try ImportedYAML.value("password: hidden-word\n  : : [hidden-word\n")
            Issue.record("it was taken for YAML")
        } catch {
            #expect(!error.sentence.contains("hidden-word"))
            #expect(!error.sentence.contains("\n"))
        }
    }

    /// A thousand million values in a few lines.
    private static let bomb =
        "l0: &l0 [x,x,x,x,x,x,x,x,x,x]\n"
        + (1...9).map { "l\($0): &l\($0) [\(Array(repeating: "*l\($0 - 1)", count: 10).joined(separator: ","))]" }
        .joined(separator: "\n")
}
