import Testing

@testable import XML

struct XMLReadingTests {
    private static let tt = "http://www.onvif.org/ver10/schema"

    @Test func namesAreReadByWhatTheyMean() throws {
        let texts = [
            "<tt:a xmlns:tt='\(Self.tt)'><tt:b c=\"1\">x</tt:b></tt:a>",
            "<a xmlns='\(Self.tt)'><b c='1'>x</b></a>",
            "<q:a xmlns:q='urn:other' xmlns:q2='\(Self.tt)'><q2:b c='1'>x</q2:b></q:a>",
        ]
        let roots = try texts.map { try XMLElement.parse($0) }
        #expect(roots[0] == roots[1] && roots[0].name == XMLName(Self.tt, "a"))
        #expect(roots[2].name == XMLName("urn:other", "a"))
        for root in roots {
            let child = try #require(root.child("b"))
            #expect(child.name == XMLName(Self.tt, "b") && child.text == "x" && child.attribute("c") == "1")
        }
    }

    @Test func aDeclarationEndsWithItsElement() throws {
        let root = try XMLElement.parse("<a><b xmlns='urn:b'><c/></b><c/><d xmlns:p='urn:p'/><p:e/></a>")
        #expect(
            root.children.map(\.name) == [XMLName("urn:b", "b"), XMLName("", "c"), XMLName("", "d"), XMLName("", "e")]
        )
        #expect(root.children[0].children[0].name == XMLName("urn:b", "c"))
    }

    @Test func aChildOfTheRightNamespaceComesFirst() throws {
        let root = try XMLElement.parse("<a xmlns:x='urn:x' xmlns:y='urn:y'><x:b>1</x:b><y:b>2</y:b></a>")
        #expect(root.child("b", in: "urn:y")?.text == "2" && root.child("b", in: "urn:z")?.text == "1")
        #expect(root.child("b")?.text == "1" && root.child("c") == nil && root.children(named: "b").count == 2)
    }

    @Test(arguments: [
        ("<a>1 &lt; 2 &amp;&amp; 3 &gt; 2 &#65;&#x42; &quot;&apos;</a>", "1 < 2 && 3 > 2 AB \"'"),
        ("<a><![CDATA[<b>&amp;</b>]]></a>", "<b>&amp;</b>"),
        ("<a>x<!-- no --><?pi no?>y</a>", "xy"),
        ("<a>a\r\nb\rc</a>", "a\nb\nc"),
        // Reolink and Dahua, in addresses.
        ("<a>rtsp://c/x?channel=1&subtype=0&unicast=true</a>", "rtsp://c/x?channel=1&subtype=0&unicast=true"),
        ("<a>&unknown; &; & &#; &#xD800; &#0;</a>", "&unknown; &; & &#; \u{FFFD} \u{FFFD}"),
    ])
    func textIsWhatItMeans(document: String, text: String) throws {
        #expect(try XMLElement.parse(document).text == text)
    }

    @Test(arguments: [
        "\u{FEFF}<a/>", " \r\n\t<a/>", "<a/>\0\0\0", "<a/>HTTP/1.1 200 OK", "<a/><b>", "<?xml version='1.0'?><a/>",
    ])
    func whatDevicesPutAroundItIsPassedOver(text: String) throws {
        #expect(try XMLElement.parse(text) == XMLElement(XMLName("", "a")))
    }

    @Test func zerosInFrontAndForeignBytesArePassedOver() throws {
        // A name in GB 2312, as Xiongmai sends it.
        let bytes: [UInt8] = [0, 0] + Array("<a>".utf8) + [0xC9, 0xE3] + Array("</a>".utf8)
        #expect(try XMLElement.parse(bytes).text.contains("\u{FFFD}"))
    }

    @Test(arguments: [
        ("", XMLError.Reason.noElement), ("hello", .noElement), ("<!DOCTYPE html><html/>", .documentType),
        ("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", .documentType), ("<a>", .unexpectedEnd), ("<a", .unexpectedEnd),
        ("<a></b>", .wrongEnd(expected: "a")), ("<x:a xmlns:x='u'></a>", .wrongEnd(expected: "x:a")),
        ("<a b=c/>", .unexpectedCharacter), ("<a b/>", .unexpectedCharacter), ("<1/>", .name), ("<:a/>", .name),
        ("<a:/>", .name), ("<a:b:c/>", .name), ("<a b='1'c='2'/>", .unexpectedCharacter),
        ("<a/ >", .unexpectedCharacter),
        ("</a>", .unexpectedCharacter), ("<![CDATA[x]]>", .noElement), ("<!-- <a/>", .unexpectedEnd),
    ])
    func whatIsNoXMLIsRefused(text: String, reason: XMLError.Reason) {
        let error = #expect(throws: XMLError.self) { try XMLElement.parse(text) }
        #expect(error?.reason == reason)
        #expect(error?.description.isEmpty == false)
    }

    @Test func otherEncodingsAreNamed() {
        for mark: [UInt8] in [[0xFE, 0xFF], [0xFF, 0xFE]] {
            let error = #expect(throws: XMLError.self) { try XMLElement.parse(mark + [0, 0x3C]) }
            #expect(error?.reason == .encoding)
        }
    }

    @Test func everythingHasABound() throws {
        func deep(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        #expect(throws: Never.self) { try XMLElement.parse(deep(64)) }
        #expect(reason(deep(65)) == .tooDeep(64))
        // Not by recursion: the bound alone ends it.
        #expect(reason(String(repeating: "<a>", count: 300_000)) == .tooDeep(64))
        #expect(reason("<r>" + String(repeating: "<a/>", count: 20_000) + "</r>") == .tooMany)
        #expect(reason("<a " + (0..<65).map { "b\($0)='' " }.joined() + "/>") == .tooMany)
        let declarations = { (count: Int) in (0..<count).map { "xmlns:p\($0)='u' " }.joined() }
        #expect(reason("<a \(declarations(60))><b \(declarations(60))><c \(declarations(60))/></b></a>") == .tooMany)
        #expect(reason("<\(String(repeating: "a", count: 257))/>") == .name)
        #expect(reason("<a>" + String(repeating: "x", count: 1024 * 1024) + "</a>") == .tooLarge(1024 * 1024))
    }

    private func reason(_ text: String) -> XMLError.Reason? {
        do {
            _ = try XMLElement.parse(text)
            return nil
        } catch {
            return error.reason
        }
    }
}
