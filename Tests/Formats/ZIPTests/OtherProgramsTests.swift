import Foundation
import TestKit
import Testing

@testable import ZIP

/// Programs that are not ours read what we write, small and large.
struct OtherProgramsTests {
    @Test(.enabled(if: Tool.unzip != nil)) func unzipFindsNothingWrong() throws {
        let unzip = try #require(Tool.unzip)
        try TemporaryFolder.with { folder in
            let file = folder.appendingPathComponent("a.zip")
            try Data(Sample.zip([("gate/Türe.mp4", [[1, 2, 3]]), ("b", [])])).write(to: file)
            #expect(try unzip.run(["-t", file.path]).standard.contains("No errors detected"))
            try unzip.run(["-q", file.path, "-d", folder.path])
            #expect(try Data(contentsOf: folder.appendingPathComponent("gate/Türe.mp4")) == Data([1, 2, 3]))
        }
    }

    private static let script = """
        import sys, zipfile
        with zipfile.ZipFile(sys.argv[1]) as file:
            if len(sys.argv) > 2:
                assert file.testzip() is None
            for entry in file.infolist():
                print(entry.filename, entry.file_size, "%08x" % entry.CRC, entry.header_offset, entry.date_time,
                      "%o" % (entry.external_attr >> 16), entry.compress_type)
        """

    @Test(.enabled(if: Tool.python != nil)) func pythonReadsNamesTimesAndContents() throws {
        let python = try #require(Tool.python)
        try TemporaryFolder.with { folder in
            let file = folder.appendingPathComponent("a.zip")
            try Data(Sample.zip([("gate/Türe.mp4", [Array("123456789".utf8)]), ("b", [])])).write(to: file)
            let lines = try python.run(["-c", Self.script, file.path, "test"]).standard.split(separator: "\n")
            #expect(lines.first == "gate/Türe.mp4 9 cbf43926 0 (2026, 11, 21, 4, 30, 58) 100644 0")
            #expect(lines.count == 2)
        }
    }

    /// Files beyond 4 GiB, in a file with holes: only the headers are on the disk.
    @Test(.enabled(if: Tool.python != nil)) func largeFilesAndManyOfThem() throws {
        let python = try #require(Tool.python)
        try TemporaryFolder.with { folder in
            let path = folder.appendingPathComponent("large.zip")
            try Data().write(to: path)
            let file = try FileHandle(forUpdating: path)
            let counts: [UInt64] = [0xFFFF_FFFE, 0xFFFF_FFFF, 0x1_0000_0000, 3] + [UInt64](repeating: 0, count: 66_000)
            var entries: [ZIPEntry] = []
            for (number, count) in counts.enumerated() {
                let entry = ZIPEntry(
                    name: "\(number)",
                    time: Sample.time,
                    byteCount: count,
                    checksum: 0,
                    offset: entries.last?.content.upperBound ?? 0
                )
                entries.append(entry)
                guard number < 8 else { continue }
                try file.seek(toOffset: entry.offset)
                try file.write(contentsOf: entry.header)
            }
            let start = try #require(entries.last).content.upperBound
            let directory = entries.flatMap(ZIPRecords.centralHeader)
            let end = ZIPRecords.end(count: entries.count, directory: start..<start + UInt64(directory.count))
            try file.seek(toOffset: start)
            try file.write(contentsOf: directory + end)
            try file.close()
            let lines = try python.run(["-c", Self.script, path.path]).standard.split(separator: "\n")
            #expect(lines.count == counts.count)
            for (line, entry) in zip(lines, entries) {
                #expect(line.hasPrefix("\(entry.name) \(entry.byteCount) 00000000 \(entry.offset) "))
            }
            // And so do we.
            let length = start + UInt64(directory.count + end.count)
            #expect(ZIPWriter.length(of: entries.map { (name: $0.name, byteCount: $0.byteCount) }) == length)
            let tail = Array((directory + end).suffix(ZIPDirectory.endCount))
            let place = try ZIPDirectory.place(inEnd: tail, of: length)
            #expect(place.lowerBound == start)
            #expect(try ZIPDirectory(directory, end: tail, of: length).entries == entries)
        }
    }
}
