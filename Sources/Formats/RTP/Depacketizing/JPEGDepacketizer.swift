package import Media

/// JPEG out of RTP (RFC 2435): whole files, with the head that the packets leave out put in front.
///
/// A picture begins with a packet at offset 0 and ends with a marker, or where the next one begins without one. What
/// lacks a piece is never given out.
package struct JPEGDepacketizer: Sendable {
    /// The picture at hand. Its head, and its data as far as they have come, are pending in the arena.
    private struct Picture: Sendable {
        var timestamp: UInt32
        var type: UInt8
        var size: PictureSize
        var dataLength = 0
        /// The last two bytes of the data: is it EOI?
        var end: UInt16 = 0
    }

    package private(set) var format: TrackFormat?
    package private(set) var formatVersion = 0
    package let clockRate: UInt32
    package private(set) var counts = DepacketizerCounts()

    private let announcedSize: PictureSize?
    private var picture: Picture?
    /// Timestamp of a picture that was given up, and of which more may come.
    private var skipped: UInt32?
    private var isAfterLoss = false
    private var hasEmitted = false
    /// Tables that go with a quality of 128…254 from the picture on that had them.
    private var tables: [UInt8: JPEGQuantization] = [:]
    private var head: [UInt8] = []
    private var queue = UnitQueue()
    /// Formats that begin with units which are still in the queue.
    private var formatChanges: [(unit: Int, format: TrackFormat)] = []
    private var newestFormat: TrackFormat?

    /// Bytes of the data of the largest picture that is taken.
    private static let largestPicture = 8 << 20

    /// - Parameter size: what the session description says (`a=framesize`, `a=x-dimensions`), for pictures that are
    ///   larger than the packets can say. Nil, or a size that no camera has, where it says nothing.
    package init(clockRate: UInt32, size: PictureSize? = nil) throws(RTPError) {
        guard clockRate > 0 else { throw .malformed("a clock rate of 0") }
        self.clockRate = clockRate
        let sides = 1...16_384
        announcedSize = size.flatMap { sides.contains($0.width) && sides.contains($0.height) ? $0 : nil }
    }

    /// See ``Depacketizer/push(_:payload:afterLoss:into:)``.
    package mutating func push(
        _ header: RTPHeader,
        payload: Span<UInt8>,
        afterLoss: Bool,
        into arena: inout ByteArena
    ) {
        if afterLoss {
            if let picture { giveUp(picture.timestamp, &arena) }
            isAfterLoss = true
        }
        guard !payload.isEmpty else {
            counts.oddities += 1
            return
        }
        guard let fields = JPEGPayloadHeader(payload) else {
            counts.oddities += 1
            return giveUp(header.timestamp, &arena)
        }
        var position = fields.length
        if fields.offset == 0 {
            endUnmarked(before: header.timestamp, &arena)
            guard let end = begin(fields, payload, timestamp: header.timestamp, &arena) else {
                counts.oddities += 1
                return giveUp(header.timestamp, &arena)
            }
            position = end
        }
        append(payload.extracting(position..<payload.count), fields, timestamp: header.timestamp, &arena)
        if header.marker { finish(&arena) }
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

    /// Writes the head of a new picture.
    ///
    /// - Returns: where its data begin in the payload; nil if it cannot be decoded.
    private mutating func begin(
        _ fields: JPEGPayloadHeader,
        _ payload: Span<UInt8>,
        timestamp: UInt32,
        _ arena: inout ByteArena
    ) -> Int? {
        guard [0, 1, 64, 65].contains(fields.type),
            let size = JPEGSizes.size(width: fields.width, height: fields.height, announced: announcedSize),
            let (quantization, end) = readTables(fields, payload)
        else { return nil }
        head.removeAll(keepingCapacity: true)
        JPEGFileHead(
            size: size,
            hasHalfChromaLines: fields.type & 1 == 1,
            restartInterval: fields.restartInterval,
            quantization: quantization
        ).append(to: &head)
        arena.append(head.span)
        picture = Picture(timestamp: timestamp, type: fields.type, size: size)
        return end
    }

    /// The tables of the picture that begins with this packet, and where its data begin.
    private mutating func readTables(
        _ fields: JPEGPayloadHeader,
        _ payload: Span<UInt8>
    ) -> (quantization: JPEGQuantization, end: Int)? {
        let start = fields.length
        guard fields.hasTablesHeader else { return (JPEGQuantization(quality: fields.quality), start) }
        guard start + JPEGPayloadHeader.tablesLength <= payload.count else { return nil }
        let precision = payload[start + 1]
        let length = Int(payload.bigEndian16(at: start + 2))
        let end = start + JPEGPayloadHeader.tablesLength + length
        guard end <= payload.count else { return nil }
        guard length > 0 else {
            // Those of 255 hold for one picture (RFC 2435 §4.2), so that there are none to fall back on.
            return tables[fields.quality].map { ($0, end) }
        }
        let data = payload.extracting(end - length..<end)
        guard let quantization = JPEGQuantization(precision: precision, data: data) else { return nil }
        if fields.quality < 255 { tables[fields.quality] = quantization }
        return (quantization, end)
    }

    private mutating func append(
        _ data: Span<UInt8>,
        _ fields: JPEGPayloadHeader,
        timestamp: UInt32,
        _ arena: inout ByteArena
    ) {
        guard var picture, picture.timestamp == timestamp, picture.type == fields.type,
            picture.dataLength == fields.offset, fields.offset + data.count <= Self.largestPicture
        else { return giveUp(timestamp, &arena) }
        arena.append(data)
        picture.dataLength += data.count
        for index in max(0, data.count - 2)..<data.count { picture.end = picture.end << 8 | UInt16(data[index]) }
        self.picture = picture
    }

    private mutating func finish(_ arena: inout ByteArena) {
        guard let picture else { return }
        guard picture.dataLength > 0 else {
            counts.oddities += 1
            return giveUp(picture.timestamp, &arena)
        }
        if picture.end != 0xFF00 | UInt16(JPEGMarker.endOfImage) { arena.appendEndOfImage() }
        let format = TrackFormat.jpeg(JPEGFormat(size: picture.size))
        if format != newestFormat {
            newestFormat = format
            formatChanges.append((queue.appended, format))
        }
        let flags: AccessUnit.Flags = isAfterLoss ? [.key, .afterLoss] : .key
        queue.append(
            DepacketizedUnit(payload: arena.finish(), timestamp: picture.timestamp, flags: flags, samples: 0)
        )
        self.picture = nil
        isAfterLoss = false
        hasEmitted = true
    }

    /// Another picture begins. No packet is missing, so the one at hand is whole, unless it has begun anew itself.
    private mutating func endUnmarked(before timestamp: UInt32, _ arena: inout ByteArena) {
        guard let picture else { return }
        if picture.timestamp != timestamp {
            finish(&arena)
        } else {
            giveUp(timestamp, &arena)
        }
    }

    /// Gives up the picture at hand, if there is one, and that of `timestamp`, which is often the same; counts each
    /// once.
    private mutating func giveUp(_ timestamp: UInt32, _ arena: inout ByteArena) {
        if let picture, picture.timestamp != timestamp { counts.droppedUnits += 1 }
        if picture?.timestamp == timestamp || skipped != timestamp { counts.droppedUnits += 1 }
        picture = nil
        arena.discard()
        skipped = timestamp
        // What was sent before we joined is no loss.
        if hasEmitted { isAfterLoss = true }
    }
}
