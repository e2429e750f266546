import Media

/// The parameter sets of one stream, by their ids: a new one replaces the old one of its id (H.264 §7.4.1.2.1, H.265
/// §7.4.2.4.2).
struct NALParameterSets<Syntax: NALSyntax>: Sendable {
    private struct Entry: Sendable {
        var set: NALParameterSet
        var unit: [UInt8]
    }

    /// Each in rising order of ids, so that the same sets always make the same format.
    private var videos: [Entry] = []
    private var sequences: [Entry] = []
    private var pictures: [Entry] = []
    /// The sequence parameter set that the newest key picture uses.
    private var active: UInt32?
    /// The highest temporal sub-layer that any sequence parameter set knows, from 0.
    private(set) var highestSubLayer: UInt8 = 0
    /// Whether anything was stored or activated since the last ``makeFormat()``.
    private(set) var isChanged = false

    init() {}

    /// Whether a decoder could do with them.
    var isComplete: Bool {
        var copy = self
        return copy.makeFormat() != nil
    }

    /// Stores every set of a session description's value: base64, separated by commas. Whatever cannot be read is left
    /// out: the stream carries it too.
    mutating func store(sprop: String) {
        for part in sprop.split(separator: ",") {
            let bytes = Base64.decode(forgiving: part)
            for range in NALUnits.split(bytes.span) { store(bytes.span.extracting(range)) }
        }
    }

    /// Stores a whole NAL unit, header included. False if it cannot be understood.
    @discardableResult
    mutating func store(_ padded: Span<UInt8>) -> Bool {
        var count = padded.count
        // A NAL unit never ends with 0; cameras fill up with it.
        while count > 0, padded[count - 1] == 0 { count -= 1 }
        let unit = padded.extracting(0..<count)
        guard (2...NALParameterSetLimits.largestUnit).contains(count) else { return false }
        if contains(unit) { return true }
        guard let set = Syntax.parameterSet(unit) else { return false }
        var bytes: [UInt8] = []
        bytes.append(unit)
        let entry = Entry(set: set, unit: bytes)
        let isStored =
            switch set.kind {
            case .video: Self.insert(entry, into: &videos, most: NALParameterSetLimits.mostSequences)
            case .sequence: Self.insert(entry, into: &sequences, most: NALParameterSetLimits.mostSequences)
            case .picture: Self.insert(entry, into: &pictures, most: NALParameterSetLimits.mostPictures)
            }
        guard isStored else { return false }
        isChanged = true
        if set.kind == .sequence { highestSubLayer = sequences.map(\.set.highestSubLayer).max() ?? 0 }
        return true
    }

    /// Whether exactly this set is stored: how most of those in a stream are dealt with, without an allocation.
    func contains(_ unit: Span<UInt8>) -> Bool {
        Self.contains(sequences, unit) || Self.contains(pictures, unit) || Self.contains(videos, unit)
    }

    /// Notes which sequence parameter set a key picture uses. `data` is what follows the NAL unit header of a slice of
    /// it, or the beginning of that.
    mutating func activate(bySlice data: Span<UInt8>) {
        // With only one to choose from there is nothing to find out.
        guard sequences.count > 1, let id = Syntax.pictureSet(ofSlice: data),
            let picture = pictures.first(where: { $0.set.id == id }), picture.set.sequence != active
        else { return }
        active = picture.set.sequence
        isChanged = true
    }

    /// What a decoder needs, the sequence parameter set in use first; nil as long as something is missing.
    mutating func makeFormat() -> TrackFormat? {
        isChanged = false
        let first = sequences.filter { $0.set.id == active }
        let others = sequences.filter { $0.set.id != active }
        return Syntax.format(
            videoSets: videos.map(\.unit),
            sequenceSets: (first + others).map(\.unit),
            pictureSets: pictures.map(\.unit)
        )
    }

    private static func insert(_ entry: Entry, into list: inout [Entry], most: Int) -> Bool {
        let index = list.firstIndex { $0.set.id >= entry.set.id } ?? list.count
        let replaces = index < list.count && list[index].set.id == entry.set.id
        let bytes = list.reduce(entry.unit.count) { $0 + $1.unit.count }
        guard replaces || list.count < most, bytes <= NALParameterSetLimits.mostBytes else { return false }
        if replaces { list[index] = entry } else { list.insert(entry, at: index) }
        return true
    }

    private static func contains(_ entries: [Entry], _ unit: Span<UInt8>) -> Bool {
        for entry in entries where isEqual(entry.unit, unit) { return true }
        return false
    }

    private static func isEqual(_ stored: [UInt8], _ unit: Span<UInt8>) -> Bool {
        guard stored.count == unit.count else { return false }
        let span = stored.span
        for index in unit.indices where span[index] != unit[index] { return false }
        return true
    }
}

/// Bounds for memory.
enum NALParameterSetLimits {
    /// Bytes; larger than any real set: scaling lists and HRD parameters of all kinds come to about 1 kB.
    static let largestUnit = 4096
    /// What an MP4 configuration record of H.264 can hold, in number (ISO/IEC 14496-15 §5.3.3.1); H.265 has 16 ids.
    static let mostSequences = 31
    static let mostPictures = 255
    /// Of one kind.
    static let mostBytes = 64 * 1024
}
