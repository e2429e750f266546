import Media

/// Puts one access unit of H.264 or H.265 together in an arena: each NAL unit after its length. Takes parameter sets
/// out, drops what carries no picture, and splits where a camera (V380, many recorders) put start codes of annex B
/// inside a NAL unit.
///
/// It knows nothing of packets: ``NALDepacketizer`` says where units and access units begin and end.
struct NALAccessUnitBuilder<Syntax: NALSyntax>: Sendable {
    /// Where the bytes of the NAL unit at hand go.
    private enum Sink {
        case none, arena, parameterSet, nowhere
        /// Behind a start code whose NAL unit has not begun yet.
        case awaitingHeader
    }

    var sets: NALParameterSets<Syntax>
    /// Sets that came behind the slices of this access unit: they belong to the next one.
    private var laterSets: [[UInt8]] = []

    private(set) var hasSlice = false
    /// Of the picture: its first slice's, but a key if any slice is one.
    private(set) var kind = NALSlice.Kind.inter
    private(set) var isReference = false
    /// Whether the first slice begins the picture; nil before there is one.
    private(set) var startsPicture: Bool?
    /// Beyond the bounds in bytes or NAL units: to be dropped.
    private(set) var isTooLarge = false
    /// NAL units of no known meaning, or parameter sets that could not be read.
    private(set) var oddities = 0

    private var sink = Sink.none
    private var unitCount = 0
    /// Where the length of the NAL unit at hand lies in the arena's pending bytes.
    private var lengthOffset = 0
    /// What there is of a header behind a start code.
    private var header: UInt16 = 0
    private var headerCount = 0
    /// Zeros at the end of what the NAL unit at hand has so far.
    private var zeros = 0
    private var awaitsSliceHeader = false
    private var scratch: [UInt8] = []
    private var scans = false
    /// Set for good at the first start code. Before, slices are searched only in the first access units.
    private var hasStartCodes = false
    private var finishedCount = 0

    init(sets: NALParameterSets<Syntax>) { self.sets = sets }

    /// Nothing of an access unit is here.
    var isEmpty: Bool { unitCount == 0 && sink == .none }

    mutating func beginUnit(header: UInt16, in arena: inout ByteArena) {
        scans = true
        // The header itself may be the first zeros of a start code.
        zeros = header == 0 ? Syntax.headerLength : header & 0xFF == 0 ? 1 : 0
        awaitsSliceHeader = false
        switch Syntax.role(of: header) {
        case .slice(let slice):
            scans = hasStartCodes || finishedCount < NALAccessUnitLimits.searchedAccessUnits
            note(slice)
            store(header, in: &arena)
        case .parameterSet:
            sink = .parameterSet
            scratch.removeAll(keepingCapacity: true)
            if Syntax.headerLength == 2 { scratch.append(UInt8(header >> 8)) }
            scratch.append(UInt8(truncatingIfNeeded: header))
        case .suffix where !hasSlice, .superfluous: sink = .nowhere
        case .unknown:
            sink = .nowhere
            if header != 0 { oddities += 1 }
        case .other, .suffix: store(header, in: &arena)
        }
    }

    private mutating func note(_ slice: NALSlice) {
        if !hasSlice || !kind.isKey && slice.kind.isKey { kind = slice.kind }
        hasSlice = true
        isReference = isReference || slice.isReference || slice.subLayer < sets.highestSubLayer
        awaitsSliceHeader = slice.hasSliceHeader
    }

    private mutating func store(_ header: UInt16, in arena: inout ByteArena) {
        sink = .arena
        lengthOffset = arena.pendingCount
        arena.appendBigEndian(0)
        if Syntax.headerLength == 2 { arena.append(UInt8(header >> 8)) }
        arena.append(UInt8(truncatingIfNeeded: header))
    }

    /// More of the NAL unit at hand.
    mutating func append(_ bytes: Span<UInt8>, to arena: inout ByteArena) {
        guard scans else { return write(bytes, to: &arena) }
        var written = 0
        var index = 0
        while index < bytes.count {
            if sink == .awaitingHeader {
                header = header << 8 | UInt16(bytes[index])
                headerCount += 1
                index += 1
                written = index
                if headerCount == Syntax.headerLength { beginUnit(header: header, in: &arena) }
                continue
            }
            if zeros == 0 { index = Self.skipSafeBytes(of: bytes, from: index) }
            guard index < bytes.count else { break }
            let byte = bytes[index]
            index += 1
            if byte == 0 {
                zeros += 1
                continue
            }
            if byte == 1, zeros >= 2 {
                write(bytes.extracting(written..<index - 1), to: &arena)
                removeZeros(from: &arena)
                endUnit(in: &arena)
                hasStartCodes = true
                sink = .awaitingHeader
                header = 0
                headerCount = 0
            }
            zeros = 0
        }
        if written < index { write(bytes.extracting(written..<index), to: &arena) }
    }

    /// Where a start code, or the zeros before one, may be next: not among three bytes of which the last is above 1.
    private static func skipSafeBytes(of bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index + 2 < bytes.count, bytes[index + 2] > 1 { index += 3 }
        return index
    }

    mutating func endUnit(in arena: inout ByteArena) {
        switch sink {
        case .arena:
            let length = arena.pendingCount - lengthOffset - 4
            arena.overwriteBigEndian(UInt32(truncatingIfNeeded: length), atPending: lengthOffset)
            unitCount += 1
            if unitCount > NALAccessUnitLimits.mostUnits { isTooLarge = true }
        case .parameterSet: storeParameterSet()
        case .none, .nowhere, .awaitingHeader: break
        }
        sink = .none
        zeros = 0
    }

    /// The access unit; the builder is ready for the next one.
    mutating func finish(in arena: inout ByteArena) -> Bytes {
        finishedCount += 1
        reset()
        return arena.finish()
    }

    /// Forgets the access unit at hand, but not the parameter sets that came with it.
    mutating func discard(in arena: inout ByteArena) {
        reset()
        arena.discard()
        storeLaterSets()
    }

    /// Takes in what came behind the last access unit's slices.
    mutating func storeLaterSets() {
        guard !laterSets.isEmpty else { return }
        for set in laterSets where !sets.store(set.span) { oddities += 1 }
        laterSets.removeAll()
    }

    private mutating func reset() {
        sink = .none
        hasSlice = false
        kind = .inter
        isReference = false
        startsPicture = nil
        isTooLarge = false
        unitCount = 0
        zeros = 0
        awaitsSliceHeader = false
    }

    private mutating func write(_ bytes: Span<UInt8>, to arena: inout ByteArena) {
        guard !bytes.isEmpty else { return }
        switch sink {
        case .arena:
            guard arena.pendingCount + bytes.count <= NALAccessUnitLimits.largestAccessUnit else {
                isTooLarge = true
                return
            }
            if awaitsSliceHeader { readSliceHeader(bytes) }
            arena.append(bytes)
        case .parameterSet:
            if scratch.count + bytes.count > NALParameterSetLimits.largestUnit {
                oddities += 1
                sink = .nowhere
            } else {
                scratch.append(bytes)
            }
        case .none, .nowhere, .awaitingHeader: break
        }
    }

    private mutating func readSliceHeader(_ bytes: Span<UInt8>) {
        awaitsSliceHeader = false
        // first_mb_in_slice is 0, which is written as a single 1; first_slice_segment_in_pic_flag is 1.
        if startsPicture == nil { startsPicture = bytes[0] & 0x80 != 0 }
        if kind.isKey { sets.activate(bySlice: bytes.extracting(0..<min(bytes.count, 16))) }
    }

    private mutating func removeZeros(from arena: inout ByteArena) {
        switch sink {
        case .arena: arena.truncatePending(to: max(lengthOffset + 4 + Syntax.headerLength, arena.pendingCount - zeros))
        case .parameterSet: scratch.removeLast(min(zeros, scratch.count))
        case .none, .nowhere, .awaitingHeader: break
        }
    }

    private mutating func storeParameterSet() {
        let unit = scratch
        if hasSlice {
            if !sets.contains(unit.span), laterSets.count < NALAccessUnitLimits.mostLaterSets { laterSets.append(unit) }
        } else if !sets.store(unit.span) {
            oddities += 1
        }
    }
}

enum NALAccessUnitLimits {
    /// Bytes. A picture of 40 megapixels that is all noise comes to about as much.
    static let largestAccessUnit = 8 * 1024 * 1024
    static let mostUnits = 512
    /// Access units whose slices are searched for start codes before a camera is taken not to send any.
    static let searchedAccessUnits = 100
    static let mostLaterSets = 8
}
