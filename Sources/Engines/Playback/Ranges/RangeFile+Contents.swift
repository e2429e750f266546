package import Catalog
import MP4

/// What a range is made of.
extension RangeFile {
    /// Fragments of the recordings that are in it whole.
    package var fragments: Int {
        film.parts.reduce(0) { sum, part in
            guard case .fragments(_, let numbers, _) = part.content else { return sum }
            return sum + numbers.count
        }
    }

    /// The recordings that it has something of, in their order. Where the codecs change, what comes after is another film.
    package var records: [SegmentRecord] {
        var records: [SegmentRecord] = []
        // One with pauses is several sources.
        for source in sources.prefix(film.moments.count) where records.last?.id != source.record.id {
            records.append(source.record)
        }
        return records
    }
}
