import Media
import Stream

/// Makes segments of the items of a stream: the frame rate's limit, the measure, and the segmenter, one after the other.
struct LiveHLSMaker {
    private let flavour: LiveHLSFlavour
    private let isQuick: Bool
    private let limits: LiveHLSLimits
    private var frameRate = LiveHLSFrameRate(limit: 0)
    private var format: StreamFormat?
    private var measure: LiveHLSMeasure
    private var segmenter: LiveHLSSegmenter?
    private var unit: Duration
    /// To be told first, before anything else comes out.
    private var pending: LiveHLSRhythm?

    /// - Parameters:
    ///   - isQuick: whether segments are told in parts; of transport streams there are none.
    ///   - rhythm: of the stream, where it is known from before.
    init(_ flavour: LiveHLSFlavour, isQuick: Bool, _ limits: LiveHLSLimits, rhythm: LiveHLSRhythm?) {
        self.flavour = flavour
        self.isQuick = isQuick && flavour == .fragmentedMP4
        self.limits = limits
        measure = LiveHLSMeasure(limits)
        unit = rhythm?.unit ?? .milliseconds(40)
        pending = rhythm
    }

    /// What was learnt, for the next time; nil where it is not known yet.
    var rhythm: LiveHLSRhythm? { segmenter.map { LiveHLSRhythm(group: $0.group, unit: unit) } }

    /// - Parameter limit: pictures a second; 0 for all.
    mutating func setFrameRate(_ limit: Int) {
        if limit != frameRate.limit { frameRate = LiveHLSFrameRate(limit: limit) }
    }

    mutating func take(_ item: StreamItem, into actions: inout [LiveHLSAction]) {
        if let rhythm = pending {
            pending = nil
            begin(rhythm, into: &actions)
        }
        switch item {
        case .format(let new):
            format = new
            frameRate = LiveHLSFrameRate(limit: frameRate.limit)
            if segmenter == nil { measure.begin(new, lead: LiveHLSSegmenter.lead(of: new, flavour)) }
            segmenter?.begin(new, into: &actions)
        case .unit(let unit): take(unit, into: &actions)
        case .skipped, .interrupted:
            measure.restart()
            segmenter?.breakOff(into: &actions)
        case .ended:
            segmenter?.breakOff(into: &actions)
            actions.append(.end)
        }
    }

    private mutating func take(_ unit: AccessUnit, into actions: inout [LiveHLSAction]) {
        guard let format, format.tracks.indices.contains(unit.track) else { return }
        let track = format.tracks[unit.track]
        if track.kind == .video, !frameRate.passes(unit, timescale: track.timescale) { return }
        guard segmenter == nil else {
            segmenter?.take(unit, into: &actions)
            return
        }
        guard let rhythm = measure.take(unit) else { return }
        begin(rhythm, into: &actions)
        for item in measure.items {
            switch item {
            case .format(let format): segmenter?.begin(format, into: &actions)
            case .unit(let unit): segmenter?.take(unit, into: &actions)
            case .skipped, .interrupted, .ended: break
            }
        }
        measure = LiveHLSMeasure(limits)
    }

    private mutating func begin(_ rhythm: LiveHLSRhythm, into actions: inout [LiveHLSAction]) {
        unit = rhythm.unit
        let shape = rhythm.shape(limits, isQuick: isQuick)
        actions.append(.shape(shape))
        segmenter = LiveHLSSegmenter(flavour, shape, limits, group: rhythm.group)
    }
}
