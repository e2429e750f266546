import MP4
import Media

extension FuzzEntry {
    /// A file whose samples are gone through: a recording that is sealed, or one out of an export that somebody verifies.
    ///
    /// The input is a byte of which read comes back short, and the file.
    static let sampleWalk = FuzzEntry("sample-walk", longestInput: 8192, words: boxTypes, seeds: { try mp4Seeds() }) {
        bytes throws(BrokenPromise) in
        var input = FuzzInput(bytes)
        let choices = input.byte()
        let file = input.takeRest()
        let once = try walked(file, shorteningRead: choices & 1 == 1 ? Int(choices >> 4) : nil)
        // The same file is the same samples.
        if choices & 1 == 0 { try expect(walked(file) == once, "other samples the second time") }
    }

    private static let mostSamples = 20_000

    /// Nil where it is no film, or not to its end.
    private static func walked(_ file: [UInt8], shorteningRead number: Int? = nil) throws(BrokenPromise) -> [Int]? {
        var reads = 0
        var samples: [Int] = []
        do {
            let walk = try SampleWalk(length: Int64(file.count), mostSamples: mostSamples) { offset, count in
                try expect(offset >= 0 && count >= 0 && count <= 128 << 20, "\(count) bytes wanted at \(offset)")
                reads += 1
                let start = Int(min(offset, Int64(file.count)))
                let read = Array(file[start..<min(start + count, file.count)])
                return reads == number ? Array(read.prefix(read.count / 2)) : read
            }
            try walk.eachSample { sample, bytes in
                try expect(walk.movie.tracks.indices.contains(sample.track), "a sample of track \(sample.track)")
                try expect(bytes.count <= file.count, "a sample of \(bytes.count) bytes")
                try expect(sample.decodeTime >= 0, "a sample at \(sample.decodeTime)")
                samples += [sample.track, bytes.count, Int(sample.decodeTime), Int(sample.presentationOffset)]
            }
        } catch let broken as BrokenPromise {
            throw broken
        } catch {
            try expect(error is MP4Error, "\(error)")
            return nil
        }
        try expect(samples.count <= 4 * 8_000_000, "\(samples.count / 4) samples")
        return samples
    }
}
