package import Media

/// AAC out of RTP in the modes AAC-hbr and AAC-lbr (RFC 3640 §3.2 and §3.3): several access units in a packet, or one
/// over several packets. Frames of ADTS files, which some cameras send instead or within, are taken as well.
/// Interleaving is not known to be used by any camera: access units are taken in the order in which they come.
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

    private let announcedLayout: HeaderLayout
    private var layout: HeaderLayout
    private let samplesPerFrame: UInt64
    private let sampleRate: UInt64
    private var isAfterLoss = false
    /// The access unit whose beginning is pending in the arena.
    private var fragment: Fragment?
    private var queue = UnitQueue()

    /// A raw data block of AAC has at most 768 bytes a channel.
    private static let largestUnit = 64 * 1024
    private static let mostUnitsInPacket = 128

    private struct Fragment: Sendable {
        var timestamp: UInt32
        /// What its AU header says; nil of a bare ADTS frame, which has none.
        var size: Int?
        /// Bytes that are to be pending when it is complete.
        var total: Int
    }

    /// - Parameter clockRate: of RTP; some cameras' differs from the sample rate of the configuration.
    package init(format: AACFormat, clockRate: UInt32, layout: HeaderLayout = HeaderLayout()) throws(RTPError) {
        guard clockRate > 0 else { throw .malformed("a clock rate of 0") }
        guard (1...32).contains(layout.sizeLength), (0...32).contains(layout.indexLength),
            (0...32).contains(layout.indexDeltaLength)
        else { throw .unsupported("AU headers with fields of \(layout.sizeLength) and \(layout.indexLength) bits") }
        self.format = .aac(format)
        self.clockRate = clockRate
        self.layout = layout
        announcedLayout = layout
        samplesPerFrame = UInt64(format.samplesPerFrame)
        sampleRate = UInt64(max(1, format.sampleRate))
    }

    /// How long `count` access units are, in ticks of the clock, which with some cameras is not the sample rate.
    private func duration(of count: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: UInt64(count) * samplesPerFrame * UInt64(clockRate) / sampleRate)
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
        // No AU header section begins like this: it would announce four thousand of them.
        let isADTS = ADTSHeader(payload) != nil || (fragment.map { $0.size == nil } ?? false)
        if !isADTS { adaptLayout(to: payload) }
        guard !isADTS, let section = HeaderSection(payload, layout: layout) else {
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

    /// Some cameras leave the index fields out of what they announce (Reolink) or of what they send: a layout that the
    /// length of the header section does not fit is not the one.
    private mutating func adaptLayout(to payload: Span<UInt8>) {
        guard payload.count >= 2, !layout.fits(Int(payload.bigEndian16(at: 0))) else { return }
        let bits = Int(payload.bigEndian16(at: 0))
        let bare = HeaderLayout(sizeLength: announcedLayout.sizeLength, indexLength: 0, indexDeltaLength: 0)
        for other in [announcedLayout, bare, HeaderLayout()] where other.fits(bits) && bits / 8 < payload.count {
            counts.oddities += 1
            layout = other
            return
        }
    }

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
            emit(unit, timestamp: timestamp &+ duration(of: index), into: &arena)
        }
    }

    private mutating func emit(_ unit: Span<UInt8>, timestamp: UInt32, into arena: inout ByteArena) {
        // Some cameras put the header of an ADTS file before every access unit; a raw data block cannot begin like it.
        let raw = ADTSHeader(unit).flatMap { $0.frame == unit.count ? $0.length..<unit.count : nil } ?? 0..<unit.count
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
            DepacketizedUnit(payload: arena.finish(), timestamp: timestamp, flags: flags, samples: duration(of: 1))
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
        var start = 0
        if fragment == nil {
            if let inner = ADTSHeader(data), inner.frame == size { start = min(inner.length, data.count) }
            fragment = Fragment(timestamp: header.timestamp, size: size, total: size - start)
        }
        if appendFragment(data.extracting(start..<data.count), to: &arena) == nil, header.marker {
            // The last packet of an access unit has the marker: the rest is not to come.
            dropFragment(&arena)
            isAfterLoss = true
        }
    }

    /// Goes on with the access unit at hand.
    ///
    /// - Returns: how many bytes it took, if that made it complete.
    private mutating func appendFragment(_ data: Span<UInt8>, to arena: inout ByteArena) -> Int? {
        guard let open = fragment else { return nil }
        let count = min(data.count, open.total - arena.pendingCount)
        arena.append(data.extracting(0..<count))
        guard arena.pendingCount == open.total else { return nil }
        fragment = nil
        finish(timestamp: open.timestamp, &arena)
        return count
    }

    private mutating func dropFragment(_ arena: inout ByteArena) {
        guard fragment != nil else { return }
        fragment = nil
        arena.discard()
        counts.droppedUnits += 1
    }

    /// Packets without AU headers, but with those of ADTS, as some cameras send in spite of what they announce.
    private mutating func pushBareADTS(_ payload: Span<UInt8>, timestamp: UInt32, into arena: inout ByteArena) {
        var position = 0
        if let open = fragment {
            if open.size == nil, open.timestamp == timestamp {
                guard let taken = appendFragment(payload, to: &arena) else { return }
                position = taken
            } else {
                dropFragment(&arena)
                isAfterLoss = true
            }
        }
        // Frames behind the end of another follow it in time.
        var index = position > 0 ? 1 : 0
        while let header = ADTSHeader(payload.extracting(position..<payload.count)), index < Self.mostUnitsInPacket {
            let time = timestamp &+ duration(of: index)
            let rest = payload.count - position
            guard header.frame <= rest else {
                fragment = Fragment(timestamp: time, size: nil, total: header.frame - header.length)
                _ = appendFragment(payload.extracting(position + header.length..<payload.count), to: &arena)
                return
            }
            emit(payload.extracting(position..<position + header.frame), timestamp: time, into: &arena)
            position += header.frame
            index += 1
        }
        if position < payload.count || index == 0 {
            counts.oddities += 1
            isAfterLoss = true
        }
    }
}

extension AACDepacketizer.HeaderLayout {
    /// Whether an AU header section can have so many bits.
    fileprivate func fits(_ bits: Int) -> Bool {
        let rest = bits - sizeLength - indexLength
        return rest >= 0 && rest % (sizeLength + indexDeltaLength) == 0
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

/// The header of an ADTS frame (ISO/IEC 13818-7 §6.2) at the beginning of some bytes.
private struct ADTSHeader {
    /// Of the header itself.
    let length: Int
    /// Of the whole frame, header included. It may reach beyond the bytes at hand.
    let frame: Int

    init?(_ bytes: Span<UInt8>) {
        guard bytes.count >= 7, bytes[0] == 0xFF, bytes[1] & 0xF6 == 0xF0 else { return nil }
        length = bytes[1] & 1 == 1 ? 7 : 9
        frame = Int(bytes[3] & 3) << 11 | Int(bytes[4]) << 3 | Int(bytes[5]) >> 5
        guard frame >= length, bytes.count >= length else { return nil }
    }
}
