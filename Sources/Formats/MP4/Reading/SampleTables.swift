/// The tables of an ordinary, unfragmented track (ISO/IEC 14496-12 §8.6 and §8.7). Each takes no more memory than twice
/// its box.
struct SampleTables: Hashable, Sendable {
    /// `count` samples in a row have this value.
    struct Run: Hashable, Sendable {
        var count: UInt32
        var value: UInt32
    }

    /// From this chunk on, counted from 1, each chunk has so many samples.
    struct ChunkRun: Hashable, Sendable {
        var firstChunk: UInt32
        var samplesPerChunk: UInt32
    }

    enum Sizes: Hashable, Sendable {
        case uniform(UInt32, count: UInt32)
        case each([UInt32])

        var count: Int {
            switch self {
            case .uniform(_, let count): Int(count)
            case .each(let sizes): sizes.count
            }
        }

        subscript(index: Int) -> UInt32 {
            switch self {
            case .uniform(let size, _): size
            case .each(let sizes): sizes[index]
            }
        }
    }

    var durations: [Run] = []
    /// As signed numbers, whatever the version says: many writers put negative ones into version 0.
    var presentationOffsets: [Run] = []
    var sizes: Sizes = .each([])
    var chunkRuns: [ChunkRun] = []
    var chunkOffsets: [UInt64] = []
    /// Numbers of the samples that a decoder can start with, from 1; nil where all are.
    var keys: [UInt32]?

    mutating func parse(_ type: BoxType, _ body: Span<UInt8>) throws(MP4Error) {
        switch type {
        case .stts: durations = try Self.runs(body, of: type)
        case .ctts: presentationOffsets = try Self.runs(body, of: type)
        case .stsc:
            chunkRuns = try Self.entries(body, of: type, length: 12) { reader throws(MP4Error) in
                let firstChunk = try reader.uint32()
                let samplesPerChunk = try reader.uint32()
                try reader.skip(4)
                return ChunkRun(firstChunk: firstChunk, samplesPerChunk: samplesPerChunk)
            }
        case .stco:
            chunkOffsets = try Self.entries(body, of: type, length: 4) { reader throws(MP4Error) in
                UInt64(try reader.uint32())
            }
        case .co64:
            chunkOffsets = try Self.entries(body, of: type, length: 8) { reader throws(MP4Error) in
                try reader.uint64()
            }
        case .stss:
            keys = try Self.entries(body, of: type, length: 4) { reader throws(MP4Error) in try reader.uint32() }
        case .stsz: sizes = try Self.sizes(body)
        case .stz2: sizes = .each(try Self.compactSizes(body))
        default: break
        }
    }

    private static func runs(_ body: Span<UInt8>, of type: BoxType) throws(MP4Error) -> [Run] {
        try entries(body, of: type, length: 8) { reader throws(MP4Error) in
            let count = try reader.uint32()
            return Run(count: count, value: try reader.uint32())
        }
    }

    /// The entries of a table that begins with their number.
    private static func entries<Entry>(
        _ body: Span<UInt8>,
        of type: BoxType,
        length: Int,
        _ read: (inout ByteReader) throws(MP4Error) -> Entry
    ) throws(MP4Error) -> [Entry] {
        var reader = ByteReader(body, of: type)
        try reader.skip(4)
        let count = Int(try reader.uint32())
        guard count <= reader.remaining / length else { throw .truncated(type) }
        var entries: [Entry] = []
        entries.reserveCapacity(count)
        for _ in 0..<count { entries.append(try read(&reader)) }
        return entries
    }

    private static func sizes(_ body: Span<UInt8>) throws(MP4Error) -> Sizes {
        var reader = ByteReader(body, of: .stsz)
        try reader.skip(4)
        let uniform = try reader.uint32()
        let count = try reader.uint32()
        if uniform > 0 { return .uniform(uniform, count: count) }
        guard Int(count) <= reader.remaining / 4 else { throw .truncated(.stsz) }
        var sizes: [UInt32] = []
        sizes.reserveCapacity(Int(count))
        for _ in 0..<count { sizes.append(try reader.uint32()) }
        return .each(sizes)
    }

    /// `stz2`: sizes of 4, 8 or 16 bits.
    private static func compactSizes(_ body: Span<UInt8>) throws(MP4Error) -> [UInt32] {
        var reader = ByteReader(body, of: .stz2)
        try reader.skip(7)
        let bits = Int(try reader.uint8())
        guard [4, 8, 16].contains(bits) else { throw .malformed(.stz2, "sizes of \(bits) bits") }
        let count = Int(try reader.uint32())
        guard count <= reader.remaining * 8 / bits else { throw .truncated(.stz2) }
        var sizes: [UInt32] = []
        sizes.reserveCapacity(count)
        while sizes.count < count {
            switch bits {
            case 16: sizes.append(UInt32(try reader.uint16()))
            case 8: sizes.append(UInt32(try reader.uint8()))
            default:
                let pair = try reader.uint8()
                sizes.append(UInt32(pair >> 4))
                if sizes.count < count { sizes.append(UInt32(pair & 0xF)) }
            }
        }
        return sizes
    }
}
