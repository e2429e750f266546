import Testing

@testable import Live

struct LiveHLSNameTests {
    @Test(arguments: LiveHLSFlavour.allCases)
    func namesAreReadAsTheyAreWritten(flavour: LiveHLSFlavour) {
        var names: [LiveHLSName] = [.segment(0), .segment(217_728_000), .part(of: 17, 0), .part(of: 17, 12)]
        if flavour == .fragmentedMP4 { names.append(.initialisation(217_728_000)) }
        for name in names { #expect(LiveHLSName(name.text(flavour), flavour) == name) }
    }

    @Test(arguments: [
        "", ".", ".m4s", "..m4s", "a.m4s", "-1.m4s", "+1.m4s", "01.m4s", "1.2.3.m4s", "1..m4s", "1.ts", "1.m4s ",
        " 1.m4s",
        "init-.mp4", "init-x.mp4", "init-1.m4s", "9999999999999999.m4s", "../1.m4s", "1.m4s/..", "١.m4s",
        "1.m4s\u{301}",
        String(repeating: "1", count: 100) + ".m4s",
    ])
    func whatIsNoNameIsNone(text: String) { #expect(LiveHLSName(text, .fragmentedMP4) == nil) }
}
