import Testing

@testable import Reception

struct PercentEncodingTests {
    @Test(arguments: [
        ("yard", "yard"), ("front%20door", "front door"), ("%C3%A4", "ä"), ("a%2Fb", "a/b"), ("", ""),
        ("100%25", "100%"),
    ])
    func isTakenAway(text: String, plain: String) { #expect(PercentEncoding.decoded(text) == plain) }

    /// What is no encoding names nothing; a NUL would end a text elsewhere.
    @Test(arguments: ["%", "%2", "%zz", "a%", "%FF", "%00", "%C3"])
    func whatIsNoneIsRefused(text: String) { #expect(PercentEncoding.decoded(text) == nil) }
}
