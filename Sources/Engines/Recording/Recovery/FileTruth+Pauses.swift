import Catalog
import MP4
import Media

extension FileTruth {
    /// Where the file has pauses, by its own word and as far as its fragments are there; what makes no sense counts for
    /// nothing.
    var pauses: [RecordingPause] {
        guard let told = movie?.identity?.pauses, !told.isEmpty, let start else { return [] }
        let end = progress.end
        var pauses: [RecordingPause] = []
        var (time, fragment) = (start, 0)
        for pause in told.prefix(SegmentRecord.mostPauses) {
            let made = RecordingPause(
                fragment: Int(pause.fragment),
                start: WallTime(nanoseconds: pause.start),
                end: WallTime(nanoseconds: pause.end),
                run: RecordingID(nanoseconds: pause.run),
                epoch: Int64(pause.epoch)
            )
            guard made.fragment > fragment, made.fragment < entries.count, made.start >= time, made.end > made.start,
                made.end < end
            else { break }
            pauses.append(made)
            (time, fragment) = (made.end, made.fragment)
        }
        return pauses
    }
}

extension SegmentIdentity.Pause {
    init(_ pause: RecordingPause) {
        self.init(
            fragment: UInt32(clamping: pause.fragment),
            start: pause.start.nanoseconds,
            end: pause.end.nanoseconds,
            run: pause.run.nanoseconds,
            epoch: UInt32(clamping: pause.epoch)
        )
    }
}
