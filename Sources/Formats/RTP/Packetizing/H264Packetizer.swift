package import Media

/// H.264 into RTP, packetization mode 1 (RFC 6184).
package struct H264Packetizer: Sendable {
    private let maximumPayload: Int
    private let sets: [[UInt8]]
    /// All sets in one STAP-A; nil if that would be too large.
    private let aggregate: [UInt8]?
    private var units: [Range<Int>] = []
    private var scratch: [UInt8] = []

    /// - Parameter maximumPayload: bytes; at least 64 are taken.
    package init(format: H264Format, maximumPayload: Int = Packetizer.defaultMaximumPayload) {
        self.maximumPayload = max(maximumPayload, 64)
        sets = format.sequenceParameterSets + format.pictureParameterSets
        // Its reference bits are the highest of those inside (RFC 6184 §5.7).
        var stap: [UInt8] = [24 | (sets.compactMap(\.first).map { $0 & 0x60 }.max() ?? 0)]
        for set in sets {
            stap.appendBigEndian(UInt16(truncatingIfNeeded: set.count))
            stap += set
        }
        aggregate = stap.count <= self.maximumPayload ? stap : nil
    }

    /// See ``Packetizer/packetize(_:isKey:emit:)``.
    package mutating func packetize(_ unit: Span<UInt8>, isKey: Bool, emit: Packetizer.Emit) {
        units.removeAll(keepingCapacity: true)
        NALUnits.forEach(in: unit) { range in if !range.isEmpty { units.append(range) } }
        guard !units.isEmpty else { return }
        if isKey {
            if let aggregate {
                emit(aggregate.span, false, 0)
            } else {
                for set in sets { send(set.span, marker: false, emit: emit) }
            }
        }
        for index in units.indices {
            send(unit.extracting(units[index]), marker: index == units.count - 1, emit: emit)
        }
    }

    private mutating func send(_ unit: Span<UInt8>, marker: Bool, emit: Packetizer.Emit) {
        guard unit.count > maximumPayload else { return emit(unit, marker, 0) }
        let header = unit[0]
        var position = 1
        while position < unit.count {
            let end = min(position + maximumPayload - 2, unit.count)
            scratch.removeAll(keepingCapacity: true)
            scratch.append(header & 0xE0 | 28)
            scratch.append(header & 0x1F | (position == 1 ? 0x80 : 0) | (end == unit.count ? 0x40 : 0))
            scratch.append(unit.extracting(position..<end))
            emit(scratch.span, marker && end == unit.count, 0)
            position = end
        }
    }
}
