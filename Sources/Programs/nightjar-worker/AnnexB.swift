import Media
import WorkerChannel

/// NAL units behind start codes (H.264 and H.265, annex B): what FFmpeg's decoders take without knowing more.
enum AnnexB {
    static let startCode: [UInt8] = [0, 0, 0, 1]

    /// An access unit whose NAL units are each behind their length in four bytes: a start code is as long.
    static func unit(_ payload: Bytes) throws(WorkerFailure) -> [UInt8] {
        var unit = payload.array
        var starts: [Int] = []
        let isWhole = NALUnits.forEach(in: payload.span) { starts.append($0.lowerBound - startCode.count) }
        guard isWhole, !starts.isEmpty else { throw WorkerFailure(.undecodable) }
        for start in starts { unit.replaceSubrange(start..<start + startCode.count, with: startCode) }
        return unit
    }
}
