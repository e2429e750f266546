import MP4
import Media
import NIOCore
import RTP

/// Cuts the samples of a film into packets, one after another, and makes the clip of them.
struct ClipBuilder {
    /// What is known of a track of the film that is played.
    private struct Source {
        /// Among the tracks of the film.
        let index: Int
        let timescale: UInt32
        /// What to add to a sample's times.
        let shift: Int64
        let track: ClipTrack
        var packetizer: Packetizer
        var count = 0
        /// Where its last unit ends, in its RTP ticks from the beginning of the clip.
        var end: Int64 = 0
    }

    /// Where the film begins: at the first key frame, shown and decoded, in ticks of the video in the file.
    private struct Origin {
        let decodeTime: Int64
        let presentationTime: Int64
        let timescale: UInt32
    }

    private var sources: [Source] = []
    private var origin: Origin?
    private var units: [ClipUnit] = []
    private var packets: [ClipPacket] = []
    private var template = ByteBuffer()
    private var files = ByteBuffer()

    private static let longest: Int128 = 24 * 3600
    private static let nanosecond: UInt32 = 1_000_000_000

    init(_ movie: MP4Movie, orderDifference: UInt16) throws(ClipError.Failure) {
        let tracks = movie.header.tracks
        guard let video = tracks.firstIndex(where: { $0.kind == .video }) else { throw .init(.noVideo) }
        let audio = tracks.firstIndex { $0.kind == .audio }
        for index in [video, audio].compactMap({ $0 }) {
            let track = tracks[index]
            guard let format = track.format, track.kind == .audio || track.unitLengthSize == 4 else {
                let entry = track.sampleEntry?.description ?? "?"
                throw .init(index == video ? .unknownVideo(entry) : .unknownAudio(entry))
            }
            let payloadType = RTPPayloadDescription(format).staticPayloadType ?? UInt8(96 + sources.count)
            sources.append(
                Source(
                    index: index,
                    timescale: track.timescale,
                    shift: track.presentationShift,
                    track: ClipTrack(format: format, payloadType: payloadType, orderDifference: orderDifference),
                    packetizer: Packetizer(format: format, orderDifference: orderDifference)
                )
            )
        }
        let pictures = movie.samples.lazy.filter { $0.track == video }
        guard let first = pictures.first(where: \.isKey) else { throw .init(.nothingToPlay) }
        let shown = pictures.filter { $0.decodeTime >= first.decodeTime }
            .map { $0.decodeTime + Int64($0.presentationOffset) }
        origin = Origin(
            decodeTime: first.decodeTime,
            presentationTime: (shown.min() ?? first.decodeTime) + tracks[video].presentationShift,
            timescale: tracks[video].timescale
        )
    }

    /// Adds a sample of any track; those before the beginning, and those of tracks that are not played, are left out.
    mutating func add(_ sample: SampleLocation, _ payload: Span<UInt8>) throws(ClipError.Failure) {
        guard let index = sources.firstIndex(where: { $0.index == sample.track }), let origin else { return }
        let source = sources[index]
        let rate = source.track.format.timescale
        let shown = sample.decodeTime + Int64(sample.presentationOffset) + source.shift
        let ticks = try Self.distance(
            to: shown,
            source.timescale,
            from: origin.presentationTime,
            origin.timescale,
            at: rate
        )
        let time: Int64
        if index == 0 {
            time = try distance(toDecoding: sample.decodeTime, at: Self.nanosecond)
            let end = try distance(toDecoding: sample.decodeTime + Int64(sample.duration), at: rate)
            sources[index].end = max(source.end, end)
        } else {
            time = try Self.distance(
                to: shown,
                source.timescale,
                from: origin.presentationTime,
                origin.timescale,
                at: Self.nanosecond
            )
        }
        guard time >= 0, ticks >= 0 else { return }
        cut(payload, of: index, isStart: index == 0 && sample.isKey, time: time, ticks: ticks)
        if sources[index].packetizer.leftOut > 0 {
            throw .init(index == 0 ? .unsendablePictures : .unsendableSound)
        }
    }

    func finish() throws(ClipError.Failure) -> Clip {
        let loopTicks = sources[0].end
        guard loopTicks > 0, units.contains(where: \.isStart) else { throw .init(.nothingToPlay) }
        let rate = Int128(sources[0].track.format.timescale)
        // Sound that goes on when the pictures are over would be sent twice at once.
        let kept = units.filter { Int128($0.time) * rate < Int128(loopTicks) * 1_000_000_000 }
        // A track of sound without any sound is not announced.
        let played = sources.indices.filter { index in kept.contains { $0.track == index } }
        return Clip(
            tracks: played.map { sources[$0].track },
            loopTicks: loopTicks,
            units: kept.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
                .map(\.element),
            packets: packets,
            template: template,
            files: files
        )
    }

    private mutating func cut(_ payload: Span<UInt8>, of index: Int, isStart: Bool, time: Int64, ticks: Int64) {
        var packetizer = sources[index].packetizer
        let (format, payloadType) = (sources[index].track.format, sources[index].track.payloadType)
        let start = template.writerIndex
        let firstPacket = packets.count
        var header: [UInt8] = []
        packetizer.packetize(payload, isKey: isStart) { payload, marker, offset in
            packets.append(
                ClipPacket(
                    offset: template.writerIndex - start,
                    ticks: offset,
                    holdsParameterSets: ClipPacket.holdsParameterSets(payload, format)
                )
            )
            header.removeAll(keepingCapacity: true)
            RTPHeader(marker: marker, payloadType: payloadType, sequence: 0, timestamp: 0, ssrc: 0).append(to: &header)
            template.writeMultipleIntegers(UInt8(ascii: "$"), UInt8(0), UInt16(header.count + payload.count))
            template.writeBytes(header)
            template.writeBytes(payload.bytes)
        }
        sources[index].packetizer = packetizer
        guard packets.count > firstPacket else { return }
        let firstByte = files.writerIndex
        if case .jpeg = format { files.writeBytes(payload.bytes) }
        units.append(
            ClipUnit(
                track: index,
                number: sources[index].count,
                isStart: isStart,
                time: time,
                ticks: ticks,
                bytes: start..<template.writerIndex,
                packets: firstPacket..<packets.count,
                file: firstByte..<files.writerIndex
            )
        )
        sources[index].count += 1
    }

    private func distance(toDecoding time: Int64, at rate: UInt32) throws(ClipError.Failure) -> Int64 {
        guard let origin else { return 0 }
        return try Self.distance(to: time, origin.timescale, from: origin.decodeTime, origin.timescale, at: rate)
    }

    /// From one time to another, each in ticks of its own, in ticks of `rate` a second, rounded down.
    private static func distance(
        to time: Int64,
        _ timescale: UInt32,
        from origin: Int64,
        _ originTimescale: UInt32,
        at rate: UInt32
    ) throws(ClipError.Failure) -> Int64 {
        // Times are below 2^61 and timescales below 2^32, so nothing overflows before the length is checked.
        let scale = Int128(timescale) * Int128(originTimescale)
        let difference = Int128(time) * Int128(originTimescale) - Int128(origin) * Int128(timescale)
        guard abs(difference) <= Self.longest * scale else { throw .init(.tooLong) }
        let (quotient, remainder) = (difference * Int128(rate)).quotientAndRemainder(dividingBy: scale)
        return Int64(remainder < 0 ? quotient - 1 : quotient)
    }
}
