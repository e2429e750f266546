package import Catalog
package import MP4

/// The part of one recording that a range has.
package struct RangeSource: Sendable {
    package let record: SegmentRecord
    package internal(set) var span: FragmentSpan
    /// Of the whole recording, where they are known already: of the first, the last, and of one that is being written, whose
    /// fragments the catalogue does not know.
    var entries: [FragmentIndexEntry]?

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
