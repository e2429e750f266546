import CChecksum
import TestKit
import Testing

@testable import MP4

struct CRC32CTests {
    /// RFC 3720 appendix B.4, and the check value of every catalogue of checksums.
    @Test(
        arguments: [
            ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
            ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
            ([UInt8](0..<32), 0x46DD_794E),
            ([UInt8]((0..<32).reversed()), 0x113F_DB5C),
            (Array("123456789".utf8), 0xE306_9283),
            ([], 0),
        ] as [([UInt8], UInt32)]
    )
    func knownVectors(bytes: [UInt8], expected: UInt32) {
        #expect(CRC32C(of: bytes.span).value == expected)
        #expect(bytes.withUnsafeBytes { cchecksum_crc32c_portable(0, $0.baseAddress, $0.count) } == expected)
    }

    @Test func bothWaysAgreeAtEveryLengthAndAlignment() {
        var generator = SeededGenerator(seed: 1)
        let bytes = generator.bytes(300)
        for start in 0..<17 {
            for end in stride(from: start, through: bytes.count, by: 7) {
                let part = Array(bytes[start..<end])
                let portable = part.withUnsafeBytes { cchecksum_crc32c_portable(5, $0.baseAddress, $0.count) }
                let inPlace = bytes.withUnsafeBytes {
                    cchecksum_crc32c(5, $0.baseAddress?.advanced(by: start), end - start)
                }
                #expect(portable == inPlace)
            }
        }
    }

    /// Long ones are taken in three runs at a time.
    @Test func bothWaysAgreeOfLongBytes() {
        var generator = SeededGenerator(seed: 3)
        let bytes = generator.bytes(20_000)
        for count in stride(from: 3000, through: bytes.count, by: 37) {
            let portable = bytes.withUnsafeBytes { cchecksum_crc32c_portable(7, $0.baseAddress, count) }
            let quick = bytes.withUnsafeBytes { cchecksum_crc32c(7, $0.baseAddress, count) }
            #expect(portable == quick, "\(count) bytes")
        }
    }

    @Test func piecesGiveWhatTheWholeGives() {
        var generator = SeededGenerator(seed: 2)
        let bytes = generator.bytes(64)
        let whole = CRC32C(of: bytes.span)
        for split in 0...bytes.count {
            var pieces = CRC32C()
            pieces.update(bytes.span.extracting(0..<split))
            pieces.update(bytes.span.extracting(split..<bytes.count))
            #expect(pieces == whole)
        }
    }
}
