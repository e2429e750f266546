package import Media

/// A time within a recording of which it has nothing: it was joined of recordings on both sides of it. Their media stand one
/// behind the other in its file, so that it plays without a hole; by the clock on the wall there is one.
package struct RecordingPause: Hashable, Sendable {
    /// How many fragments of the file come before it.
    package var fragment: Int
    /// Where the recording before it ended, and where the one behind it began.
    package var start: WallTime
    package var end: WallTime
    /// Of what follows, as a recording of its own had them.
    package var run: RecordingID
    package var epoch: Int64

    package init(fragment: Int, start: WallTime, end: WallTime, run: RecordingID, epoch: Int64) {
        self.fragment = fragment
        self.start = start
        self.end = end
        self.run = run
        self.epoch = epoch
    }
}

/// What lies between two pauses of a recording: what was a recording by itself, or several without a hole between them. One
/// without pauses has one part.
package struct RecordingPart: Hashable, Sendable {
    package var start: WallTime
    package var end: WallTime
    /// Its first fragment in the file.
    package var fragment: Int
    package var run: RecordingID
    package var epoch: Int64
}

extension SegmentRecord {
    /// A recording is joined of no more parts: what says where they are is read with each row.
    package static let mostPauses = 500

    /// In the order of their times; one at least.
    package var parts: [RecordingPart] {
        var part = RecordingPart(start: start, end: end, fragment: 0, run: run, epoch: epoch)
        var parts: [RecordingPart] = []
        for pause in pauses {
            part.end = max(part.start, pause.start)
            parts.append(part)
            part = RecordingPart(
                start: max(part.end, pause.end),
                end: end,
                fragment: pause.fragment,
                run: pause.run,
                epoch: pause.epoch
            )
        }
        part.end = max(part.start, end)
        parts.append(part)
        return parts
    }

    /// How long it is, its pauses not counted.
    package var duration: Duration {
        pauses.isEmpty ? end - start : parts.reduce(.zero) { $0 + ($1.end - $1.start) }
    }
}
