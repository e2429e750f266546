package import Media

/// AAC out of RTP in the modes AAC-hbr and AAC-lbr (RFC 3640 §3.2 and §3.3): several access units in a packet, or one
/// over several packets. Interleaving is not known to be used by any camera, and indices are not looked at.
package struct AACDepacketizer: Sendable {
    /// How an AU header is laid out, in bits (RFC 3640 §4.1).
    package struct HeaderLayout: Hashable, Sendable {
        package var sizeLength: Int
        package var indexLength: Int
        package var indexDeltaLength: Int

        package init(sizeLength: Int = 13, indexLength: Int = 3, indexDeltaLength: Int = 3) {
            self.sizeLength = sizeLength
            self.indexLength = indexLength
            self.indexDeltaLength = indexDeltaLength
        }
    }

    package let format: TrackFormat?
    package let formatVersion = 1
    package let clockRate: UInt32
    package private(set) var counts = DepacketizerCounts()

    private let layout: HeaderLayout
    /// Of one access unit, in ticks of the clock.
    private let duration: UInt32
    private var isAfterLoss = false
    /// The access unit whose beginning is pending in the arena.
    private var fragment: (timestamp: UInt32, size: Int)?
    private var queue = UnitQueue()

    /// A raw data block of AAC has at most 768 bytes a channel.
    private static let largestUnit = 64 * 1024
    private static let mostUnitsInPacket = 128

    /// - Parameter clockRate: of RTP; some cameras' differs from the sample rate of the configuration.
    package init(format: AACFormat, clockRate: UInt32, layout: HeaderLayout = HeaderLayout()) throws(RTPError) {
        guard clockRate > 0 else { throw .malformed("a clock rate of 0") }
        guard (1...32).contains(layout.sizeLength), (0...32).contains(layout.indexLength),
            (0...32).contains(layout.indexDeltaLength)
        else { throw .unsupported("AU headers with fields of \(layout.sizeLength) and \(layout.indexLength) bits") }
        self.format = .aac(format)
        self.clockRate = clockRate
        self.layout = layout
        let ticks = UInt64(format.samplesPerFrame) * UInt64(clockRate) / UInt64(max(1, format.sampleRate))
        self.duration = UInt32(clamping: ticks)
    }

    /// See ``Depacketizer/push(_:payload:afterLoss:into:)``.
    package mutating func push(
        _ header: RTPHeader,
        payload: Span<UInt8>,
        afterLoss: Bool,
        into arena: inout ByteArena
    ) {
        if afterLoss {
            isAfterLoss = true
            dropFragment(&arena)
        }
        guard let section = HeaderSection(payload, layout: layout) else {
            pushBareADTS(payload, timestamp: header.timestamp, into: &arena)
            return
        }
        let data = payload.extracting(section.end..<payload.count)
        if section.count == 1 {
            let size = section.firstSize
            if fragment != nil || size > data.count {
                pushFragment(data, of: size, header: header, into: &arena)
                return
            }
        } else {
            dropFragment(&arena)
        }
        pushUnits(data, section: section, headers: payload, timestamp: header.timestamp, into: &arena)
    }

    /// The next unit that is complete.
    package mutating func next() -> DepacketizedUnit? { queue.next()?.unit }

    private mutating func pushUnits(
        _ data: Span<UInt8>,
        section: HeaderSection,
        headers: Span<UInt8>,
        timestamp: UInt32,
        into arena: inout ByteArena
    ) {
        var reader = BitReader(headers.extracting(2..<section.end))
        var position = 0
        for index in 0..<min(section.count, Self.mostUnitsInPacket) {
            guard let size = try? reader.bits(layout.sizeLength),
                (try? reader.skip(index == 0 ? layout.indexLength : layout.indexDeltaLength)) != nil,
                Int(size) <= data.count - position
            else {
                counts.oddities += 1
                isAfterLoss = true
                return
            }
            let unit = data.extracting(position..<position + Int(size))
            position += Int(size)
            emit(unit, timestamp: timestamp &+ UInt32(index) &* duration, into: &arena)
        }
    }

    private mutating func emit(_ unit: Span<UInt8>, timestamp: UInt32, into arena: inout ByteArena) {
        // Some cameras put the header of an ADTS file before every access unit; a raw data block cannot begin like it.
        let raw = ADTSFrame(unit).flatMap { $0.length == unit.count ? $0.payload : nil } ?? 0..<unit.count
        guard !raw.isEmpty, raw.count <= Self.largestUnit else {
            counts.oddities += 1
            return
        }
        arena.append(unit.extracting(raw))
        finish(timestamp: timestamp, &arena)
    }

    private mutating func finish(timestamp: UInt32, _ arena: inout ByteArena) {
        let flags: AccessUnit.Flags = isAfterLoss ? [.key, .afterLoss] : .key
        isAfterLoss = false
        queue.append(
            DepacketizedUnit(payload: arena.finish(), timestamp: timestamp, flags: flags, samples: duration)
        )
    }

    /// RFC 3640 §3.2.3: a fragment's header has the size of the whole access unit.
    private mutating func pushFragment(
        _ data: Span<UInt8>,
        of size: Int,
        header: RTPHeader,
        into arena: inout ByteArena
    ) {
        if let open = fragment, open.timestamp != header.timestamp || open.size != size {
            dropFragment(&arena)
            isAfterLoss = true
            if size <= data.count {
                emit(data.extracting(0..<size), timestamp: header.timestamp, into: &arena)
                return
            }
        }
        guard size <= Self.largestUnit else {
            counts.oddities += 1
            isAfterLoss = true
            return
        }
        fragment = (header.timestamp, size)
        arena.append(data.extracting(0..<min(data.count, size - arena.pendingCount)))
        if arena.pendingCount == size {
            fragment = nil
            finish(timestamp: header.timestamp, &arena)
        } else if header.marker {
            // The last packet of an access unit has the marker: the rest is not to come.
            dropFragment(&arena)
            isAfterLoss = true
        }
    }

    private mutating func dropFragment(_ arena: inout ByteArena) {
        guard fragment != nil else { return }
        fragment = nil
        arena.discard()
        counts.droppedUnits += 1
    }

    /// Packets without AU headers, but with those of ADTS, as some cameras send in spite of what they announce.
    private mutating func pushBareADTS(_ payload: Span<UInt8>, timestamp: UInt32, into arena: inout ByteArena) {
        dropFragment(&arena)
        var position = 0
        var index: UInt32 = 0
        while let frame = ADTSFrame(payload.extracting(position..<payload.count)), index < Self.mostUnitsInPacket {
            let unit = payload.extracting(position..<position + frame.length)
            emit(unit, timestamp: timestamp &+ index &* duration, into: &arena)
            position += frame.length
            index += 1
        }
        if position < payload.count || index == 0 {
            counts.oddities += 1
            isAfterLoss = true
        }
    }
}

/// The AU header section at the beginning of a payload (RFC 3640 §3.2.1).
private struct HeaderSection {
    /// How many AU headers there are; at least one.
    let count: Int
    let firstSize: Int
    /// Where the access units begin.
    let end: Int

    /// Nil if the payload does not begin with one that fits.
    init?(_ payload: Span<UInt8>, layout: AACDepacketizer.HeaderLayout) {
        guard payload.count >= 2 else { return nil }
        let bits = Int(payload.bigEndian16(at: 0))
        let first = layout.sizeLength + layout.indexLength
        end = 2 + (bits + 7) / 8
        guard bits >= first, end <= payload.count else { return nil }
        var reader = BitReader(payload.extracting(2..<end))
        guard let size = try? reader.bits(layout.sizeLength) else { return nil }
        firstSize = Int(size)
        count = 1 + (bits - first) / (layout.sizeLength + layout.indexDeltaLength)
    }
}

/// A frame of an ADTS file (ISO/IEC 13818-7 §6.2) at the beginning of some bytes.
private struct ADTSFrame {
    /// Header included.
    let length: Int
    let payload: Range<Int>

    init?(_ bytes: Span<UInt8>) {
        guard bytes.count >= 7, bytes[0] == 0xFF, bytes[1] & 0xF6 == 0xF0 else { return nil }
        length = Int(bytes[3] & 3) << 11 | Int(bytes[4]) << 3 | Int(bytes[5]) >> 5
        let header = bytes[1] & 1 == 1 ? 7 : 9
        guard length >= header, length <= bytes.count else { return nil }
        payload = header..<length
    }
}
