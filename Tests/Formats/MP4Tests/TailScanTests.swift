import Media
import TestKit
import Testing

@testable import MP4

struct TailScanTests {
    private func recording(seed: UInt64, fragments: Int = 4, payloadLimit: Int = 40) throws -> Recording {
        var generator = SeededGenerator(seed: seed)
        return Recording.random(
            tracks: [try TestFormats.h264, try TestFormats.aac],
            fragments: fragments,
            payloadLimit: payloadLimit,
            using: &generator
        )
    }

    /// Where the good part of the first `length` bytes ends, by what was written.
    private func goodLength(of recording: Recording, cutTo length: Int) -> Int {
        let movie = recording.initialisation.bytes.count
        guard length >= movie else { return 0 }
        return recording.entries.map { Int($0.offset) + Int($0.length) }.last { $0 <= length } ?? movie
    }

    @Test(arguments: [TailScan.Verification.checksums, .structure])
    func aWholeFileIsGood(verification: TailScan.Verification) throws {
        for seed in 40..<60 {
            var recording = try recording(seed: UInt64(seed))
            let open = tailReport(recording.bytes, verification: verification)
            #expect(open.damage == nil && !open.isClosed)
            #expect(open.goodLength == Int64(recording.bytes.count))
            recording.close()
            let closed = tailReport(recording.bytes, verification: verification)
            #expect(closed.damage == nil && closed.isClosed)
            #expect(closed.goodLength == Int64(recording.bytes.count))
            for report in [open, closed] {
                #expect(report.entries == recording.entries)
                #expect(report.movie?.identity == Recording.identity)
                let runs = recording.fragments.joined()
                for track in 0...1 {
                    let ends = runs.filter { $0.track == track }.map { $0.baseDecodeTime + $0.duration }
                    #expect(report.endTicks[track] == ends.max() ?? 0)
                }
                let counts = (0...1).map { track in
                    runs.filter { $0.track == track }.reduce(0) { $0 + $1.samples.count }
                }
                #expect([report.videoSamples, report.audioSamples] == counts)
                #expect(report.duration == recording.duration)
            }
        }
    }

    @Test func theFileCutAtEveryByteIsGoodUpToItsLastFragment() throws {
        var recording = try recording(seed: 61)
        let fragmentsEnd = recording.bytes.count
        recording.close()
        let starts = [0, recording.entries[1].offset, recording.entries[3].offset]
        for length in 0..<recording.bytes.count {
            let bytes = Array(recording.bytes[..<length])
            let good = goodLength(of: recording, cutTo: length)
            for verification in [TailScan.Verification.checksums, .structure] {
                let report = tailReport(bytes, verification: verification)
                #expect(report.goodLength == Int64(good))
                #expect((report.damage == nil) == (length == good && good > 0))
                #expect(report.entries == recording.entries.filter { $0.offset + Int64($0.length) <= Int64(length) })
                #expect(!report.isClosed)
            }
            for start in starts where start <= length {
                let report = tailReport(bytes, start: start)
                #expect(report.goodLength == (good == 0 ? 0 : max(start, Int64(good))))
                #expect(
                    report.entries
                        == recording.entries.filter {
                            $0.offset >= start && $0.offset + Int64($0.length) <= Int64(length)
                        }
                )
            }
        }
        #expect(goodLength(of: recording, cutTo: recording.bytes.count) == fragmentsEnd)
    }

    @Test func anyChangedBitIsFound() throws {
        var recording = try recording(seed: 62)
        recording.close()
        let index = Int(recording.entries[3].offset) + Int(recording.entries[3].length)
        for position in recording.initialisation.bytes.count..<recording.bytes.count {
            for bit in 0..<8 {
                var bytes = recording.bytes
                bytes[position] ^= 1 << UInt8(bit)
                let report = tailReport(bytes)
                let expected =
                    position >= index
                    ? index : recording.entries.last { Int($0.offset) <= position }.map { Int($0.offset) } ?? 0
                let isFound = report.goodLength == Int64(expected) && report.damage != nil && !report.isClosed
                if !isFound { Issue.record("byte \(position), bit \(bit): good up to \(report.goodLength)") }
            }
        }
    }

    @Test func zerosAndGarbageAtTheEndAreCutOff() throws {
        var recording = try recording(seed: 63)
        var generator = SeededGenerator(seed: 64)
        for _ in 0..<2 {
            let tails = [[UInt8](repeating: 0, count: 4096), [0], generator.bytes(7), generator.bytes(3000)]
            for tail in tails {
                let report = tailReport(recording.bytes + tail)
                #expect(report.goodLength == Int64(recording.bytes.count))
                #expect(report.damage != nil)
                #expect(report.entries == recording.entries)
            }
            recording.close()
        }
        #expect(tailReport(recording.bytes + [0]).damage == .bytesAfterEnd)
        #expect(tailReport(recording.bytes + [0]).isClosed)
    }

    @Test func theScanGoesOnFromWhatIsCommitted() throws {
        var recording = try recording(seed: 65, fragments: 6, payloadLimit: 60_000)
        recording.close()
        for (number, entry) in recording.entries.enumerated() {
            var scan = TailScan(fileLength: Int64(recording.bytes.count), start: entry.offset)
            let (report, read) = scan.run(on: recording.bytes)
            #expect(report.entries == Array(recording.entries[number...]))
            #expect(report.isClosed && report.start == entry.offset)
            #expect(read <= recording.bytes.count - Int(entry.offset) + 2 << 20)
        }
        // What was committed is not there any more: everything is looked at again.
        let cut = Array(recording.bytes[..<Int(recording.entries[2].offset)])
        let report = tailReport(cut, start: recording.entries[4].offset)
        #expect(report.entries == Array(recording.entries[..<2]) && report.goodLength == Int64(cut.count))
    }

    /// Payloads larger than a piece are checked piece by piece, and hardly read where only structure is asked for.
    @Test func largeFragmentsAreReadInPieces() throws {
        var generator = SeededGenerator(seed: 66)
        var recording = Recording(tracks: [try TestFormats.h264])
        let block = generator.bytes(1300)
        let payload = Array(repeatElement(block, count: 420).joined())
        for number in 0..<3 {
            let sample = FragmentSample(size: UInt32(payload.count), duration: 3000, flags: .key)
            recording.append([(0, [(sample, payload), (sample, payload)])], wall: WallTime(nanoseconds: Int64(number)))
        }
        var scan = TailScan(fileLength: Int64(recording.bytes.count))
        let (report, read) = scan.run(on: recording.bytes)
        #expect(report.damage == nil && report.entries == recording.entries)
        #expect(read == recording.bytes.count)
        var quick = TailScan(fileLength: Int64(recording.bytes.count), verification: .structure)
        let (structure, quickRead) = quick.run(on: recording.bytes)
        #expect(structure == report)
        #expect(quickRead < 50_000)
        var bytes = recording.bytes
        bytes[Int(recording.entries[1].offset) + 1_080_000] ^= 4
        #expect(tailReport(bytes).damage == .checksum)
        #expect(tailReport(bytes).goodLength == recording.entries[1].offset)
    }

    @Test func aReadThatComesBackShortIsTheEnd() throws {
        let recording = try recording(seed: 67)
        let cut = recording.bytes.count - 10
        var scan = TailScan(fileLength: Int64(recording.bytes.count))
        while case .read(let offset, let count) = scan.step {
            scan.feed(recording.bytes.span.extracting(min(Int(offset), cut)..<min(Int(offset) + count, cut)))
        }
        guard case .finished(let report) = scan.step else { return }
        #expect(report.goodLength == recording.entries[3].offset && report.damage == .cutShort)
    }
}
