import TestKit
import Testing

@testable import XML

struct XMLPropertyTests {
    @Test(arguments: UInt64(0)..<300)
    func whatIsWrittenIsRead(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let element = Self.element(depth: 0, using: &generator)
        let bytes = element.document(prefixes: ["urn:1": "one", "urn:2": "n0"], declaring: ["urn:1"])
        #expect(try XMLElement.parse(bytes) == element)
    }

    /// Every piece that a document can be cut off at: none is taken for the whole.
    @Test func aBeginningIsNoDocument() throws {
        var generator = SeededGenerator(seed: 7)
        let bytes = Self.element(depth: 0, using: &generator).document()
        for count in 0..<bytes.count {
            #expect(throws: XMLError.self) { try XMLElement.parse(Array(bytes.prefix(count))) }
        }
    }

    @Test(arguments: UInt64(0)..<400)
    func changedBytesAreNoDanger(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bytes = Self.element(depth: 0, using: &generator).document()
        for _ in 0..<Int.random(in: 1...20, using: &generator) {
            let index = bytes.indices.randomElement(using: &generator) ?? 0
            bytes[index] = UInt8.random(in: 0...255, using: &generator)
        }
        guard let read = try? XMLElement.parse(bytes) else { return }
        #expect((try? XMLElement.parse(read.document())) != nil)
    }

    /// A byte of a name that is no UTF-8 is three when it is written, and a name in a namespace gets a prefix.
    @Test(arguments: [1, 85, 86, 256, 257, 600])
    func aNameThatIsReadIsNotTooLongWhenItIsWritten(count: Int) throws {
        for byte in [0xA6, UInt8(ascii: "x")] {
            let name = [UInt8](repeating: byte, count: count)
            for start in ["<", "<p:"] {
                let bytes = Array(start.utf8) + name + Array(" xmlns:p=\"urn:a\"/>".utf8)
                guard let read = try? XMLElement.parse(bytes) else {
                    #expect(count > (byte == 0xA6 ? 85 : 256))
                    continue
                }
                #expect(count <= (byte == 0xA6 ? 85 : 256))
                #expect(try XMLElement.parse(read.document()) == read)
            }
        }
    }

    @Test func whatCannotStandInADocumentIsReplaced() throws {
        let element = XMLElement(XMLName("", "a"), text: "a\u{0}b\u{1B}c\td\r\n\u{FFFF}")
        #expect(try XMLElement.parse(element.document()).text == "a\u{FFFD}b\u{FFFD}c\td\r\n\u{FFFD}")
    }

    @Test func namespacesAreDeclaredOnceAndOnlyThoseInUse() throws {
        let element = XMLElement(XMLName("urn:a", "a"), children: [XMLElement(XMLName("urn:b", "b"))])
        let text = String(decoding: element.document(prefixes: ["urn:a": "x", "urn:c": "y"]), as: UTF8.self)
        #expect(text.hasSuffix("<x:a xmlns:x=\"urn:a\" xmlns:n1=\"urn:b\"><n1:b/></x:a>"))
        #expect(element.withoutNamespaces.document().count < text.utf8.count)
    }

    private static func element(depth: Int, using generator: inout SeededGenerator) -> XMLElement {
        var element = XMLElement(name(using: &generator))
        var seen: Set<XMLName> = []
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            let name = name(using: &generator)
            guard seen.insert(name).inserted else { continue }
            element.attributes.append(XMLAttribute(name: name, value: text(using: &generator)))
        }
        let count = depth > 4 ? 0 : Int.random(in: 0...3, using: &generator)
        for _ in 0..<count { element.children.append(self.element(depth: depth + 1, using: &generator)) }
        // Blanks alone beside elements are no text.
        element.text =
            count == 0 ? text(using: &generator) : Bool.random(using: &generator) ? "" : "x" + text(using: &generator)
        return element
    }

    private static func name(using generator: inout SeededGenerator) -> XMLName {
        let namespace = ["", "urn:1", "urn:2", "urn:3", "a&b\"<>"].randomElement(using: &generator) ?? ""
        return XMLName(namespace, ["a", "b", "_c-1.2", "ä", "Envelope"].randomElement(using: &generator) ?? "a")
    }

    private static func text(using generator: inout SeededGenerator) -> String {
        let pieces = ["", " ", "x", "<", ">", "&", "&amp;", "\"", "'", "\n", "\t", "\r", "]]>", "é", "😀", "&#65;"]
        return (0..<Int.random(in: 0...6, using: &generator))
            .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
    }
}
