package import Media
import NIOCore
package import Stream

/// Raw frames with a header of ten bytes: H.264 or H.265 as NAL units with start codes (their annex B), parameter sets
/// before each key frame; sound as G.711 A-law of 8 kHz, or as Opus. The header has no place for what other decoders must know:
/// JPEG and AAC, as the camera sends them, are for those who ask for them by name and know it from elsewhere.
package struct RawFrameBuilder: RenditionBuilder {
    private enum Track {
        case video(sets: [UInt8])
        /// A JPEG stands by itself.
        case picture
        case aLaw, muLaw
        /// Opus or AAC, as it is.
        case sound
    }

    /// Of JPEG and AAC those that are asked for.
    private let extra: CodecSet

    /// By the stream's index; nil where one is left out.
    private var tracks: [Track?] = []
    private var timescales: [UInt32] = []
    private var lead = 0
    private var zero: (ticks: MediaTicks, timescale: UInt32)?
    private var clock = RawFrameClock()

    /// - Parameter extra: of ``extras`` those that are carried, too.
    package init(with extra: CodecSet = []) { self.extra = extra.intersection(Self.extras) }

    /// What is carried only for those who ask for it.
    package static let extras: CodecSet = [.jpeg, .aac]

    package mutating func build(_ items: [StreamItem], into output: inout [RenditionItem]) {
        for item in items {
            switch item {
            case .format(let format): begin(format, into: &output)
            case .unit(let unit): add(unit, into: &output)
            case .skipped, .interrupted, .ended: passOn(item, into: &output)
            }
        }
    }

    /// Its time is that of the picture in which it was found, by the same clock as the pictures' own.
    package func unit(of metadata: LiveMetadata, arrival: MonotonicTime) -> RenditionUnit? {
        let seconds = Double(metadata.wall.nanoseconds) / 1e9
        var bytes = RawFrame.head(.metadata, isKey: false, seconds: seconds, room: metadata.json.readableBytes)
        bytes.writeImmutableBuffer(metadata.json)
        return RenditionUnit(
            bytes: bytes,
            flags: [.disposable, .aside],
            seconds: seconds,
            arrival: arrival,
            wall: metadata.wall
        )
    }

    /// Whether a stream of this picture can be carried.
    package static func carries(_ video: TrackFormat, with extra: CodecSet = []) -> Bool {
        switch video {
        case .h264, .h265: true
        case .jpeg: extra.contains(.jpeg)
        case .aac, .opus, .g711: false
        }
    }

    private mutating func begin(_ format: StreamFormat, into output: inout [RenditionItem]) {
        tracks = format.tracks.map { track($0) }
        timescales = format.tracks.map(\.timescale)
        zero = nil
        clock = RawFrameClock()
        let first = format.videoTrack ?? tracks.indices.first { tracks[$0] != nil }
        guard let first, tracks[first] != nil else {
            tracks = []
            output.append(unsuitable(format.videoTrack.map { [format.tracks[$0]] } ?? format.tracks))
            return
        }
        lead = first
        output.append(.start(RenditionStart(format: format, carried: tracks.indices.filter { tracks[$0] != nil })))
    }

    private func track(_ format: TrackFormat) -> Track? {
        switch format {
        case .h264(let format):
            .video(sets: RawFrame.startCoded(format.sequenceParameterSets + format.pictureParameterSets))
        case .h265(let format):
            .video(
                sets: RawFrame.startCoded(
                    format.videoParameterSets + format.sequenceParameterSets + format.pictureParameterSets
                )
            )
        case .opus: .sound
        case .g711(let format):
            // Whoever reads this takes it for the standard's 8 kHz.
            if format.sampleRate == 8000, format.channels == 1 { format.law == .a ? .aLaw : .muLaw } else { nil }
        case .aac: extra.contains(.aac) ? .sound : nil
        case .jpeg: extra.contains(.jpeg) ? .picture : nil
        }
    }

    private mutating func add(_ unit: AccessUnit, into output: inout [RenditionItem]) {
        guard tracks.indices.contains(unit.track), let track = tracks[unit.track] else { return }
        let leads = unit.track == lead
        guard zero != nil || leads else { return }
        let timescale = timescales[unit.track]
        let zero = self.zero ?? (unit.decodeTime, timescale)
        self.zero = zero
        let time = unit.decodeTime - zero.ticks.rescaled(from: zero.timescale, to: timescale)
        guard time >= 0 else { return }
        let shown = time.saturatingAdding(Int64(unit.presentationOffset))
        let kind: MediaKind =
            switch track {
            case .video, .picture: .video
            case .aLaw, .muLaw, .sound: .audio
            }
        let seconds = Double(time) / Double(timescale)
        clock.note(seconds, wall: unit.wall, leads: leads)
        output.append(
            .unit(
                RenditionUnit(
                    bytes: Self.bytes(of: unit, track, seconds: clock.offset + Double(shown) / Double(timescale)),
                    flags: RenditionUnit.Flags(of: unit, leads: leads, kind: kind),
                    seconds: seconds,
                    arrival: unit.arrival,
                    wall: unit.wall
                )
            )
        )
    }

    private static func bytes(of unit: AccessUnit, _ track: Track, seconds: Double) -> ByteBuffer {
        switch track {
        case .video(let sets):
            let isKey = unit.isKey
            let room = unit.payload.count + (isKey ? sets.count : 0)
            var bytes = RawFrame.head(.video, isKey: isKey, seconds: seconds, room: room)
            if isKey { bytes.writeBytes(sets) }
            RawFrame.writeStartCoded(unit.payload, to: &bytes)
            return bytes
        case .picture:
            var bytes = RawFrame.head(.video, isKey: true, seconds: seconds, room: unit.payload.count)
            unit.payload.withUnsafeBytes { _ = bytes.writeBytes($0) }
            return bytes
        case .aLaw, .sound:
            var bytes = RawFrame.head(.audio, isKey: false, seconds: seconds, room: unit.payload.count)
            unit.payload.withUnsafeBytes { _ = bytes.writeBytes($0) }
            return bytes
        case .muLaw:
            var bytes = RawFrame.head(.audio, isKey: false, seconds: seconds, room: unit.payload.count)
            bytes.writeBytes(G711Laws.aLaw(ofMuLaw: unit.payload.array))
            return bytes
        }
    }
}
