import MPEGTS
import Media

/// An MPEG transport stream, whose segments begin with the tables.
struct TransportPacker: LiveHLSPacking {
    private var muxer: TransportMuxer
    private var output: [UInt8] = []
    /// The next unit of the leading track begins a segment.
    private var awaitsBeginning = true
    /// Sound that came before it.
    private var early: [AccessUnit] = []

    var initialisation: Bytes? { nil }
    var isEmpty: Bool { output.isEmpty && early.isEmpty }

    init(_ format: StreamFormat) throws(MPEGTSError) { muxer = try TransportMuxer(format) }

    mutating func add(_ unit: AccessUnit, at time: Int64, lasting duration: Int64) {
        do {
            guard awaitsBeginning else { return try muxer.append(unit, to: &output) }
            guard unit.track == muxer.leadingTrack else { return early.append(unit) }
            try muxer.beginSegment(with: unit, continuing: true, to: &output)
            awaitsBeginning = false
            for unit in early { try muxer.append(unit, to: &output) }
            early.removeAll(keepingCapacity: true)
        } catch {
            // A picture that is damaged on its way from the camera: nothing was written of it, and the others go on.
        }
    }

    mutating func take(endsSegment: Bool) -> Bytes {
        defer {
            output.removeAll(keepingCapacity: true)
            if endsSegment { awaitsBeginning = true }
        }
        return Bytes(copying: output.span)
    }
}
