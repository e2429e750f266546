import Media

/// The parameter sets of one H.264 stream, by their ids: a new one replaces the old one of its id (H.264 §7.4.1.2.1).
struct H264ParameterSets: Sendable {
    private struct Entry: Sendable {
        var id: UInt32
        /// Of a picture parameter set: the sequence parameter set that it refers to.
        var sequence: UInt32
        var unit: [UInt8]
    }

    /// Both in rising order of ids, so that the same sets always make the same format.
    private var sequences: [Entry] = []
    private var pictures: [Entry] = []
    /// The sequence parameter set that the newest IDR picture uses.
    private var active: UInt32?
    /// Whether anything was stored or activated since the last ``makeFormat()``.
    private(set) var isChanged = false

    /// Larger than any real one; scaling lists and HRD parameters of all kinds come to about 1 kB.
    static let largestUnit = 4096
    /// What an MP4 configuration record can hold, in number (ISO/IEC 14496-15 §5.3.3.1); and a bound for memory.
    private static let mostSequences = 31
    private static let mostPictures = 255
    private static let mostBytes = 64 * 1024

    init() {}

    /// From `sprop-parameter-sets` (RFC 6184 §8.1). Whatever cannot be read is left out: the stream carries it too.
    init(sprop: String) {
        for part in sprop.split(separator: ",") {
            let bytes = Base64.decode(part)
            for range in Self.split(bytes.span) { store(bytes.span.extracting(range)) }
        }
    }

    /// Stores a whole NAL unit of type 7 or 8, header byte included. False if it cannot be understood.
    @discardableResult
    mutating func store(_ padded: Span<UInt8>) -> Bool {
        var count = padded.count
        // A NAL unit never ends with 0; cameras fill up with it.
        while count > 0, padded[count - 1] == 0 { count -= 1 }
        let unit = padded.extracting(0..<count)
        guard (2...Self.largestUnit).contains(count) else { return false }
        if contains(unit) { return true }
        switch unit[0] & 0x1F {
        case H264UnitType.sequenceParameterSet:
            guard (try? H264SequenceParameterSet(unit: unit)) != nil,
                let id = Self.numbers(of: unit, after: 24, count: 1)?.first, id <= 31
            else { return false }
            return Self.insert(
                Entry(id: id, sequence: id, unit: Self.array(unit)),
                into: &sequences,
                most: Self.mostSequences,
                &isChanged
            )
        case H264UnitType.pictureParameterSet:
            guard let ids = Self.numbers(of: unit, after: 0, count: 2), ids[0] <= 255, ids[1] <= 31 else {
                return false
            }
            return Self.insert(
                Entry(id: ids[0], sequence: ids[1], unit: Self.array(unit)),
                into: &pictures,
                most: Self.mostPictures,
                &isChanged
            )
        default: return false
        }
    }

    /// Whether exactly this set is stored: how most of those in a stream are dealt with, without an allocation.
    func contains(_ unit: Span<UInt8>) -> Bool {
        for entry in sequences where Self.isEqual(entry.unit, unit) { return true }
        for entry in pictures where Self.isEqual(entry.unit, unit) { return true }
        return false
    }

    /// Notes which sequence parameter set an IDR slice uses. `slice` is what follows the NAL unit header, or its
    /// beginning.
    mutating func activate(by slice: Span<UInt8>) {
        // With only one to choose from there is nothing to find out.
        guard sequences.count > 1 else { return }
        var reader = BitReader(slice)
        // first_mb_in_slice, slice_type, pic_parameter_set_id (H.264 §7.3.3); too short for emulation prevention.
        guard (try? reader.unsignedExpGolomb()) != nil, (try? reader.unsignedExpGolomb()) != nil,
            let id = try? reader.unsignedExpGolomb(),
            let picture = pictures.first(where: { $0.id == id }), picture.sequence != active
        else { return }
        active = picture.sequence
        isChanged = true
    }

    /// What a decoder needs, the sequence parameter set in use first; nil as long as something is missing.
    mutating func makeFormat() -> H264Format? {
        isChanged = false
        let first = sequences.filter { $0.id == active }
        let others = sequences.filter { $0.id != active }
        return try? H264Format(
            sequenceParameterSets: (first + others).map(\.unit),
            pictureParameterSets: pictures.map(\.unit)
        )
    }

    private static func insert(_ entry: Entry, into list: inout [Entry], most: Int, _ isChanged: inout Bool) -> Bool {
        let index = list.firstIndex { $0.id >= entry.id } ?? list.count
        let replaces = index < list.count && list[index].id == entry.id
        let bytes = list.reduce(entry.unit.count) { $0 + $1.unit.count }
        guard replaces || list.count < most, bytes <= mostBytes else { return false }
        if replaces { list[index] = entry } else { list.insert(entry, at: index) }
        isChanged = true
        return true
    }

    /// The first Exp-Golomb numbers of a NAL unit, `bits` after its header byte.
    private static func numbers(of unit: Span<UInt8>, after bits: Int, count: Int) -> [UInt32]? {
        let payload = NALUnits.rawPayload(of: unit.extracting(0..<min(unit.count, 32)), headerLength: 1)
        var reader = BitReader(payload.span)
        guard (try? reader.skip(bits)) != nil else { return nil }
        var numbers: [UInt32] = []
        for _ in 0..<count {
            guard let number = try? reader.unsignedExpGolomb() else { return nil }
            numbers.append(number)
        }
        return numbers
    }

    /// The NAL units of a decoded set: one, unless the camera put start codes in (H.264 annex B).
    private static func split(_ bytes: Span<UInt8>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        var zeros = 0
        for index in bytes.indices {
            if bytes[index] == 1, zeros >= 2 {
                ranges.append(start..<max(start, index - zeros))
                start = index + 1
            }
            zeros = bytes[index] == 0 ? zeros + 1 : 0
        }
        ranges.append(start..<bytes.count)
        return ranges.filter { !$0.isEmpty }
    }

    private static func isEqual(_ stored: [UInt8], _ unit: Span<UInt8>) -> Bool {
        guard stored.count == unit.count else { return false }
        let span = stored.span
        for index in unit.indices where span[index] != unit[index] { return false }
        return true
    }

    private static func array(_ unit: Span<UInt8>) -> [UInt8] {
        var array: [UInt8] = []
        array.append(unit)
        return array
    }
}
