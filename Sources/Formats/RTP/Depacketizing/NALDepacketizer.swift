import Media

/// H.264 or H.265 out of RTP: finds where access units begin and end, and what a loss has touched.
///
/// An access unit ends at a marker or, since some never set one (FLIR M400), where the timestamp changes; but never
/// before it has a slice: many send parameter sets and SEI as packets of their own, with a marker (Tapo TC70, Reolink
/// Duo 2) or with the timestamp of the picture before (Reolink, VStarcam).
/// A loss costs the access units that it may have touched; whatever is emitted has all of its slices.
struct NALDepacketizer<Syntax: NALSyntax>: Sendable {
    /// Between two access units, or at the beginning.
    private enum Phase { case between, building, skipping }

    private(set) var format: TrackFormat?
    private(set) var formatVersion = 0
    var counts: DepacketizerCounts {
        DepacketizerCounts(droppedUnits: droppedUnits, oddities: oddities + builder.oddities)
    }

    private var builder: NALAccessUnitBuilder<Syntax>
    /// Decoding order numbers stand in front of NAL units. They are passed over: nobody is known to interleave.
    private let hasOrder: Bool
    private var queue = UnitQueue()
    /// Formats that begin with units which are still in the queue.
    private var formatChanges: [(unit: Int, format: TrackFormat)] = []
    private var newestFormat: TrackFormat?

    private var phase = Phase.between
    /// Of the access unit at hand.
    private var timestamp: UInt32 = 0
    private var isInFragment = false
    /// Whether the next access unit counts only if it begins with a picture's first slice: at the beginning, and after
    /// a loss.
    private var mustStartPicture = true
    private var isAfterLoss = false
    private var hasEmitted = false
    private var hasKey = false
    /// Whether leading pictures need what was before the newest key picture, and that is not there.
    private var dropsLeading = true
    /// Timestamp of the last access unit, if a marker ended it.
    private var markedTimestamp: UInt32?
    /// False once a marker turned out to stand in the middle of a picture, as Reolink's do: then only the timestamp
    /// counts.
    private var trustsMarkers = true
    private var droppedUnits = 0
    private var oddities = 0

    init(sets: NALParameterSets<Syntax>, hasOrder: Bool = false) {
        var sets = sets
        if let format = sets.makeFormat() {
            newestFormat = format
            self.format = format
            formatVersion = 1
        }
        builder = NALAccessUnitBuilder(sets: sets)
        self.hasOrder = hasOrder
    }

    mutating func push(_ header: RTPHeader, payload: Span<UInt8>, afterLoss: Bool, into arena: inout ByteArena) {
        if afterLoss { noteLoss(before: header.timestamp, &arena) }
        moveTo(header.timestamp, &arena)
        if phase == .building {
            read(payload, &arena)
            checkPicture(&arena)
        }
        if header.marker, trustsMarkers { markerPassed(&arena) }
    }

    mutating func next() -> DepacketizedUnit? {
        guard let (unit, number) = queue.next() else { return nil }
        while let change = formatChanges.first, change.unit <= number {
            format = change.format
            formatVersion += 1
            formatChanges.removeFirst()
        }
        return unit
    }
}

// MARK: - Access units

extension NALDepacketizer {
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
        if canBeDecoded(builder.kind) {
            emit(&arena)
        } else {
            builder.discard(in: &arena)
        }
        mustStartPicture = false
        markedTimestamp = byMarker ? timestamp : nil
        phase = .between
    }

    /// False of a leading picture whose references were before the random access point that the stream begins with:
    /// every decoder would drop it, too.
    private mutating func canBeDecoded(_ kind: NALSlice.Kind) -> Bool {
        switch kind {
        case .inter: return true
        case .skippedLeading: return !dropsLeading
        case .closedKey: dropsLeading = false
        case .openKey: dropsLeading = !hasKey
        case .brokenKey: dropsLeading = true
        }
        hasKey = true
        return true
    }

    private mutating func emit(_ arena: inout ByteArena) {
        var flags = AccessUnit.Flags(rawValue: 0)
        if builder.kind.isKey { flags.insert(.key) }
        if !builder.isReference { flags.insert(.disposable) }
        if isAfterLoss { flags.insert(.afterLoss) }
        if builder.sets.isChanged, let format = builder.sets.makeFormat(), format != newestFormat {
            newestFormat = format
            formatChanges.append((queue.appended, format))
        }
        queue.append(
            DepacketizedUnit(payload: builder.finish(in: &arena), timestamp: timestamp, flags: flags, samples: 0)
        )
        builder.storeLaterSets()
        isAfterLoss = false
        hasEmitted = true
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
}

// MARK: - Payloads

extension NALDepacketizer {
    private mutating func read(_ payload: Span<UInt8>, _ arena: inout ByteArena) {
        guard !payload.isEmpty else { return }
        switch Syntax.content(of: payload, hasOrder: hasOrder) {
        case .unit(let order):
            endFragment(&arena)
            readUnit(payload, order: order, &arena)
        case .aggregate(let start, let firstOrder, let laterOrder):
            endFragment(&arena)
            readAggregate(payload, start: start, firstOrder: firstOrder, laterOrder: laterOrder, &arena)
        case .fragment(let header, let isFirst, let isLast, let start):
            if isFirst {
                endFragment(&arena)
                builder.beginUnit(header: header, in: &arena)
                isInFragment = true
            } else if !isInFragment {
                return damage(&arena)
            }
            // CostarHD and Tiandy say another type in a later fragment, or send empty ones: the first type counts.
            builder.append(payload.extracting(start..<payload.count), to: &arena)
            if isLast { endFragment(&arena) }
        case .unknown: oddities += 1
        }
    }

    /// A whole NAL unit, with `order` bytes of a decoding order number behind its header.
    private mutating func readUnit(_ unit: Span<UInt8>, order: Int, _ arena: inout ByteArena) {
        let start = Syntax.headerLength + order
        guard start <= unit.count else {
            oddities += 1
            return
        }
        builder.beginUnit(header: Syntax.header(of: unit), in: &arena)
        builder.append(unit.extracting(start..<unit.count), to: &arena)
        builder.endUnit(in: &arena)
    }

    /// NAL units, each after its length in two bytes (RFC 6184 §5.7.1, RFC 7798 §4.4.2).
    private mutating func readAggregate(
        _ payload: Span<UInt8>,
        start: Int,
        firstOrder: Int,
        laterOrder: Int,
        _ arena: inout ByteArena
    ) {
        var position = start + firstOrder
        while position + 2 <= payload.count {
            let length = Int(payload.bigEndian16(at: position))
            position += 2
            guard length <= payload.count - position else {
                oddities += 1
                return damage(&arena)
            }
            // Some cameras fill up with zeros.
            if length > 0 { readUnit(payload.extracting(position..<position + length), order: 0, &arena) }
            position += length + laterOrder
        }
    }

    /// Ends a fragmented NAL unit, also without its last fragment's bit: no packet is missing, so it is whole.
    private mutating func endFragment(_ arena: inout ByteArena) {
        guard isInFragment else { return }
        builder.endUnit(in: &arena)
        isInFragment = false
    }
}
