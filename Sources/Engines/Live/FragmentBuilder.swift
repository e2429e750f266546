import MP4
package import Media
import NIOCore
package import Stream

/// Fragmented MP4 for Media Source Extensions, a fragment for each access unit: `moof` and `mdat`.
///
/// Times are counted from the first unit of the time line. Tracks that the players cannot play are left out; where that is
/// the picture, all is unsuitable. G.711 has no place in a fragment: for players that decode it themselves each unit of it is a
/// frame with a header of ten bytes, whose first is 1; that of a fragment is 0.
package struct FragmentBuilder: RenditionBuilder {
    private let codecs: CodecSet
    /// The tracks of the current time line, by the stream's index; nil where one is left out.
    private var tracks: [Track?] = []
    private var zero: Zero?
    private var sequence: UInt32 = 0

    private struct Track {
        /// In the fragments; nil for what goes beside them.
        var index: Int?
        var format: TrackFormat
        /// Whether a viewer can begin with its key units.
        var leads: Bool
        var lastTime: MediaTicks?
        /// The longest distance between neighbours of late, in ticks.
        var longest: Int64

        mutating func note(time: MediaTicks) {
            defer { lastTime = time }
            guard let lastTime, time - lastTime > 0, time - lastTime < Int64(format.timescale) * 2 else { return }
            longest = max(time - lastTime, longest - longest / 64)
        }

        /// How long a unit lasts is known when the next one comes, and a viewer is not made to wait for that. Too long does
        /// no harm; too short does: Chromium throws pictures away up to the next key frame when two are more than twice
        /// the declared duration apart.
        var declaredDuration: Int64 { format.kind == .video ? longest * 2 : longest }
    }

    /// The media time that counts as 0, in ticks of a track.
    private struct Zero {
        var ticks: MediaTicks
        var timescale: UInt32
    }

    package init(for codecs: CodecSet) { self.codecs = codecs }

    package mutating func build(_ items: [StreamItem], into output: inout [RenditionItem]) {
        for item in items {
            switch item {
            case .format(let format): begin(format, into: &output)
            case .unit(let unit): add(unit, into: &output)
            case .skipped, .interrupted, .ended: passOn(item, into: &output)
            }
        }
    }

    private mutating func begin(_ format: StreamFormat, into output: inout [RenditionItem]) {
        tracks = []
        zero = nil
        sequence = 0
        var (carried, fragmented): ([Int], [TrackFormat]) = ([], [])
        let lead = format.videoTrack ?? format.tracks.indices.first { codecs.holds(format.tracks[$0]) }
        guard let lead, codecs.holds(format.tracks[lead]) else {
            output.append(unsuitable(format.videoTrack.map { [format.tracks[$0]] } ?? format.tracks))
            return
        }
        for (index, track) in format.tracks.enumerated() {
            let isFragmented = codecs.holds(track)
            guard isFragmented || codecs.takesAside(track) else {
                tracks.append(nil)
                continue
            }
            let place = isFragmented ? fragmented.count : nil
            tracks.append(Track(index: place, format: track, leads: index == lead, longest: track.usualDuration))
            carried.append(index)
            if isFragmented { fragmented.append(track) }
        }
        let kind = format.videoTrack == nil ? "audio" : "video"
        let names = fragmented.map(\.codec.codecString).joined(separator: ",")
        let segment = InitialisationSegment(tracks: fragmented, reservesDuration: false)
        output.append(
            .start(
                RenditionStart(
                    format: format,
                    carried: carried,
                    mime: "\(kind)/mp4; codecs=\"\(names)\"",
                    bytes: ByteBuffer(bytes: segment.bytes)
                )
            )
        )
    }

    private mutating func add(_ unit: AccessUnit, into output: inout [RenditionItem]) {
        guard tracks.indices.contains(unit.track), var track = tracks[unit.track] else { return }
        let timescale = track.format.timescale
        guard zero != nil || track.leads else { return }
        let zero = self.zero ?? Zero(ticks: unit.decodeTime, timescale: timescale)
        self.zero = zero
        let time = unit.decodeTime - zero.ticks.rescaled(from: zero.timescale, to: timescale)
        // Sound from just before the first picture has no place on this time line.
        guard time >= 0 else { return }
        track.note(time: unit.decodeTime)
        tracks[unit.track] = track
        let seconds = Double(time) / Double(timescale)
        let bytes =
            if let index = track.index { fragment(of: unit, track, at: time, in: index) } else {
                aside(unit, at: seconds)
            }
        output.append(
            .unit(
                RenditionUnit(
                    bytes: bytes,
                    flags: RenditionUnit.Flags(of: unit, leads: track.leads, kind: track.format.kind),
                    seconds: seconds,
                    arrival: unit.arrival,
                    wall: unit.wall
                )
            )
        )
    }

    private func aside(_ unit: AccessUnit, at seconds: Double) -> ByteBuffer {
        var bytes = RawFrame.head(.audio, isKey: false, seconds: seconds, room: unit.payload.count)
        unit.payload.withUnsafeBytes { _ = bytes.writeBytes($0) }
        return bytes
    }

    private mutating func fragment(of unit: AccessUnit, _ track: Track, at time: Int64, in index: Int) -> ByteBuffer {
        sequence &+= 1
        let header = FragmentHeader.encode(
            sequence: sequence,
            track: index,
            baseDecodeTime: time,
            sample: FragmentSample(
                size: UInt32(unit.payload.count),
                duration: UInt32(clamping: track.declaredDuration),
                presentationOffset: unit.presentationOffset,
                flags: FragmentSample.Flags(of: unit)
            )
        )
        var bytes = ByteBuffer()
        bytes.reserveCapacity(header.count + unit.payload.count)
        bytes.writeBytes(header)
        unit.payload.withUnsafeBytes { _ = bytes.writeBytes($0) }
        return bytes
    }
}

extension FragmentSample.Flags {
    fileprivate init(of unit: AccessUnit) {
        self = []
        if unit.isKey { insert(.key) }
        if unit.flags.contains(.disposable) { insert(.disposable) }
    }
}

extension RenditionUnit.Flags {
    /// - Parameter leads: whether the unit is of the track that viewers begin with.
    package init(of unit: AccessUnit, leads: Bool, kind: MediaKind) {
        self = []
        if leads, unit.isKey { insert(.entry) }
        if kind == .video, unit.flags.contains(.disposable) { insert(.disposable) }
    }
}
