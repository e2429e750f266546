import Media

/// H.264 or H.265 into RTP: parameter sets in a packet before each key picture, NAL units as they are or in fragments.
struct NALPacketizer<Syntax: NALSyntax>: Sendable {
    private let maximumPayload: Int
    private let sets: [[UInt8]]
    /// All sets in one packet; nil if that would be too large.
    private let aggregate: [UInt8]?
    /// The decoding order number of the next NAL unit; nil where units have none.
    private var order: UInt16?
    private var units: [Range<Int>] = []
    private var scratch: [UInt8] = []

    /// - Parameters:
    ///   - sets: in the order that they are to be sent in.
    ///   - hasOrder: decoding order numbers stand in front of NAL units, as ``NALSyntax/content(of:hasOrder:)`` reads them.
    ///   - maximumPayload: bytes; at least 64 are taken.
    init(sets: [[UInt8]], hasOrder: Bool = false, maximumPayload: Int) {
        self.maximumPayload = max(maximumPayload, 64)
        self.sets = sets
        order = hasOrder ? 0 : nil
        var packet = Syntax.aggregateHeader(of: sets)
        for (index, set) in sets.enumerated() {
            // The number itself, which is filled in later; then differences of one, which are written as 0.
            if hasOrder { packet += index == 0 ? [0, 0] : [0] }
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
                send(aggregate: aggregate, emit: emit)
            } else {
                for set in sets where set.count >= Syntax.headerLength { send(set.span, marker: false, emit: emit) }
            }
        }
        for index in units.indices {
            send(unit.extracting(units[index]), marker: index == units.count - 1, emit: emit)
        }
    }

    private mutating func send(aggregate: [UInt8], emit: Packetizer.Emit) {
        scratch.removeAll(keepingCapacity: true)
        scratch += aggregate
        if let order {
            scratch[Syntax.headerLength] = UInt8(order >> 8)
            scratch[Syntax.headerLength + 1] = UInt8(order & 0xFF)
            self.order = order &+ UInt16(truncatingIfNeeded: sets.count)
        }
        emit(scratch.span, false, 0)
    }

    private mutating func send(_ unit: Span<UInt8>, marker: Bool, emit: Packetizer.Emit) {
        let orderLength = order == nil ? 0 : 2
        guard unit.count + orderLength > maximumPayload else { return send(whole: unit, marker: marker, emit: emit) }
        var position = Syntax.headerLength
        while position < unit.count {
            let isFirst = position == Syntax.headerLength
            // A fragment's header is one byte longer than the unit's.
            let room = maximumPayload - Syntax.headerLength - 1 - (isFirst ? orderLength : 0)
            let end = min(position + room, unit.count)
            let isLast = end == unit.count
            scratch.removeAll(keepingCapacity: true)
            Syntax.appendFragmentHeader(of: unit, isFirst: isFirst, isLast: isLast, to: &scratch)
            if isFirst { appendOrder() }
            scratch.append(unit.extracting(position..<end))
            emit(scratch.span, marker && isLast, 0)
            position = end
        }
    }

    private mutating func send(whole unit: Span<UInt8>, marker: Bool, emit: Packetizer.Emit) {
        guard order != nil else { return emit(unit, marker, 0) }
        scratch.removeAll(keepingCapacity: true)
        scratch.append(unit.extracting(0..<Syntax.headerLength))
        appendOrder()
        scratch.append(unit.extracting(Syntax.headerLength..<unit.count))
        emit(scratch.span, marker, 0)
    }

    /// Appends the next NAL unit's decoding order number, where units have one.
    private mutating func appendOrder() {
        guard let order else { return }
        scratch.appendBigEndian(order)
        self.order = order &+ 1
    }
}
