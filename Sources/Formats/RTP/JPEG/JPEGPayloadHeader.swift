/// The headers that stand in front of the data in a packet of JPEG (RFC 2435 §3.1).
struct JPEGPayloadHeader: Hashable {
    /// Where in the picture's data this packet's data begin; 24 bits.
    var offset: Int
    /// 0 and 64 are of 4:2:2, 1 and 65 of 4:2:0; from 64 on there are restart markers.
    var type: UInt8
    /// 1…99: tables by a formula; from 128 on they are in the stream.
    var quality: UInt8
    /// In units of 8 pixels; the upper bits are missing where they do not fit.
    var width: UInt8
    var height: UInt8
    /// In MCUs; only of types from 64 on, and 0 there if there are none after all.
    var restartInterval: UInt16 = 0

    static let mainLength = 8
    static let restartLength = 4
    /// Of the header before quantisation tables.
    static let tablesLength = 4
    static let largestOffset = 0xFF_FFFF

    var hasRestartHeader: Bool { type & 0xC0 == 0x40 }
    /// Bytes of these headers.
    var length: Int { Self.mainLength + (hasRestartHeader ? Self.restartLength : 0) }
    /// Whether a packet at offset 0 has a header for quantisation tables behind these.
    var hasTablesHeader: Bool { quality >= 128 && offset == 0 }

    init(offset: Int, type: UInt8, quality: UInt8, width: UInt8, height: UInt8, restartInterval: UInt16) {
        self.offset = offset
        self.type = type
        self.quality = quality
        self.width = width
        self.height = height
        self.restartInterval = restartInterval
    }

    /// Nil where the payload is too short. The type-specific byte is not looked at: a field of an interlaced picture is
    /// a picture to us.
    init?(_ payload: Span<UInt8>) {
        guard payload.count >= Self.mainLength else { return nil }
        offset = Int(payload.bigEndian32(at: 0) & 0xFF_FFFF)
        type = payload[4]
        quality = payload[5]
        width = payload[6]
        height = payload[7]
        guard hasRestartHeader else { return }
        guard payload.count >= length else { return nil }
        restartInterval = payload.bigEndian16(at: Self.mainLength)
    }

    func append(to output: inout [UInt8]) {
        output.appendBigEndian(UInt32(truncatingIfNeeded: offset) & 0xFF_FFFF)
        output += [type, quality, width, height]
        guard hasRestartHeader else { return }
        output.appendBigEndian(restartInterval)
        // First and last, count 0x3FFF: pictures are to be put together whole before they are decoded (§3.1.7).
        output.appendBigEndian(UInt16(0xFFFF))
    }
}
