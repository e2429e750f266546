import MP4
import Media
import Stream

/// Turns the items of a stream into what a viewer with Media Source Extensions is sent, one fragment per access unit.
///
/// Times are the stream's own, counted from the first unit that this viewer gets. Audio that no browser plays in MP4
/// (G.711) is left out.
struct LiveMuxer {
    /// The tracks of the current time line, by the stream's index; nil where one is left out.
    private var tracks: [Track?] = []
    private var zero: Zero?
    private var sequence: UInt32 = 0
    /// Until the backlog that was there when the viewer came has been sent.
    private var awaitsLiveEdge = true
    private var newest = 0.0

    private struct Track {
        var index: Int
        var format: TrackFormat
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

    /// - Parameter isBacklog: whether more is there to be read at once.
    mutating func mux(_ items: [StreamItem], isBacklog: Bool, into messages: inout [LiveMessage]) {
        for item in items {
            switch item {
            case .format(let format): begin(format, into: &messages)
            case .unit(let unit): add(unit, into: &messages)
            case .stored: assertionFailure("a viewer's units are loaded before they are sent")
            case .skipped(let skipped): messages.append(.dropped(units: skipped.units))
            case .interrupted(let interruption): messages.append(.interrupted(sentence: interruption.sentence))
            case .ended: messages.append(.ended)
            }
        }
        if awaitsLiveEdge, !isBacklog, zero != nil {
            awaitsLiveEdge = false
            messages.append(.liveEdge(seconds: newest))
        }
    }

    private mutating func begin(_ format: StreamFormat, into messages: inout [LiveMessage]) {
        tracks = []
        zero = nil
        sequence = 0
        newest = 0
        awaitsLiveEdge = true
        var formats: [TrackFormat] = []
        for track in format.tracks {
            guard track.isPlayableInBrowsers else {
                tracks.append(nil)
                continue
            }
            tracks.append(Track(index: formats.count, format: track, longest: track.usualDuration))
            formats.append(track)
        }
        guard !formats.isEmpty else {
            let names = format.tracks.map(\.codec.name).joined(separator: " and ")
            let sentence = "\(names) cannot be shown live in a browser yet; it is recorded."
            messages.append(.interrupted(sentence: sentence))
            return
        }
        let initialisation = InitialisationSegment(tracks: formats, reservesDuration: false)
        let kind = formats.contains { $0.kind == .video } ? "video" : "audio"
        let codecs = formats.map(\.codec.codecString).joined(separator: ",")
        messages.append(
            .initialization(
                LiveInitialization(
                    mime: "\(kind)/mp4; codecs=\"\(codecs)\"",
                    pictureSize: formats.lazy.compactMap(\.pictureSize).first,
                    hasAudio: formats.contains { $0.kind == .audio },
                    bytes: initialisation.bytes
                )
            )
        )
    }

    private mutating func add(_ unit: AccessUnit, into messages: inout [LiveMessage]) {
        guard tracks.indices.contains(unit.track), var track = tracks[unit.track] else { return }
        let timescale = track.format.timescale
        let zero = self.zero ?? Zero(ticks: unit.decodeTime, timescale: timescale)
        self.zero = zero
        let time = unit.decodeTime - zero.ticks.rescaled(from: zero.timescale, to: timescale)
        // Sound from just before the first picture has no place on this time line.
        guard time >= 0 else { return }
        track.note(time: unit.decodeTime)
        tracks[unit.track] = track
        sequence &+= 1
        var flags = FragmentSample.Flags(rawValue: 0)
        if unit.isKey { flags.insert(.key) }
        if unit.flags.contains(.disposable) { flags.insert(.disposable) }
        let sample = FragmentSample(
            size: UInt32(unit.payload.count),
            duration: UInt32(clamping: track.declaredDuration),
            presentationOffset: unit.presentationOffset,
            flags: flags
        )
        let header = FragmentHeader.encode(
            sequence: sequence,
            track: track.index,
            baseDecodeTime: time,
            sample: sample
        )
        messages.append(.fragment(header: header, payload: unit.payload))
        newest = max(newest, Double(time) / Double(timescale))
    }
}

extension TrackFormat {
    fileprivate var isPlayableInBrowsers: Bool {
        switch self {
        case .h264, .h265, .aac, .opus: true
        case .jpeg, .g711: false
        }
    }
}
