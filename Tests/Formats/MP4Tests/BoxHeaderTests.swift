import Testing

@testable import MP4

struct BoxHeaderTests {
    @Test func allFormsOfSizeAreRead() throws {
        let plain: [UInt8] = [0, 0, 0, 12] + Array("free".utf8)
        let parsed = try #require(try BoxHeader.parse(plain.span, available: 100))
        #expect(parsed.type == .free && parsed.length == 8 && parsed.boxLength == 12 && parsed.bodyLength == 4)

        let long: [UInt8] = [0, 0, 0, 1] + Array("mdat".utf8) + [0, 0, 0, 2, 0, 0, 0, 0]
        let wide = try #require(try BoxHeader.parse(long.span, available: 1 << 40))
        #expect(wide.length == 16 && wide.boxLength == 2 << 32)

        let toEnd: [UInt8] = [0, 0, 0, 0] + Array("mdat".utf8)
        #expect(try BoxHeader.parse(toEnd.span, available: 77)?.boxLength == 77)

        let user: [UInt8] = [0, 0, 0, 30] + Array("uuid".utf8) + [UInt8](1...16)
        let identified = try #require(try BoxHeader.parse(user.span, available: 30))
        #expect(identified.userType == [UInt8](1...16) && identified.length == 24 && identified.bodyLength == 6)
    }

    @Test func aHeadThatIsNotWholeIsNoError() throws {
        let long: [UInt8] = [0, 0, 0, 1] + Array("uuid".utf8) + [0, 0, 0, 0, 0, 0, 0, 40] + [UInt8](1...16)
        for count in 0..<long.count {
            #expect(try BoxHeader.parse(long.span.extracting(0..<count), available: 100) == nil)
        }
        #expect(try BoxHeader.parse(long.span, available: 100)?.boxLength == 40)
    }

    @Test(
        arguments: [
            [0, 0, 0, 7],
            [0, 0, 0, 101],
            [0, 0, 0, 1],
        ] as [[UInt8]]
    )
    func impossibleSizesAreRefused(size: [UInt8]) {
        let bytes = size + Array("moov".utf8) + [0xFF, 0, 0, 0, 0, 0, 0, 0]
        #expect(throws: MP4Error.self) { try BoxHeader.parse(bytes.span, available: 100) }
    }
}
