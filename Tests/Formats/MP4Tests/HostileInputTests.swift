import Media
import TestKit
import Testing

@testable import MP4

/// Files that were changed on purpose: nothing may crash, run away, or point beyond the file.
struct HostileInputTests {
    private func files() throws -> [[UInt8]] {
        var generator = SeededGenerator(seed: 70)
        let formats = [try TestFormats.h264, try TestFormats.aac]
        var recording = Recording.random(tracks: formats, fragments: 3, using: &generator)
        recording.close()
        let sound = Recording.random(tracks: [TestFormats.muLaw], fragments: 2, using: &generator)
        let files = [true, false].map {
            ProgressiveFile(formats: formats + [TestFormats.aLaw], using: &generator, moovFirst: $0, wide: $0).bytes
        }
        let light = Recording.random(tracks: [TestFormats.jpeg, TestFormats.opus], fragments: 2, using: &generator)
        return files + [recording.bytes, sound.bytes, light.bytes]
    }

    private func check(_ bytes: [UInt8]) {
        if let movie = try? fileScan(bytes) {
            for sample in movie.samples {
                let isInside = sample.offset >= 0 && sample.offset + Int64(sample.size) <= Int64(bytes.count)
                if !isInside { Issue.record("a sample at \(sample.offset)") }
            }
        }
        for verification in [TailScan.Verification.checksums, .structure] {
            let report = tailReport(bytes, verification: verification)
            if report.goodLength > Int64(bytes.count) { Issue.record("good up to \(report.goodLength)") }
        }
    }

    @Test func flippedBits() throws {
        var generator = SeededGenerator(seed: 71)
        for file in try files() {
            for _ in 0..<300 {
                var bytes = file
                for _ in 0..<generator.integer(1...6) {
                    bytes[generator.integer(0...bytes.count - 1)] ^= 1 << UInt8(generator.integer(0...7))
                }
                check(bytes)
            }
        }
    }

    @Test func extremeNumbers() throws {
        var generator = SeededGenerator(seed: 72)
        let words: [[UInt8]] = [
            [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1],
        ]
        for file in try files() {
            for position in stride(from: generator.integer(0...4), to: file.count - 8, by: 5) {
                var bytes = file
                bytes.replaceSubrange(position..<position + 4, with: words[generator.integer(0...4)])
                if generator.integer(0...1) == 0 {
                    bytes.replaceSubrange(position + 4..<position + 8, with: words[generator.integer(0...4)])
                }
                check(bytes)
            }
        }
    }

    @Test func piecesTakenOutAndPutIn() throws {
        var generator = SeededGenerator(seed: 73)
        for file in try files() {
            for _ in 0..<300 {
                var bytes = file
                let start = generator.integer(0...bytes.count - 1)
                let end = min(bytes.count, start + generator.integer(0...40))
                bytes.replaceSubrange(start..<end, with: generator.bytes(generator.integer(0...40)))
                check(bytes)
            }
        }
    }
}
