import TestKit
import Testing

@testable import Catalog

struct CameraIDTests {
    @Test(arguments: ["a", "0", "front-door", "a-", "cam--2", String(repeating: "x", count: 63)])
    func aValidIDIsAccepted(text: String) throws {
        let id = try #require(CameraID(text))
        #expect(id.text == text)
        #expect("\(id)" == text)
    }

    @Test(arguments: [
        "", "-a", "A", "front door", "a_b", "a/b", "..", "ü", "a\u{0}", "a\n", String(repeating: "x", count: 64),
    ])
    func anythingElseIsRefused(text: String) {
        #expect(CameraID(text) == nil)
    }

    @Test(arguments: [
        ("Front Door", "front-door"),
        ("  Einfahrt   Süd! ", "einfahrt-sud"),
        ("Einfahrt Su\u{308}d", "einfahrt-sud"),
        ("Bob's Shed", "bobs-shed"),
        ("Straße Ø Æble", "strasse-o-aeble"),
        ("ÉCLUSE Nº3", "ecluse-n-3"),
        ("CAM_01 (left)", "cam-01-left"),
        ("玄関", "camera"),
        ("玄関 2", "2"),
        ("--", "camera"),
        ("", "camera"),
        ("../../etc/passwd", "etc-passwd"),
    ])
    func aNameBecomesAnID(name: String, expected: String) {
        #expect(CameraID.derived(from: name) { _ in false }.text == expected)
    }

    @Test func aTakenIDGetsANumber() {
        var taken: Set<CameraID> = []
        for expected in ["gate", "gate-2", "gate-3", "gate-4"] {
            let id = CameraID.derived(from: "Gate", taken: taken.contains)
            #expect(id.text == expected)
            taken.insert(id)
        }
    }

    @Test func aLongNameIsShortenedAndStaysValid() {
        var taken: Set<CameraID> = []
        let name = String(repeating: "ab ", count: 5000)
        for _ in 0..<120 {
            let id = CameraID.derived(from: name, taken: taken.contains)
            #expect(CameraID(id.text) == id)
            #expect(!id.text.contains("--"))
            #expect(taken.insert(id).inserted)
        }
    }

    @Test func anyNameGivesAValidID() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<500 {
            let count = Int.random(in: 0..<90, using: &random)
            let scalars = (0..<count).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0..<0x11_0000, using: &random))
            }
            let name = String(String.UnicodeScalarView(scalars))
            let id = CameraID.derived(from: name) { _ in false }
            #expect(CameraID(id.text) == id)
        }
    }
}
