import Media

/// H.264 or H.265 into RTP: parameter sets in a packet before each key picture, NAL units as they are or in fragments.
struct NALPacketizer<Syntax: NALSyntax>: Sendable {
    private let maximumPayload: Int
    private let sets: [[UInt8]]
    /// All sets in one packet; nil if that would be too large.
    private let aggregate: [UInt8]?
    private var units: [Range<Int>] = []
    private var scratch: [UInt8] = []

    /// - Parameters:
    ///   - sets: in the order that they are to be sent in.
    ///   - maximumPayload: bytes; at least 64 are taken.
    init(sets: [[UInt8]], maximumPayload: Int) {
        self.maximumPayload = max(maximumPayload, 64)
        self.sets = sets
        var packet = Syntax.aggregateHeader(of: sets)
        for set in sets {
            packet.appendBigEndian(UInt16(truncatingIfNeeded: set.count))
            packet += set
        }
        aggregate = packet.count <= self.maximumPayload ? packet : nil
    }

    mutating func packetize(_ unit: Span<UInt8>, isKey: Bool, emit: Packetizer.Emit) {
        units.removeAll(keepingCapacity: true)
        NALUnits.forEach(in: unit) { range in if range.count >= Syntax.headerLength { units.append(range) } }
        guard !units.isEmpty else { return }
        if isKey {
            if let aggregate {
                emit(aggregate.span, false, 0)
            } else {
                for set in sets where set.count >= Syntax.headerLength { send(set.span, marker: false, emit: emit) }
            }
        }
        for index in units.indices {
            send(unit.extracting(units[index]), marker: index == units.count - 1, emit: emit)
        }
    }

    private mutating func send(_ unit: Span<UInt8>, marker: Bool, emit: Packetizer.Emit) {
        guard unit.count > maximumPayload else { return emit(unit, marker, 0) }
        var position = Syntax.headerLength
        while position < unit.count {
            // A fragment's header is one byte longer than the unit's.
            let end = min(position + maximumPayload - Syntax.headerLength - 1, unit.count)
            let isLast = end == unit.count
            scratch.removeAll(keepingCapacity: true)
            Syntax.appendFragmentHeader(
                of: unit,
                isFirst: position == Syntax.headerLength,
                isLast: isLast,
                to: &scratch
            )
            scratch.append(unit.extracting(position..<end))
            emit(scratch.span, marker && isLast, 0)
            position = end
        }
    }
}
