package import Catalog
package import MP4
import Storage

extension Player {
    /// Opens a recording to go through all its samples. What it throws while it reads is a ``PlaybackError``, a
    /// `StorageError`, or an `MP4Error` where the file is not what Nightjar writes. Blocks.
    ///
    /// - Parameter isCancelled: asked before each read.
    package func walk(
        _ record: SegmentRecord,
        isCancelled: @escaping () -> Bool = { false }
    ) throws -> SampleWalk {
        let file = try mediaFile(of: record)
        return try SampleWalk(length: record.bytes) { offset, count in
            if isCancelled() { throw CancellationError() }
            return try file.read(at: offset, count: count)
        }
    }
}

extension RangeFile {
    /// A recording that the film has samples of, and which.
    package struct Held: Sendable {
        package var record: SegmentRecord
        /// Numbers of the samples of the recording's file, of each kind.
        package var video: Range<Int>
        package var audio: Range<Int>

        package init(record: SegmentRecord, video: Range<Int>, audio: Range<Int>) {
            self.record = record
            self.video = video
            self.audio = audio
        }
    }

    /// The recordings that the film is made of, in its order.
    package var held: [Held] {
        var found: [Held] = []
        for (index, source) in sources.prefix(film.moments.count).enumerated() {
            let span = source.span
            var first = source.entries == nil ? source.before : (video: 0, audio: 0)
            for entry in source.entries?.prefix(span.fragments.lowerBound) ?? [] {
                first.video += Int(entry.videoSamples)
                first.audio += Int(entry.audioSamples)
            }
            var (video, audio) = (span.videoSamples, span.audioSamples)
            if let closing, index == sources.count - 1 {
                video += closing.cut.videoSamples - Int(closing.stored.videoSamples)
                audio += closing.cut.audioSamples - Int(closing.stored.audioSamples)
            }
            var held = Held(
                record: source.record,
                video: first.video..<first.video + max(0, video),
                audio: first.audio..<first.audio + max(0, audio)
            )
            // What lies on both sides of a pause follows each other in the file.
            if let last = found.last, last.record.id == source.record.id {
                held.video = min(last.video.lowerBound, held.video.lowerBound)..<held.video.upperBound
                held.audio = min(last.audio.lowerBound, held.audio.lowerBound)..<held.audio.upperBound
                found.removeLast()
            }
            found.append(held)
        }
        return found
    }
}
