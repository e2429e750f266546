package import Media

/// H.264 out of RTP, packetization modes 0 and 1 (RFC 6184): single NAL units, STAP-A and FU-A.
///
/// An access unit ends at a marker or where the timestamp changes, whichever comes first, but never before it has a
/// slice: many cameras send parameter sets and SEI as packets of their own, with a marker or with another timestamp.
/// A loss costs the access units that it may have touched; whatever is emitted has all of its slices.
package struct H264Depacketizer: Sendable {
    /// Between two access units, or at the beginning.
    private enum Phase { case between, building, skipping }

    /// What the unit that ``next()`` returned last needs; before the first one, what the session description said.
    package private(set) var format: TrackFormat?
    /// Goes up whenever ``format`` becomes another one; 0 as long as there is none.
    package private(set) var formatVersion = 0
    package let clockRate: UInt32
    package var counts: DepacketizerCounts {
        DepacketizerCounts(droppedUnits: droppedUnits, oddities: oddities + builder.oddities)
    }

    private var builder: H264AccessUnitBuilder
    private var queue = UnitQueue()
    /// Formats that begin with units which are still in the queue.
    private var formatChanges: [(unit: Int, format: TrackFormat)] = []
    private var newestFormat: TrackFormat?

    private var phase = Phase.between
    /// Of the access unit at hand.
    private var timestamp: UInt32 = 0
    private var isInFragment = false
    /// Whether the next access unit counts only if it begins with a picture's first macroblock: at the beginning, and
    /// after a loss.
    private var mustStartPicture = true
    private var isAfterLoss = false
    private var hasEmitted = false
    /// Timestamp of the last access unit, if a marker ended it.
    private var markedTimestamp: UInt32?
    /// False once a marker turned out to stand in the middle of a picture: then only the timestamp counts.
    private var trustsMarkers = true
    private var droppedUnits = 0
    private var oddities = 0

    /// - Parameter parameterSets: of the session description, base64, separated by commas; may be empty.
    package init(parameterSets: String = "", clockRate: UInt32 = 90_000) throws(RTPError) {
        guard clockRate > 0 else { throw .malformed("a clock rate of 0") }
        var sets = H264ParameterSets(sprop: parameterSets)
        self.clockRate = clockRate
        if let format = sets.makeFormat() {
            newestFormat = .h264(format)
            self.format = newestFormat
            formatVersion = 1
        }
        builder = H264AccessUnitBuilder(sets: sets)
    }

    /// See ``Depacketizer/push(_:payload:afterLoss:into:)``.
    package mutating func push(
        _ header: RTPHeader,
        payload: Span<UInt8>,
        afterLoss: Bool,
        into arena: inout ByteArena
    ) {
        if afterLoss { noteLoss(before: header.timestamp, &arena) }
        moveTo(header.timestamp, &arena)
        if phase == .building {
            read(payload, &arena)
            checkPicture(&arena)
        }
        if header.marker, trustsMarkers { markerPassed(&arena) }
    }

    /// The next unit that is complete; makes ``format`` that unit's.
    package mutating func next() -> DepacketizedUnit? {
        guard let (unit, number) = queue.next() else { return nil }
        while let change = formatChanges.first, change.unit <= number {
            format = change.format
            formatVersion += 1
            formatChanges.removeFirst()
        }
        return unit
    }

    // MARK: - Access units

    private mutating func moveTo(_ newTimestamp: UInt32, _ arena: inout ByteArena) {
        if newTimestamp != timestamp {
            switch phase {
            case .building:
                endFragment(&arena)
                // Without a slice it goes on: the timestamp is the first slice's.
                if builder.hasSlice { finishAccessUnit(byMarker: false, &arena) }
            case .skipping: phase = .between
            case .between: break
            }
        }
        guard phase != .skipping else { return }
        phase = .building
        timestamp = newTimestamp
    }

    private mutating func markerPassed(_ arena: inout ByteArena) {
        switch phase {
        // Within a fragmented NAL unit, or with parameter sets alone, a marker is an error of the camera.
        case .building where builder.hasSlice && !isInFragment: finishAccessUnit(byMarker: true, &arena)
        case .skipping: phase = .between
        case .building, .between: break
        }
    }

    private mutating func finishAccessUnit(byMarker: Bool, _ arena: inout ByteArena) {
        var flags: AccessUnit.Flags = []
        if builder.isKey { flags.insert(.key) }
        if !builder.isReference { flags.insert(.disposable) }
        if isAfterLoss { flags.insert(.afterLoss) }
        if builder.sets.isChanged, let format = builder.sets.makeFormat().map(TrackFormat.h264), format != newestFormat
        {
            newestFormat = format
            formatChanges.append((queue.appended, format))
        }
        queue.append(
            DepacketizedUnit(payload: builder.finish(in: &arena), timestamp: timestamp, flags: flags, samples: 0)
        )
        builder.storeLaterSets()
        isAfterLoss = false
        hasEmitted = true
        mustStartPicture = false
        markedTimestamp = byMarker ? timestamp : nil
        phase = .between
    }

    /// Packets before this one are missing.
    private mutating func noteLoss(before newTimestamp: UInt32, _ arena: inout ByteArena) {
        isAfterLoss = true
        mustStartPicture = true
        guard phase == .building else { return }
        let wasPicture = builder.hasSlice
        if !builder.isEmpty { droppedUnits += 1 }
        abandon(&arena)
        // The lost packets may also have been the first of a new access unit: its first slice will show that.
        phase = wasPicture && newTimestamp == timestamp ? .skipping : .between
    }

    /// Gives up the access unit at hand; the rest of it is passed over.
    private mutating func damage(_ arena: inout ByteArena) {
        abandon(&arena)
        droppedUnits += 1
        phase = .skipping
        mustStartPicture = true
        if hasEmitted { isAfterLoss = true }
    }

    private mutating func abandon(_ arena: inout ByteArena) {
        builder.discard(in: &arena)
        isInFragment = false
    }

    private mutating func checkPicture(_ arena: inout ByteArena) {
        guard phase == .building else { return }
        if builder.isTooLarge { return damage(&arena) }
        guard builder.startsPicture == false else { return }
        if mustStartPicture {
            damage(&arena)
        } else if markedTimestamp == timestamp {
            // The rest of a picture that was taken to be complete.
            trustsMarkers = false
            damage(&arena)
        }
    }

    // MARK: - Payloads

    private mutating func read(_ payload: Span<UInt8>, _ arena: inout ByteArena) {
        guard let first = payload.isEmpty ? nil : payload[0] else { return }
        switch first & 0x1F {
        case 24: readAggregate(payload, &arena)
        case 28: readFragment(payload, &arena)
        default:
            endFragment(&arena)
            readUnit(payload, &arena)
        }
    }

    private mutating func readUnit(_ unit: Span<UInt8>, _ arena: inout ByteArena) {
        builder.beginUnit(header: unit[0], in: &arena)
        builder.append(unit.extracting(1..<unit.count), to: &arena)
        builder.endUnit(in: &arena)
    }

    /// STAP-A: NAL units, each after its length in two bytes (RFC 6184 §5.7.1).
    private mutating func readAggregate(_ payload: Span<UInt8>, _ arena: inout ByteArena) {
        endFragment(&arena)
        var position = 1
        while position + 2 <= payload.count {
            let length = Int(payload.bigEndian16(at: position))
            position += 2
            guard length <= payload.count - position else {
                oddities += 1
                return damage(&arena)
            }
            // Some cameras fill up with zeros.
            if length > 0 { readUnit(payload.extracting(position..<position + length), &arena) }
            position += length
        }
    }

    /// FU-A: a part of a NAL unit (RFC 6184 §5.8).
    private mutating func readFragment(_ payload: Span<UInt8>, _ arena: inout ByteArena) {
        guard payload.count >= 2 else {
            oddities += 1
            return
        }
        if payload[1] & 0x80 != 0 {
            endFragment(&arena)
            builder.beginUnit(header: payload[0] & 0x60 | payload[1] & 0x1F, in: &arena)
            isInFragment = true
        } else if !isInFragment {
            return damage(&arena)
        }
        builder.append(payload.extracting(2..<payload.count), to: &arena)
        if payload[1] & 0x40 != 0 { endFragment(&arena) }
    }

    /// Ends a fragmented NAL unit, also without its last fragment's bit: no packet is missing, so it is whole.
    private mutating func endFragment(_ arena: inout ByteArena) {
        guard isInFragment else { return }
        builder.endUnit(in: &arena)
        isInFragment = false
    }
}
