import Media

/// Cuts a stream into segments, and those into parts. It touches no clock and no ring: units go in, actions come out.
///
/// * Every unit of a carried track that goes in from the first key frame on comes out in exactly one part, in the order of
///   its track; the parts of a segment last together as long as it does.
/// * A segment ends before a key frame once it is long enough, or where another group of pictures would not fit. Where a
///   group is longer than a segment may be, or too large, the segment ends before another picture.
/// * A sample lasts until its successor, so the newest unit of each track is held back until that is there.
/// * After a break (a new time line, a camera that went away, a reader that was too slow) a key frame begins a segment with
///   a discontinuity; what comes before it nobody could decode, and it is dropped.
struct LiveHLSSegmenter {
    private struct Open {
        /// In ticks of the leading track.
        var start: Int64
        var partStart: Int64
        /// Units of the leading track that are in it, and in its part.
        var pictures = 0
        var partPictures = 0
        /// There is a key frame in the part.
        var isPartIndependent = false
        var bytes = 0
        /// Units of other tracks since the last of the leading one.
        var others = 0
    }

    private let flavour: LiveHLSFlavour
    private let shape: LiveHLSShape
    private let limits: LiveHLSLimits
    private var packer: (any LiveHLSPacking)?
    /// By the stream's index; nil where one is left out.
    private var tracks: [LiveHLSTrack?] = []
    private(set) var lead = 0
    private var open: Open?
    private var hasBegun = false
    private var isDiscontinuous = false
    private var lastKey: Int64?
    /// Between two key frames, the longest of late.
    private(set) var group: Duration

    /// Neighbours that are further apart do not belong together.
    private static let longestSample: Duration = .seconds(10)
    /// Sound that comes without pictures beside it.
    private static let mostOthers = 2048

    init(_ flavour: LiveHLSFlavour, _ shape: LiveHLSShape, _ limits: LiveHLSLimits, group: Duration) {
        self.flavour = flavour
        self.shape = shape
        self.limits = limits
        self.group = group
    }

    /// The track that segments are cut by: the picture, or the sound where there is none; nil where nothing is carried.
    static func lead(of format: StreamFormat, _ flavour: LiveHLSFlavour) -> Int? {
        guard flavour.serves(format) else { return nil }
        return format.tracks.firstIndex { $0.kind == .video } ?? format.tracks.firstIndex(where: flavour.carries)
    }

    // MARK: Time lines

    mutating func begin(_ format: StreamFormat, into actions: inout [LiveHLSAction]) {
        breakOff(into: &actions)
        tracks = []
        packer = nil
        guard let lead = Self.lead(of: format, flavour) else { return }
        switch flavour {
        case .fragmentedMP4: packer = FragmentPacker(format)
        case .transportStream: packer = try? TransportPacker(format)
        }
        guard let packer else { return }
        tracks = format.tracks.map { flavour.carries($0) ? LiveHLSTrack($0) : nil }
        self.lead = lead
        if let bytes = packer.initialisation { actions.append(.initialisation(bytes)) }
    }

    /// Ends the open segment: what comes next does not go together with it.
    mutating func breakOff(into actions: inout [LiveHLSAction]) {
        defer {
            open = nil
            lastKey = nil
            isDiscontinuous = hasBegun
        }
        guard open != nil, let track = tracks[lead] else { return }
        for index in tracks.indices where index != lead { completeOther(index, until: nil) }
        guard let held = track.held else { return }
        let end = held.time + min(track.usual, ticks(Self.longestSample))
        completeLead(until: end, into: &actions)
        tracks[lead]?.usual = track.usual
        finish(at: end, into: &actions)
    }

    // MARK: Units

    mutating func take(_ unit: AccessUnit, into actions: inout [LiveHLSAction]) {
        guard tracks.indices.contains(unit.track), let track = tracks[unit.track] else { return }
        let time = track.place(unit)
        if unit.track == lead {
            takeLead(unit, at: time, into: &actions)
        } else {
            takeOther(unit, at: time, into: &actions)
        }
    }

    private mutating func takeLead(_ unit: AccessUnit, at time: Int64, into actions: inout [LiveHLSAction]) {
        if let held = tracks[lead]?.held, time - held.time > ticks(Self.longestSample) { breakOff(into: &actions) }
        if unit.isKey { noteGroup(at: time) }
        guard open != nil else {
            guard unit.isKey else { return }
            setZeros(time)
            begin(with: unit, at: time, into: &actions)
            tracks[lead]?.hold(unit, at: time)
            return
        }
        completeLead(until: time, into: &actions)
        if endsSegment(before: unit, at: time) {
            finish(at: time, into: &actions)
            begin(with: unit, at: time, into: &actions)
        }
        tracks[lead]?.hold(unit, at: time)
    }

    private mutating func takeOther(_ unit: AccessUnit, at time: Int64, into actions: inout [LiveHLSAction]) {
        guard let current = open, let zero = tracks[unit.track]?.zero, time >= zero else { return }
        completeOther(unit.track, until: time)
        tracks[unit.track]?.hold(unit, at: time)
        open?.others = current.others + 1
        // The pictures have stopped.
        if current.others >= Self.mostOthers || current.bytes > limits.segmentBytes * 2 { breakOff(into: &actions) }
    }

    /// Adds the picture that was held: it lasts until `next`.
    private mutating func completeLead(until next: Int64, into actions: inout [LiveHLSAction]) {
        guard let held = tracks[lead]?.release(), let track = tracks[lead], let current = open else { return }
        if current.pictures > 0, track.duration(from: current.start, to: next) > shape.longestSegment {
            finish(at: held.time, into: &actions)
            begin(with: held.unit, at: held.time, into: &actions)
        }
        if let target = shape.partTarget, let current = open, current.partPictures > 0,
            track.duration(from: current.partStart, to: next) > target
        {
            endPart(at: held.time, into: &actions)
        }
        let duration = next - held.time
        packer?.add(held.unit, at: held.time - (track.zero ?? 0), lasting: duration)
        if duration > 0 { tracks[lead]?.usual = duration }
        open?.pictures += 1
        open?.partPictures += 1
        open?.others = 0
        open?.bytes += held.unit.payload.count
        if held.unit.isKey { open?.isPartIndependent = true }
        if let target = shape.partTarget, let current = open,
            track.duration(from: current.partStart, to: next + duration) > target
        {
            endPart(at: next, into: &actions)
        }
    }

    /// - Parameter next: nil where its successor is not awaited.
    private mutating func completeOther(_ index: Int, until next: Int64?) {
        guard let track = tracks[index], let held = tracks[index]?.release() else { return }
        let duration = min(next.map { $0 - held.time } ?? track.usual, ticks(Self.longestSample, of: track))
        packer?.add(held.unit, at: held.time - (track.zero ?? 0), lasting: duration)
        open?.bytes += held.unit.payload.count
        // One hole is not what is usual.
        if next != nil, duration > 0, duration < 4 * track.usual { tracks[index]?.usual = duration }
    }

    /// The time line begins with the picture, for all tracks.
    private mutating func setZeros(_ time: Int64) {
        guard let timescale = tracks[lead]?.timescale, tracks[lead]?.zero == nil else { return }
        for index in tracks.indices {
            guard let track = tracks[index] else { continue }
            tracks[index]?.zero = MediaTicks(time).rescaled(from: timescale, to: track.timescale).count
        }
    }

    private mutating func noteGroup(at time: Int64) {
        defer { lastKey = time }
        guard let lastKey, let track = tracks[lead] else { return }
        group = max(track.duration(from: lastKey, to: time), group - group / 16)
    }

    // MARK: Segments and parts

    private func endsSegment(before unit: AccessUnit, at time: Int64) -> Bool {
        guard let open, let track = tracks[lead] else { return false }
        if open.bytes >= limits.segmentBytes { return true }
        guard unit.isKey else { return false }
        let length = track.duration(from: open.start, to: time)
        // Groups of about the wanted length are a little shorter now and then.
        return length >= limits.segment - limits.segment / 20 || length + group > shape.longestSegment
    }

    private mutating func begin(with unit: AccessUnit, at time: Int64, into actions: inout [LiveHLSAction]) {
        let start = LiveHLSStart(wall: unit.wall, isDiscontinuous: isDiscontinuous, isIndependent: unit.isKey)
        actions.append(.begin(start))
        open = Open(start: time, partStart: time)
        isDiscontinuous = false
        hasBegun = true
    }

    private mutating func endPart(at time: Int64, endsSegment: Bool = false, into actions: inout [LiveHLSAction]) {
        guard let current = open, let track = tracks[lead], let bytes = packer?.take(endsSegment: endsSegment) else {
            return
        }
        let part = LiveHLSPart(
            bytes: bytes,
            duration: track.duration(from: current.partStart, to: time),
            isIndependent: current.isPartIndependent
        )
        actions.append(.part(part))
        open?.partStart = time
        open?.partPictures = 0
        open?.isPartIndependent = false
    }

    private mutating func finish(at time: Int64, into actions: inout [LiveHLSAction]) {
        guard let current = open, let track = tracks[lead] else { return }
        // Sound alone waits for the next segment's first picture.
        if current.partPictures > 0 { endPart(at: time, endsSegment: true, into: &actions) }
        actions.append(.finish(track.duration(from: current.start, to: time)))
        open = nil
    }

    private func ticks(_ duration: Duration, of track: LiveHLSTrack? = nil) -> Int64 {
        let timescale = track?.timescale ?? tracks[lead]?.timescale ?? 1
        return Int64(timescale) * duration.components.seconds
    }
}
