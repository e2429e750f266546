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

    /// The NAL units of bytes in which each stands behind a start code; what stands before the first is none.
    static func units(of bytes: [UInt8]) -> [[UInt8]] {
        let units = NALUnits.split(bytes.span)
        // The first range ends where the first start code does: nothing, or zeros that belong to it.
        return units.map { Array(bytes[$0]) }.filter { unit in unit.contains { $0 != 0 } }
    }

    /// NAL units each after its length in four bytes.
    static func payload(of units: [[UInt8]]) -> [UInt8] {
        var payload: [UInt8] = []
        payload.reserveCapacity(units.reduce(0) { $0 + $1.count + 4 })
        for unit in units {
            for shift in [24, 16, 8, 0] { payload.append(UInt8(truncatingIfNeeded: unit.count >> shift)) }
            payload += unit
        }
        return payload
    }
}
