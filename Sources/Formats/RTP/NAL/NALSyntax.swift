import Media

/// What differs between H.264 and H.265 for whoever takes NAL units out of packets, or puts them in. One type per codec
/// conforms, without a value: what is written once over it costs nothing at run time.
protocol NALSyntax: Sendable {
    /// Bytes of a NAL unit's header, 1 or 2.
    static var headerLength: Int { get }

    /// What is to be done with a NAL unit.
    /// - Parameter header: its header's bytes as a number.
    static func role(of header: UInt16) -> NALRole

    /// What a packet's payload is; never empty.
    /// - Parameter hasOrder: decoding order numbers stand in front of NAL units.
    static func content(of payload: Span<UInt8>, hasOrder: Bool) -> NALContent

    /// What a parameter set says of itself; nil if it cannot be understood. `unit` is whole and does not end with 0.
    static func parameterSet(_ unit: Span<UInt8>) -> NALParameterSet?

    /// The picture parameter set that a slice of a key picture uses. `data` is what follows its NAL unit header, or the
    /// beginning of that.
    static func pictureSet(ofSlice data: Span<UInt8>) -> UInt32?

    /// Nil as long as a kind of set is missing.
    static func format(videoSets: [[UInt8]], sequenceSets: [[UInt8]], pictureSets: [[UInt8]]) -> TrackFormat?

    /// The payload header of a packet that aggregates these NAL units.
    static func aggregateHeader(of units: [[UInt8]]) -> [UInt8]

    /// Appends what stands before a fragment of a NAL unit, whose header is not repeated in the fragments.
    static func appendFragmentHeader(of unit: Span<UInt8>, isFirst: Bool, isLast: Bool, to packet: inout [UInt8])
}

enum NALRole: Equatable {
    case slice(NALSlice)
    case parameterSet
    /// Belongs to the access unit, such as supplemental information.
    case other
    /// Belongs to the access unit, but only behind its slices.
    case suffix
    /// Carries nothing that is kept: delimiters, filler.
    case superfluous
    /// Means nothing here; vendors put data of their own there.
    case unknown
}

struct NALSlice: Equatable {
    enum Kind: Equatable {
        case inter
        /// Cannot be decoded where the pictures before its random access point are not there (RASL of H.265).
        case skippedLeading
        /// A decoder can start here, and all that follows can be decoded.
        case closedKey
        /// A decoder can start here; the leading pictures that follow need what was before.
        case openKey
        /// As open, but what was before is not what the leading pictures need.
        case brokenKey

        var isKey: Bool { self == .closedKey || self == .openKey || self == .brokenKey }
    }

    var kind = Kind.inter
    /// Other pictures of its sub-layer refer to it.
    var isReference: Bool
    /// Temporal sub-layer, from 0; a picture may be referred to by those of higher ones.
    var subLayer: UInt8 = 0
    /// Whether its data begins with the slice's header.
    var hasSliceHeader = true
}

enum NALContent {
    /// One NAL unit; `order` bytes of a decoding order number stand behind its header.
    case unit(order: Int)
    /// NAL units, each after its length in two bytes, from `start` on; before the first length `firstOrder` bytes of a
    /// decoding order number, before each later one `laterOrder`.
    case aggregate(start: Int, firstOrder: Int, laterOrder: Int)
    /// A part of a NAL unit, from `start` on.
    case fragment(header: UInt16, isFirst: Bool, isLast: Bool, start: Int)
    /// Too short, or a kind of packet that is not read here.
    case unknown
}

struct NALParameterSet: Sendable {
    enum Kind: Sendable { case video, sequence, picture }

    var kind: Kind
    var id: UInt32
    /// Of a picture parameter set: the sequence parameter set that it refers to.
    var sequence: UInt32 = 0
    /// Of a sequence parameter set: its highest temporal sub-layer, from 0.
    var highestSubLayer: UInt8 = 0
}

extension NALSyntax {
    /// The header of a whole NAL unit; `unit` has at least so many bytes.
    static func header(of unit: Span<UInt8>) -> UInt16 {
        headerLength == 1 ? UInt16(unit[0]) : unit.bigEndian16(at: 0)
    }

    /// A picture parameter set begins with its own id and its sequence parameter set's, in both codecs.
    static func pictureParameterSet(
        _ unit: Span<UInt8>,
        largest: UInt32,
        largestSequence: UInt32
    ) -> NALParameterSet? {
        let beginning = unit.extracting(0..<min(unit.count, 32))
        let payload = NALUnits.rawPayload(of: beginning, headerLength: headerLength)
        var reader = BitReader(payload.span)
        guard let id = try? reader.unsignedExpGolomb(), id <= largest,
            let sequence = try? reader.unsignedExpGolomb(), sequence <= largestSequence
        else { return nil }
        return NALParameterSet(kind: .picture, id: id, sequence: sequence)
    }
}
