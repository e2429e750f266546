import Catalog
import MP4
import Media
import Stream
import Testing

@testable import Recording

/// What a cutter wanted done, put together again.
struct Harvest {
    struct Sample {
        /// In the stream's own ticks.
        var time: Int64
        var duration: Int64
        var isKey: Bool
        var payload: Bytes
    }

    struct Segment {
        var start: SegmentStart
        var fragments: [FragmentDraft] = []
        var end: SegmentEnd?
        /// Of each track.
        var samples: [[Sample]]
        /// In the file, of whichever track begins first.
        var firstTick: Int64?
    }

    enum Gap: Equatable {
        case began(WallTime, GapReason)
        case ended(WallTime)
        case missed(WallTime, WallTime, GapReason)
    }

    var actions: [CutterAction] = []

    var fragments: [FragmentDraft] {
        actions.compactMap { if case .write(let draft) = $0 { draft } else { nil } }
    }

    var gaps: [Gap] {
        actions.compactMap { action in
            switch action {
            case .gapBegan(let start, let reason, _): .began(start, reason)
            case .gapEnded(let end): .ended(end)
            case .missed(let start, let end, let reason, _): .missed(start, end, reason)
            case .open, .write, .close: nil
            }
        }
    }

    func segments(format: StreamFormat) throws -> [Segment] {
        var segments: [Segment] = []
        var isOpen = false
        for action in actions {
            switch action {
            case .open(let start):
                try #require(!isOpen)
                isOpen = true
                segments.append(Segment(start: start, samples: Array(repeating: [], count: format.tracks.count)))
            case .write(let draft):
                try #require(isOpen)
                segments[segments.count - 1].add(draft)
            case .close(let end):
                try #require(isOpen)
                isOpen = false
                segments[segments.count - 1].end = end
            case .gapBegan, .gapEnded, .missed: break
            }
        }
        return segments
    }
}

extension Harvest.Segment {
    mutating func add(_ draft: FragmentDraft) {
        var payloads = draft.payloads[...]
        for run in draft.runs {
            firstTick = min(firstTick ?? .max, run.baseDecodeTime)
            var time = run.baseDecodeTime + start.startTicks[run.track]
            for sample in run.samples {
                guard let payload = payloads.popFirst() else { return }
                let duration = Int64(sample.duration)
                samples[run.track].append(.init(time: time, duration: duration, isKey: sample.isKey, payload: payload))
                time += duration
            }
        }
        fragments.append(draft)
    }
}
