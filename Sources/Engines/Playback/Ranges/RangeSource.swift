package import Catalog
package import MP4

/// The part of one recording that a range has. Of one with pauses each of its parts is a source of its own, so that a pause is
/// to a film what the time between two recordings is.
package struct RangeSource: Sendable {
    package let record: SegmentRecord
    /// What of the recording it is from: all of it, where it has no pauses.
    let part: RecordingPart
    /// Samples of the recording's file that come before the part.
    let before: (video: Int, audio: Int)
    package internal(set) var span: FragmentSpan
    /// Of the whole recording, where they are known already: of the first, the last, and of one that is being written, whose
    /// fragments the catalogue does not know.
    var entries: [FragmentIndexEntry]?

    init(
        record: SegmentRecord,
        span: FragmentSpan,
        entries: [FragmentIndexEntry]? = nil,
        part: RecordingPart? = nil,
        before: (video: Int, audio: Int) = (0, 0)
    ) {
        self.record = record
        self.span = span
        self.entries = entries
        self.part = part ?? record.parts[0]
        self.before = before
    }

    /// What says that two recordings have the same sample entries: their number, or where there is none, their run, because
    /// another format ends a run.
    enum FormatKey: Hashable {
        case number(UInt32)
        case run(RecordingID)
    }

    var formatKey: FormatKey { span.parameterSets != 0 ? .number(span.parameterSets) : .run(record.run) }

    /// Keeps only these fragments.
    mutating func keep(_ fragments: Range<Int>) {
        guard let entries else { return }
        span = FragmentSpan(entries[fragments])
    }
}
