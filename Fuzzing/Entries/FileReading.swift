import MP4
import Media

/// Gives a scan what it asks for, out of memory, and watches what it asks.
enum FileReading {
    static func movie(
        in bytes: [UInt8],
        limits: ScanLimits,
        shorteningRead number: Int? = nil
    ) throws(BrokenPromise) -> MP4Movie? {
        var scan = MP4FileScan(fileLength: Int64(bytes.count), limits: limits)
        var file = File(bytes: bytes, number: number)
        while true {
            switch scan.step {
            case .movie(let movie): return movie
            case .failed: return nil
            case .read(let offset, let count):
                // In two steps: the optimiser fails on the span of what a call that throws gives.
                let piece = try file.read(offset, count)
                scan.feed(piece.span)
            }
        }
    }

    static func tail(
        of bytes: [UInt8],
        start: Int64 = 0,
        verification: TailScan.Verification,
        limits: ScanLimits = ScanLimits(),
        shorteningRead number: Int? = nil
    ) throws(BrokenPromise) -> TailReport {
        var scan = TailScan(
            fileLength: Int64(bytes.count),
            start: start,
            verification: verification,
            parameterSetID: 3,
            limits: limits
        )
        var file = File(bytes: bytes, number: number)
        while true {
            switch scan.step {
            case .finished(let report): return report
            case .read(let offset, let count):
                // In two steps: the optimiser fails on the span of what a call that throws gives.
                let piece = try file.read(offset, count)
                scan.feed(piece.span)
            }
        }
    }

    /// A file of which one read may come back short, because it was cut off meanwhile.
    private struct File {
        var bytes: [UInt8]
        var number: Int?
        private var reads = 0

        init(bytes: [UInt8], number: Int?) {
            self.bytes = bytes
            self.number = number
        }

        mutating func read(_ offset: Int64, _ count: Int) throws(BrokenPromise) -> [UInt8] {
            let isInside = offset >= 0 && (1...1 << 20).contains(count) && Int(offset) + count <= bytes.count
            try expect(isInside, "\(count) bytes wanted at \(offset) of \(bytes.count)")
            reads += 1
            try expect(reads < 10_000, "a scan without end")
            if reads == number { bytes.removeSubrange((Int(offset) + count / 2)...) }
            return Array(bytes[Int(offset)..<min(Int(offset) + count, bytes.count)])
        }
    }
}
