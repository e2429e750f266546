import RTP
import Testing

struct RTPHeaderTests {
    private func read(_ bytes: [UInt8]) throws(RTPError) -> RTPHeader { try RTPHeader(bytes.span) }

    @Test func whatIsWrittenIsRead() throws {
        let header = RTPHeader(marker: true, payloadType: 97, sequence: 65_535, timestamp: .max - 1, ssrc: 0xDEAD_BEEF)
        var bytes: [UInt8] = []
        header.append(to: &bytes)
        #expect(bytes == [0x80, 0xE1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xDE, 0xAD, 0xBE, 0xEF])
        #expect(try read(bytes) == header)
        bytes += [1, 2, 3]
        #expect(try read(bytes).payload == 12..<15)
    }

    @Test func row86SourcesExtensionAndPaddingAreTakenOff() throws {
        var bytes: [UInt8] = [0xB2, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3]
        bytes += [0, 0, 0, 4, 0, 0, 0, 5]
        bytes += [0xBE, 0xDE, 0, 1, 9, 9, 9, 9]
        bytes += [0xAA, 0xBB]
        bytes += [0, 0, 3]
        let header = try read(bytes)
        #expect(header.payload == 28..<30)
        #expect(!header.marker)
        // Cut anywhere, it is an error or a smaller payload; never a crash.
        for count in bytes.indices {
            let cut = Array(bytes.prefix(count))
            if let header = try? RTPHeader(cut.span) { #expect(header.payload.upperBound <= count) }
        }
    }

    @Test func hostileHeadersAreErrors() {
        let fixed: [UInt8] = [0x80, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3]
        func error(_ first: UInt8, _ rest: [UInt8]) -> RTPError? {
            let bytes = [first] + fixed.dropFirst() + rest
            do {
                _ = try read(bytes)
                return nil
            } catch {
                return error
            }
        }
        #expect(error(0x40, []) == .version(1))
        #expect(error(0x8F, [1, 2, 3]) == .truncated)
        #expect(error(0x90, [1, 2, 0xFF, 0xFF]) == .truncated)
        #expect(error(0x90, []) == .truncated)
        #expect(error(0xA0, []) != nil)
        #expect(error(0xA0, [1, 2, 200]) != nil)
        #expect(error(0xA0, [1, 2, 3]) == nil)
    }
}
