/// What an `esds` box says of a codec (ISO/IEC 14496-14 §5.6, ISO/IEC 14496-1 §7.2.6).
struct ElementaryStream: Hashable {
    /// Object types (ISO/IEC 14496-1 table 5, and the registration authority's list).
    enum ObjectType {
        static let aac: UInt8 = 0x40
        /// The three profiles of AAC in MPEG-2, which decoders treat alike.
        static let olderAAC: ClosedRange<UInt8> = 0x66...0x68
        static let jpeg: UInt8 = 0x6C
    }

    /// Table 6.
    enum StreamType {
        static let picture: UInt8 = 4
        static let sound: UInt8 = 5
    }

    let objectType: UInt8
    let streamType: UInt8
    /// The decoder's own configuration; empty where there is none.
    let specific: [UInt8]

    init(objectType: UInt8, streamType: UInt8, specific: [UInt8] = []) {
        self.objectType = objectType
        self.streamType = streamType
        self.specific = specific
    }

    /// Reads the content of the box.
    init(parsing body: Span<UInt8>) throws(MP4Error) {
        var reader = ByteReader(body, of: .esds)
        try reader.skip(4)
        guard try Self.descriptor(&reader).tag == 3 else { throw .malformed(.esds, "no ES_Descriptor") }
        try reader.skip(2)
        let flags = try reader.uint8()
        if flags & 0x80 != 0 { try reader.skip(2) }
        if flags & 0x40 != 0 { try reader.skip(Int(try reader.uint8())) }
        if flags & 0x20 != 0 { try reader.skip(2) }
        guard try Self.descriptor(&reader).tag == 4 else { throw .malformed(.esds, "no DecoderConfigDescriptor") }
        objectType = try reader.uint8()
        streamType = try reader.uint8() >> 2
        try reader.skip(11)
        guard reader.remaining > 0, case let next = try Self.descriptor(&reader), next.tag == 5 else {
            specific = []
            return
        }
        specific = try reader.array(next.length)
    }

    func write(to writer: inout BoxWriter) {
        // Buffer and bit rates are not told.
        let fields = [objectType, streamType << 2 | 1] + [UInt8](repeating: 0, count: 11)
        let configuration = Self.descriptor(4, fields + (specific.isEmpty ? [] : Self.descriptor(5, specific)))
        let synchronisation = Self.descriptor(6, [2])
        writer.fullBox(.esds) { $0.append(Self.descriptor(3, [0, 0, 0] + configuration + synchronisation)) }
    }

    /// A descriptor with its tag and its length, seven bits a byte (ISO/IEC 14496-1 §8.3.3).
    private static func descriptor(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        var length: [UInt8] = [UInt8(content.count & 0x7F)]
        var rest = content.count >> 7
        while rest > 0 {
            length.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
            rest >>= 7
        }
        return [tag] + length + content
    }

    private static func descriptor(_ reader: inout ByteReader) throws(MP4Error) -> (tag: UInt8, length: Int) {
        let tag = try reader.uint8()
        var length = 0
        for _ in 0..<4 {
            let byte = try reader.uint8()
            length = length << 7 | Int(byte & 0x7F)
            if byte & 0x80 == 0 { break }
        }
        return (tag, length)
    }
}
