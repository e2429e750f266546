import MP4
import Media
import RTP

extension FuzzEntry {
    /// What decoders are configured with: read, and written into a recording's head and a session description, out of
    /// which the same is read.
    ///
    /// The input is a kind, and one set; or several sets of one format, each after its length.
    static let parameterSets = FuzzEntry("parameter-sets", longestInput: 2048, seeds: { try parameterSetSeeds() }) {
        bytes throws(BrokenPromise) in
        var input = FuzzInput(bytes)
        let kind = input.byte() % 9
        guard let format = format(of: kind, &input) else { return }
        try check(format)
        try checkRecording(of: format)
        try checkDescription(of: format)
    }

    private static func format(of kind: UInt8, _ input: inout FuzzInput) -> TrackFormat? {
        switch kind {
        case 0:
            let set = input.takeRest()
            let format = try? H264Format(sequenceParameterSets: [set], pictureParameterSets: [FuzzMaterial.h264Sets[1]])
            return format.map { .h264($0) }
        case 1:
            let sets = FuzzMaterial.h265Sets
            return h265([sets[0]], [input.takeRest()], [sets[2]])
        case 2:
            let sets = FuzzMaterial.h265Sets
            return h265([input.takeRest()], [sets[1]], [sets[2]])
        case 3:
            let (sequences, pictures) = (input.chunks(), input.chunks())
            let format = try? H264Format(sequenceParameterSets: sequences, pictureParameterSets: pictures)
            return format.map { .h264($0) }
        case 4: return h265(input.chunks(), input.chunks(), input.chunks())
        case 5: return (try? AACFormat(configuration: input.takeRest())).map { .aac($0) }
        case 6:
            let file = input.takeRest()
            var arena = ByteArena(chunkCapacity: 1024)
            (try? JPEGOutline(parsing: file.span))?.append(file.span, to: &arena)
            return (try? JPEGFormat(parsing: file.span)).map { .jpeg($0) }
        case 7:
            return .opus(OpusFormat(channels: input.number(in: 1...2), preSkip: UInt16(input.number(in: 0...65_535))))
        default: return .g711(G711Format(law: input.choice(of: [.a, .mu]), channels: input.number(in: 1...8)))
        }
    }

    private static func h265(_ videos: [[UInt8]], _ sequences: [[UInt8]], _ pictures: [[UInt8]]) -> TrackFormat? {
        let format = try? H265Format(
            videoParameterSets: videos,
            sequenceParameterSets: sequences,
            pictureParameterSets: pictures
        )
        return format.map { .h265($0) }
    }

    static func check(_ format: TrackFormat) throws(BrokenPromise) {
        let codec = format.codec
        try expect(format.timescale > 0, "a timescale of 0")
        try expect(format.usualDuration > 0, "units of \(format.usualDuration) ticks")
        try expect(codec.codecString.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, codec.codecString)
        try expect((codec.reorderDepth ?? 0) >= 0, "a reordering of \(codec.reorderDepth ?? 0)")
        if let size = format.pictureSize {
            try expect((1...65_536).contains(size.width) && (1...65_536).contains(size.height), "\(size)")
        }
        if let ratio = format.sampleAspectRatio { try expect(ratio.width > 0 && ratio.height > 0, "\(ratio)") }
        if let sound = codec.sound { try expect(sound.channels > 0 && sound.sampleRate > 0, "\(sound)") }
    }

    /// What is recorded can be read again.
    private static func checkRecording(of format: TrackFormat) throws(BrokenPromise) {
        let bytes = InitialisationSegment(tracks: [format]).bytes
        let movie = try FileReading.movie(in: bytes, limits: ScanLimits())
        let read = movie?.header.tracks.first?.format
        try expect(read == format, "\(String(describing: read)) recorded as \(format)")
        _ = try? ClosingFields(parsing: bytes.span)
    }

    /// What is announced to our own viewers can be received.
    private static func checkDescription(of format: TrackFormat) throws(BrokenPromise) {
        let description = RTPPayloadDescription(format)
        let depacketizer = try? Depacketizer.make(
            encoding: description.encodingName,
            clockRate: description.clockRate,
            channels: description.channels,
            parameters: FuzzedCodec.parameters(of: description),
            pictureSize: format.pictureSize
        )
        guard let read = depacketizer?.format else { return }
        try check(read)
    }

    private static func parameterSetSeeds() throws -> [[UInt8]] {
        var seeds = [
            [0] + FuzzMaterial.h264Sets[0], [0] + FuzzMaterial.otherH264Sets[0], [1] + FuzzMaterial.h265Sets[1],
            [2] + FuzzMaterial.h265Sets[0], [5, 0x11, 0x90], [5, 0x2B, 0x92, 0x08, 0x00], [7, 0, 0, 0, 1], [8, 1],
            [6] + (try FuzzMaterial.jpegFile()), [6] + (try FuzzMaterial.jpegFile(FuzzMaterial.jpegPayloads[1])),
        ]
        for (kind, lists) in [
            (3, [[FuzzMaterial.h264Sets[0], FuzzMaterial.otherH264Sets[0]], [FuzzMaterial.h264Sets[1]]]),
            (4, FuzzMaterial.h265Sets.map { [$0] }),
        ] {
            var seed = FuzzSeed([UInt8(kind)])
            for list in lists {
                seed.bytes.append(UInt8(list.count))
                for set in list { seed.append(chunk: set) }
            }
            seeds.append(seed.bytes)
        }
        return seeds
    }
}

extension FuzzInput {
    fileprivate mutating func chunks() -> [[UInt8]] { (0..<byte() % 4).map { _ in chunk() } }
}
