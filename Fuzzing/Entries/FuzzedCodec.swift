import Media
import RTP

/// A codec as it comes in packets, with what must be true of its units.
enum FuzzedCodec: String, Sendable {
    case h264, h265, jpeg, aac
    case plainAudio = "opus-g711"

    /// - Parameter choices: what the session description says, and what it leaves out.
    func depacketizer(_ choices: UInt8) -> Depacketizer? {
        switch self {
        case .h264: try? make("H264", 90_000, FuzzMaterial.h264, announced: choices & 1 != 0)
        case .h265:
            try? make("H265", 90_000, FuzzMaterial.h265, announced: choices & 1 != 0, order: choices & 2 != 0)
        case .jpeg:
            try? Depacketizer(
                JPEGDepacketizer(
                    clockRate: 90_000,
                    size: choices & 1 != 0 ? PictureSize(width: 2560, height: 1920) : nil
                )
            )
        case .aac: try? makeAAC(choices & 0x7F)
        case .plainAudio:
            switch choices & 3 {
            case 0: Depacketizer(OpusDepacketizer(format: OpusFormat(channels: 2)))
            case 1: Depacketizer(G711Depacketizer(format: G711Format(law: .mu)))
            case 2: Depacketizer(G711Depacketizer(format: G711Format(law: .a, channels: 2)))
            default: Depacketizer(G711Depacketizer(format: G711Format(law: .a, channels: 3)))
            }
        }
    }

    private func make(
        _ encoding: String,
        _ clockRate: UInt32,
        _ format: () throws -> TrackFormat,
        announced: Bool,
        order: Bool = false
    ) throws -> Depacketizer {
        var parameters = announced ? Self.parameters(of: RTPPayloadDescription(try format())) : [:]
        if order { parameters["sprop-max-don-diff"] = "1" }
        return try Depacketizer.make(encoding: encoding, clockRate: clockRate, channels: nil, parameters: parameters)
    }

    private func makeAAC(_ choices: UInt8) throws -> Depacketizer {
        let layouts = [(13, 3, 3), (6, 2, 2), (13, 0, 0), (16, 0, 0), (32, 32, 32), (1, 0, 31)]
        let (size, index, delta) = layouts[Int(choices) % layouts.count]
        return Depacketizer(
            try AACDepacketizer(
                format: AACFormat(configuration: [0x11, 0x90]),
                clockRate: [48_000, 8000, .max][Int(choices) / layouts.count % 3],
                layout: .init(sizeLength: size, indexLength: index, indexDeltaLength: delta)
            )
        )
    }

    /// What stands behind a payload type in a session description, keys in lower case.
    static func parameters(of description: RTPPayloadDescription) -> [String: String] {
        var parameters: [String: String] = [:]
        for field in (description.formatParameters ?? "")[...].fields(separatedBy: ";") {
            let (key, value) = field.cut(at: "=")
            parameters[key.lowercased()] = String(value ?? "")
        }
        return parameters
    }

    // MARK: Promises

    func check(_ unit: DepacketizedUnit, format: TrackFormat?) throws(BrokenPromise) {
        try expect(unit.payload.count > 0, "an empty unit")
        switch self {
        case .h264: try checkUnits(unit, headerLength: 1) { $0[0] & 0x1F }
        case .h265: try checkUnits(unit, headerLength: 2) { $0[0] >> 1 & 0x3F }
        case .jpeg: try checkPicture(unit, format: format)
        case .aac: try expect(unit.payload.count <= 64 * 1024, "\(unit.payload.count) bytes of AAC")
        case .plainAudio: try checkSamples(unit, format: format)
        }
    }

    /// A chain of lengths without parameter sets, with a slice in it.
    private func checkUnits(
        _ unit: DepacketizedUnit,
        headerLength: Int,
        type: (Span<UInt8>) -> UInt8
    ) throws(BrokenPromise) {
        let slices: ClosedRange<UInt8> = self == .h264 ? 1...5 : 0...31
        let sets: ClosedRange<UInt8> = self == .h264 ? 7...8 : 32...34
        var (hasSlice, hasSet, isShort) = (false, false, false)
        let payload = unit.payload.span
        let isWhole = NALUnits.forEach(in: payload) { range in
            guard range.count >= headerLength else { return isShort = true }
            let type = type(payload.extracting(range))
            if slices.contains(type) { hasSlice = true }
            if sets.contains(type) { hasSet = true }
        }
        try expect(isWhole, "lengths that do not fit")
        try expect(!isShort, "a NAL unit without a header")
        try expect(!hasSet, "a parameter set within an access unit")
        try expect(hasSlice, "an access unit without a slice")
    }

    /// A file from SOI to EOI, as large as the format says.
    private func checkPicture(_ unit: DepacketizedUnit, format: TrackFormat?) throws(BrokenPromise) {
        let file = unit.payload.span
        let hasEnd = file.count > 4 && file[file.count - 2] == 0xFF && file[file.count - 1] == 0xD9
        try expect(hasEnd, "a picture without an end")
        guard let outline = try? JPEGOutline(parsing: file) else { throw BrokenPromise(description: "no JPEG file") }
        try expect(outline.size == format?.pictureSize, "\(outline.size) in \(String(describing: format))")
    }

    private func checkSamples(_ unit: DepacketizedUnit, format: TrackFormat?) throws(BrokenPromise) {
        switch format {
        case .g711(let format):
            try expect(Int(unit.samples) * format.channels == unit.payload.count, "\(unit.samples) samples")
        default: try expect((1...5760).contains(unit.samples), "\(unit.samples) samples of Opus")
        }
    }
}

extension FuzzedCodec {
    /// What a camera sends, some in every way that it may be cut.
    func seeds() throws -> [[UInt8]] {
        switch self {
        case .h264: try seeds(of: FuzzMaterial.h264(), units: Self.h264Pictures) + [Self.long([0x41, 0x9A, 0x21])]
        case .h265:
            try seeds(of: FuzzMaterial.h265(), units: Self.h265Pictures)
                + seeds(of: FuzzMaterial.h265(), units: Self.h265Pictures, choices: [2, 3], orderDifference: 1)
                + [Self.long([0x02, 1, 0xA8, 0x21])]
        case .jpeg:
            try seeds(of: FuzzMaterial.jpeg, units: FuzzMaterial.jpegPayloads.map(FuzzMaterial.jpegFile))
                + [Self.seed(FuzzMaterial.jpegPayloads.map { ($0, true) })]
        case .aac:
            try seeds(of: FuzzMaterial.aac(), units: [[0x21, 0x10, 0x05], [UInt8](repeating: 0x21, count: 600)])
                + Self.adtsSeeds
        case .plainAudio:
            seeds(of: FuzzMaterial.opus, units: [[0x78, 1, 2, 3], [0x0B, 0x02, 9, 9]])
                + seeds(of: FuzzMaterial.muLaw, units: [[UInt8](repeating: 0xFF, count: 160)], choices: [1, 2, 3])
        }
    }

    private static let h264Pictures = [
        FuzzMaterial.accessUnit([
            [0x65, 0x88] + [UInt8](repeating: 0x21, count: 90) + [0x80], [0x65, 0x44, 0x9A, 0x80],
        ]),
        FuzzMaterial.accessUnit([[0x06, 5, 1, 0xAA, 0x80], [0x41, 0x9A, 0x21, 0, 0, 1, 0x41, 0x44, 0x33]]),
        FuzzMaterial.accessUnit([[0x01, 0x9A, 0x21, 0x33]]),
    ]
    private static let h265Pictures = [
        FuzzMaterial.accessUnit([
            [0x26, 1, 0xA8] + [UInt8](repeating: 0x21, count: 90) + [0x80], [0x26, 1, 0x28, 0x9A],
        ]),
        FuzzMaterial.accessUnit([[0x4E, 1, 5, 1, 0xAA, 0x80], [0x02, 1, 0xA8, 0, 0, 1, 0x02, 1, 0x28, 0x33]]),
        FuzzMaterial.accessUnit([[0x2A, 1, 0xA8, 0x33]]), FuzzMaterial.accessUnit([[0x12, 1, 0xA8, 0x33]]),
    ]
    private static let adtsSeeds = [
        seed([([0xFF, 0xF1, 0x4C, 0x80, 0x01, 0x7F, 0xFC, 0x21, 0x10, 0x05, 0x07], true)]),
        seed([
            ([0, 32, 0, 0x18, 0, 0x18, 1, 2, 3, 4, 5, 6], true), ([0, 16, 1, 0, 7], false), ([0, 16, 1, 0, 8], true),
        ]),
    ]

    private func seeds(
        of format: TrackFormat,
        units: [[UInt8]],
        choices: [UInt8] = [0, 1, 0x80],
        orderDifference: UInt16 = 0
    ) -> [[UInt8]] {
        var seeds: [[UInt8]] = []
        for maximum in [64, 1400] {
            var packetizer = Packetizer(format: format, orderDifference: orderDifference, maximumPayload: maximum)
            var packets: [([UInt8], Bool)] = []
            for (index, unit) in units.enumerated() {
                packetizer.packetize(unit.span, isKey: index == 0) { payload, marker, _ in
                    packets.append((payload.indices.map { payload[$0] }, marker))
                }
            }
            seeds += choices.map { Self.seed(packets, choices: $0) }
        }
        return seeds
    }

    /// More pictures than are searched for start codes.
    private static func long(_ picture: [UInt8]) -> [UInt8] { seed((0..<110).map { _ in (picture, true) }) }

    private static func seed(_ packets: [(payload: [UInt8], marker: Bool)], choices: UInt8 = 0) -> [UInt8] {
        var seed = FuzzSeed([choices])
        var isNext = false
        for packet in packets {
            seed.bytes.append((packet.marker ? 1 : 0) | (isNext ? 2 : 0))
            seed.append(chunk: packet.payload)
            isNext = packet.marker
        }
        return seed.bytes
    }
}
